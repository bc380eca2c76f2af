import { marked } from 'marked';

/** In a worker, because some texts take such parsers very long: it can be ended. */
addEventListener('message', ({ data }: MessageEvent<string>) => {
  let html: string | undefined;
  try {
    html = marked.parse(data, { async: false, gfm: true });
  } catch {
    html = undefined;
  }
  postMessage(html);
});
