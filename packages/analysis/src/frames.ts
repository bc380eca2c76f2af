/**
 * What goes over a pipe between a pool and its processes: length (four bytes, big-endian), then so many bytes. Never more
 * than the bound of that moment is gathered, whatever the other side announces.
 */
export class FrameReader {
  readonly #maxBytes: () => number;
  readonly #onFrame: (whole: Uint8Array) => void;
  #pieces: Uint8Array[] = [];
  #length = 0;
  #wanted: number | undefined;

  constructor(maxBytes: () => number, onFrame: (whole: Uint8Array) => void) {
    this.#maxBytes = maxBytes;
    this.#onFrame = onFrame;
  }

  /** @throws RangeError for a frame over the bound */
  push(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
    while (this.#length >= (this.#wanted ?? lengthBytes)) {
      if (this.#wanted === undefined) {
        const length = this.#take(lengthBytes);
        this.#wanted = new DataView(length.buffer, length.byteOffset).getUint32(0);
        if (this.#wanted > this.#maxBytes()) throw new RangeError('a frame over the bound');
      } else {
        const whole = this.#take(this.#wanted);
        this.#wanted = undefined;
        this.#onFrame(whole);
      }
    }
  }

  #take(length: number): Uint8Array {
    const all =
      this.#pieces.length === 1 ? (this.#pieces[0] ?? new Uint8Array()) : Buffer.concat(this.#pieces);
    this.#pieces = [all.subarray(length)];
    this.#length -= length;
    return all.subarray(0, length);
  }
}

const lengthBytes = 4;

export function frame(...parts: readonly Uint8Array[]): Uint8Array {
  const length = new Uint8Array(lengthBytes);
  new DataView(length.buffer).setUint32(
    0,
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  return Buffer.concat([length, ...parts]);
}
