import { analyse } from '@commonseal/analysis/analysers';
import { encodeFinding } from '@commonseal/protocol';
import type { AnalysisAnswer, AnalysisTask } from './analysis-messages.ts';

/**
 * Reads strangers' files, one at a time, for the vault worker, which ends this one when it does not answer. It holds no key, and by the
 * policy that the server sends with this very file it connects to nothing.
 *
 * All goes through a port that comes first: the library that reads PDFs takes a worker's own messages for its own.
 */
globalThis.addEventListener('message', ({ ports }: MessageEvent) => ports[0] && answerTo(ports[0]), {
  once: true,
});

function answerTo(port: MessagePort): void {
  const answer = (answered: AnalysisAnswer, moved: Transferable[] = []) => port.postMessage(answered, moved);
  port.addEventListener('message', ({ data }: MessageEvent<AnalysisTask>) => {
    analyse(data.item, data.wanted).then(
      (found) => {
        const findings = found.map((finding) => encodeFinding(finding));
        answer(
          { kind: 'found', findings },
          findings.map(({ buffer }) => buffer as ArrayBuffer),
        );
      },
      () => answer({ kind: 'broke' }),
    );
  });
  port.start();
  answer({ kind: 'ready' });
}
