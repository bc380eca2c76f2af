import { sameOriginScriptUrl } from '../../../../trusted-types.ts';
import workerUrl from './markdown-worker.ts?worker&url';

const patienceMs = 5_000;

/** HTML that is as dangerous as what it was made from: for the frame only. `undefined` if it takes too long or fails. */
export function htmlOfMarkdown(markdown: string): Promise<string | undefined> {
  const worker = new Worker(sameOriginScriptUrl(workerUrl), { type: 'module', name: 'markdown' });
  return new Promise<string | undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), patienceMs);
    const settle = (html: string | undefined) => {
      clearTimeout(timer);
      resolve(html);
    };
    worker.addEventListener('message', ({ data }: MessageEvent<string | undefined>) => settle(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      settle(undefined);
    });
    worker.postMessage(markdown);
  }).finally(() => worker.terminate());
}
