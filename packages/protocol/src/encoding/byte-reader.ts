import { CommonsealError } from '../errors.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads the fields of a binary format from bytes that nobody has vouched for. Every read is bounds-checked, every
 * length has a ceiling, and `end` refuses left-over bytes, so that one value has exactly one encoding. Results are
 * views into the input, never copies.
 * @throws CommonsealError `malformed` from every method.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #offset = 0;

  /** @param what names the format in error messages. */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  fail(detail: string): never {
    throw new CommonsealError('malformed', `${this.#what}: ${detail}`);
  }

  bytes(length: number): Uint8Array {
    if (length > this.remaining) this.fail('too short');
    const part = this.#bytes.subarray(this.#offset, this.#offset + length);
    this.#offset += length;
    return part;
  }

  #integer(width: number): number {
    if (width > this.remaining) this.fail('too short');
    let value = 0;
    for (const end = this.#offset + width; this.#offset < end; this.#offset += 1)
      value = value * 256 + (this.#bytes[this.#offset] ?? 0);
    return value;
  }

  u8(): number {
    return this.#integer(1);
  }

  u16(): number {
    return this.#integer(2);
  }

  u32(): number {
    return this.#integer(4);
  }

  u53(): number {
    const value = this.u32() * 2 ** 32 + this.u32();
    if (!Number.isSafeInteger(value)) this.fail('integer out of range');
    return value;
  }

  /** A 32-bit length of at most `ceiling`, then the bytes. */
  sized(ceiling: number): Uint8Array {
    const length = this.u32();
    if (length > ceiling) this.fail('field too long');
    return this.bytes(length);
  }

  text(ceiling: number): string {
    return this.decode(this.sized(ceiling));
  }

  decode(bytes: Uint8Array): string {
    try {
      return utf8.decode(bytes);
    } catch {
      return this.fail('not UTF-8');
    }
  }

  /** All that is left. */
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  end(): void {
    if (this.remaining > 0) this.fail('left-over bytes');
  }
}
