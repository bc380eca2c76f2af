const initialBytes = 64 * 1024;

/** Collects the lines of one message by copying: a view on each line would take more memory than the line. */
export class MessageBuffer {
  readonly #ceiling: number;
  #bytes: Uint8Array;
  #length = 0;

  constructor(ceiling: number) {
    this.#ceiling = ceiling;
    this.#bytes = new Uint8Array(Math.min(initialBytes, ceiling));
  }

  /** Yields what has been collected each time that it reaches the ceiling. */
  *add(line: Uint8Array): Generator<Uint8Array> {
    for (let rest = line; rest.length > 0; ) {
      const part = rest.subarray(0, this.#ceiling - this.#length);
      this.#reserve(part.length);
      this.#bytes.set(part, this.#length);
      this.#length += part.length;
      rest = rest.subarray(part.length);
      if (this.#length === this.#ceiling) yield this.take();
    }
  }

  /** All that was collected, a copy; the buffer is empty afterwards and keeps its memory. */
  take(): Uint8Array {
    const whole = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return whole;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Math.max(this.#length + more, 2 * this.#bytes.length);
    const bytes = new Uint8Array(Math.min(grown, this.#ceiling));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
  }
}
