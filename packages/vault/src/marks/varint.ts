import type { ByteReader } from '@commonseal/protocol';

/** An integer below 2^28, seven bits a byte, the lowest first; the highest bit of a byte says that more follow. */
export function writeVarint(bytes: number[], value: number): void {
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
}

/** Does not mind a longer form than needed. @throws CommonsealError `malformed` */
export function readVarint(reader: ByteReader): number {
  let value = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = reader.u8();
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return reader.fail('integer out of range');
}
