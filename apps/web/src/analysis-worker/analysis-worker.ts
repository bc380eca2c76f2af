import { analyse } from '@commonseal/analysis/analysers';
import { encodeFinding } from '@commonseal/protocol';
import type { AnalysisAnswer, AnalysisTask } from './analysis-messages.ts';

/**
 * Reads strangers' files, one at a time, for the vault worker, which ends this one when it does not answer. It holds no key, and by the
 * policy that the server sends with this very file it connects to nothing.
 */
function answer(answered: AnalysisAnswer, moved: Transferable[] = []): void {
  globalThis.postMessage(answered, { transfer: moved });
}

globalThis.addEventListener('message', ({ data }: MessageEvent<AnalysisTask>) => {
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

answer({ kind: 'ready' });
