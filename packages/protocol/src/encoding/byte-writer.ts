const utf8 = new TextEncoder();
const lengthBytes = 4;

/** Names of purposes and kinds, which come again and again; what else is encoded by them is never secret. */
const knownTexts = new Map<string, Uint8Array>();
const mostKnownTexts = 256;

/** UTF-8 of a text that is public, such as a name of the formats. @returns not to be changed */
export function encodedText(text: string): Uint8Array {
  const known = knownTexts.get(text);
  if (known) return known;
  const bytes = utf8.encode(text);
  if (knownTexts.size < mostKnownTexts) knownTexts.set(text, bytes);
  return bytes;
}

/** Appends the fields of a binary format; all integers are big-endian. The inverse is `ByteReader`. */
export class ByteWriter {
  /** Bytes, or an integer whose width stands at the same place of `#widths`. */
  readonly #parts: (Uint8Array | number)[] = [];
  readonly #widths: number[] = [];
  #length = 0;

  bytes(part: Uint8Array): this {
    return this.#add(part, part.length);
  }

  #add(part: Uint8Array | number, width: number): this {
    this.#parts.push(part);
    this.#widths.push(width);
    this.#length += width;
    return this;
  }

  #integer(value: number, width: number): this {
    if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** (8 * width)) {
      throw new TypeError(`not an unsigned integer of ${width} bytes: ${value}`);
    }
    return this.#add(value, width);
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
    for (const [at, part] of this.#parts.entries()) {
      const width = this.#widths[at] ?? 0;
      if (typeof part === 'number') writeInteger(whole, offset, part, width);
      else whole.set(part, offset);
      offset += width;
    }
    return whole;
  }
}

/** At most four bytes wide. */
function writeInteger(into: Uint8Array, offset: number, value: number, width: number): void {
  for (let at = 0; at < width; at += 1) into[offset + at] = value >>> (8 * (width - 1 - at));
}

/** Joins byte strings. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/**
 * Encodes a list of byte strings so that no other list has the same encoding: each part is preceded by its 32-bit
 * length. Used wherever several values are hashed, signed or authenticated together. Texts in it are names of the formats.
 */
export function encodeParts(parts: readonly (Uint8Array | string)[]): Uint8Array {
  const encoded = parts.map((part) => (typeof part === 'string' ? encodedText(part) : part));
  const whole = new Uint8Array(encoded.reduce((sum, part) => sum + lengthBytes + part.length, 0));
  let offset = 0;
  for (const part of encoded) {
    writeInteger(whole, offset, part.length, lengthBytes);
    whole.set(part, offset + lengthBytes);
    offset += lengthBytes + part.length;
  }
  return whole;
}
