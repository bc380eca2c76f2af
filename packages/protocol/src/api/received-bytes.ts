const leastFirstBytes = 16 * 1024;
/** What a server says of the length is believed up to here: a stored row fits, and nobody can ask for much by a word. */
const mostFirstBytes = 1024 * 1024;

/**
 * Puts a reply together as it comes. A server may send it in pieces of one byte, of which each would take a hundred
 * times its size if it were kept.
 */
export class ReceivedBytes {
  readonly #maxBytes: number;
  #bytes: Uint8Array;
  #length = 0;

  /** @param statedBytes as the server says; saves copying when it is right */
  constructor(maxBytes: number, statedBytes = 0) {
    this.#maxBytes = maxBytes;
    const expectedBytes = Math.min(mostFirstBytes, Math.max(leastFirstBytes, statedBytes));
    this.#bytes = new Uint8Array(Math.min(expectedBytes, maxBytes));
  }

  get length(): number {
    return this.#length;
  }

  add(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.min(this.#maxBytes, Math.max(length, 2 * this.#bytes.length)));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** In a buffer of its own size: whoever keeps the reply keeps no more than it. */
  whole(): Uint8Array {
    return this.#length === this.#bytes.length ? this.#bytes : this.#bytes.slice(0, this.#length);
  }
}
