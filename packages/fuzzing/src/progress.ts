import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

const headBytes = 16;

/** What the watcher finds when the process that runs the inputs hangs or is gone. */
export interface Progress {
  /** Inputs begun; 0 while the target gets ready. */
  readonly number: number;
  readonly input: Uint8Array;
}

/** A file that always holds the input that is being read: it outlives the process. */
export class ProgressWriter {
  readonly #file: number;
  readonly #head = new DataView(new ArrayBuffer(headBytes));

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  begin(number: number, input: Uint8Array): void {
    this.#head.setFloat64(0, number);
    this.#head.setFloat64(8, input.length);
    writeSync(this.#file, input, 0, input.length, headBytes);
    writeSync(this.#file, new Uint8Array(this.#head.buffer), 0, headBytes, 0);
  }

  reset(): void {
    ftruncateSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

export function readProgress(path: string): Progress {
  const bytes = readFileSync(path);
  if (bytes.length < headBytes) return { number: 0, input: new Uint8Array() };
  const length = bytes.readDoubleBE(8);
  return {
    number: bytes.readDoubleBE(0),
    input: new Uint8Array(bytes.subarray(headBytes, headBytes + length)),
  };
}
