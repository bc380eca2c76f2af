const utf8 = new TextEncoder();

/** Appends the fields of a binary format; all integers are big-endian. The inverse is `ByteReader`. */
export class ByteWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  bytes(part: Uint8Array): this {
    this.#parts.push(part);
    this.#length += part.length;
    return this;
  }

  #integer(value: number, width: number): this {
    if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * width)) {
      throw new TypeError(`not an unsigned integer of ${width} bytes: ${value}`);
    }
    const part = new Uint8Array(width);
    for (let at = width - 1, rest = value; at >= 0; at -= 1, rest = Math.floor(rest / 256))
      part[at] = rest % 256;
    return this.bytes(part);
  }

  u8(value: number): this {
    return this.#integer(value, 1);
  }

  u16(value: number): this {
    return this.#integer(value, 2);
  }

  u32(value: number): this {
    return this.#integer(value, 4);
  }

  /** An integer below 2^53 in eight bytes. */
  u53(value: number): this {
    if (!Number.isSafeInteger(value)) throw new TypeError(`not an integer below 2^53: ${value}`);
    return this.u32(Math.floor(value / 2 ** 32)).u32(value % 2 ** 32);
  }

  /** A 32-bit length, then the bytes. */
  sized(part: Uint8Array): this {
    return this.u32(part.length).bytes(part);
  }

  text(part: string): this {
    return this.sized(utf8.encode(part));
  }

  finish(): Uint8Array {
    const whole = new Uint8Array(this.#length);
    let offset = 0;
    for (const part of this.#parts) {
      whole.set(part, offset);
      offset += part.length;
    }
    return whole;
  }
}

/** Joins byte strings. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter();
  for (const part of parts) writer.bytes(part);
  return writer.finish();
}

/**
 * Encodes a list of byte strings so that no other list has the same encoding: each part is preceded by its 32-bit
 * length. Used wherever several values are hashed, signed or authenticated together.
 */
export function encodeParts(parts: readonly (Uint8Array | string)[]): Uint8Array {
  const writer = new ByteWriter();
  for (const part of parts) writer.sized(typeof part === 'string' ? utf8.encode(part) : part);
  return writer.finish();
}
