import { sameOriginScriptUrl } from '../trusted-types.ts';
import workerUrl from './picture-worker.ts?worker&url';
import type { PictureRead, PictureToRead } from './picture.ts';

/** Looks for QR codes in pictures, one after the other, in a worker that `end` ends. */
export class PictureReader {
  readonly #worker = new Worker(sameOriginScriptUrl(workerUrl), { type: 'module', name: 'picture' });
  readonly #waiting = new Map<number, (read: PictureRead) => void>();
  #lastId = 0;

  constructor() {
    this.#worker.addEventListener('message', ({ data }: MessageEvent<PictureRead>) => {
      this.#waiting.get(data.id)?.(data);
      this.#waiting.delete(data.id);
    });
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      for (const [id, settle] of this.#waiting) settle({ id, kind: 'no reader' });
      this.#waiting.clear();
    });
  }

  read(picture: Blob | ImageBitmap, isThorough: boolean): Promise<PictureRead> {
    this.#lastId += 1;
    const message: PictureToRead = { id: this.#lastId, picture, isThorough };
    return new Promise((settle) => {
      this.#waiting.set(message.id, settle);
      this.#worker.postMessage(message, picture instanceof Blob ? [] : [picture]);
    });
  }

  end(): void {
    this.#worker.terminate();
    this.#waiting.clear();
  }
}
