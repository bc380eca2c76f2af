import { knownAnalysers, maxAnalysedBytes } from '@commonseal/analysis/versions';
import workerUrl from '../analysis-worker/analysis-worker.ts?worker&url';
import { sameOriginScriptUrl } from '../trusted-types.ts';
import { type AnalysisThread, FindingsInThread } from './findings-in-thread.ts';

/** In a worker that has none of this one's keys. It is this worker's own: whoever ends this one ends it too. */
export const findInWorker = new FindingsInThread({
  analysers: knownAnalysers.map(({ name, versions }) => ({ name, version: Math.max(...versions) })),
  maxAnalysedBytes,
  start: startThread,
});

function startThread(): AnalysisThread {
  const worker = new Worker(sameOriginScriptUrl(workerUrl), { type: 'module', name: 'analysis' });
  const { port1: port, port2: itsPort } = new MessageChannel();
  worker.postMessage('port', [itsPort]);
  return {
    post: (task) => port.postMessage(task),
    onAnswer: (listener) => {
      port.addEventListener('message', ({ data }: MessageEvent<unknown>) => listener(data));
      port.addEventListener('messageerror', () => listener(undefined));
      port.start();
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        listener(undefined);
      });
    },
    end: () => {
      worker.terminate();
      port.close();
    },
  };
}
