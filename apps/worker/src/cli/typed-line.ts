const interrupt = 0x03;
const endOfInput = 0x04;
const backspace = 0x08;
const newline = 0x0a;
const enter = 0x0d;
const clear = 0x15;
const del = 0x7f;

/** A line that is being typed, in memory of the caller's, with the few keys that change it. */
export class TypedLine {
  readonly #memory: Uint8Array;
  length = 0;
  end: 'enter' | 'interrupt' | undefined;

  constructor(memory: Uint8Array) {
    this.#memory = memory;
  }

  /** @returns how many bytes were taken: those after the line's end are not */
  add(piece: Uint8Array): number {
    for (const [at, byte] of piece.entries()) {
      if (byte === interrupt) this.end = 'interrupt';
      else if (byte === enter || byte === newline || byte === endOfInput) this.end = 'enter';
      else if (byte === backspace || byte === del) this.#dropCharacter();
      else if (byte === clear) this.length = 0;
      else if (this.length < this.#memory.length) {
        this.#memory[this.length] = byte;
        this.length += 1;
      }
      if (this.end !== undefined) return at + 1;
    }
    return piece.length;
  }

  /** A character may have several bytes: all but the first begin with the bits 10. */
  #dropCharacter(): void {
    while (this.length > 0) {
      this.length -= 1;
      if (((this.#memory[this.length] ?? 0) & 0xc0) !== 0x80) return;
    }
  }
}
