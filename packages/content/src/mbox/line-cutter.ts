const lineFeed = 0x0a;

/**
 * Cuts chunks into lines with their line ends. A line that is longer than `longLineBytes` may come in several pieces,
 * all but the last without a line feed; the first of them is longer than that.
 */
export class LineCutter {
  readonly #longLineBytes: number;
  #carried: Uint8Array = new Uint8Array();

  constructor(longLineBytes: number) {
    this.#longLineBytes = longLineBytes;
  }

  *cut(chunk: Uint8Array): Generator<Uint8Array> {
    const bytes = this.#carried.length > 0 ? joined(this.#carried, chunk) : chunk;
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(lineFeed, start);
      if (end === -1) break;
      yield bytes.subarray(start, end + 1);
      start = end + 1;
    }
    this.#carried = bytes.subarray(start);
    if (this.#carried.length > this.#longLineBytes) yield* this.end();
  }

  /** The last line, when it has no line end. */
  *end(): Generator<Uint8Array> {
    const rest = this.#carried;
    this.#carried = new Uint8Array();
    if (rest.length > 0) yield rest;
  }
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
