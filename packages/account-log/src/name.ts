import { ByteReader, ByteWriter, maxNameBytes } from '@commonseal/protocol';

/** Every name has the same size before encryption, so that its length tells nothing. */
const encodedNameBytes = 2 + maxNameBytes;
/** Bytes of an encrypted name: a box around {@link encodedNameBytes}. */
export const nameBoxBytes = 86 + encodedNameBytes;

/** Cuts at a character so that the name fits. @returns 258 bytes */
export function encodeName(name: string): Uint8Array {
  const text = new TextEncoder();
  let fitting = '';
  for (const character of name) {
    if (text.encode(fitting + character).length > maxNameBytes) break;
    fitting += character;
  }
  const bytes = text.encode(fitting);
  return new ByteWriter()
    .u16(bytes.length)
    .bytes(bytes)
    .bytes(new Uint8Array(maxNameBytes - bytes.length))
    .finish();
}

/** @throws CommonsealError `malformed` */
export function parseName(bytes: Uint8Array): string {
  const reader = new ByteReader(bytes, 'name');
  const length = reader.u16();
  const name = reader.decode(reader.bytes(length));
  if (bytes.length !== encodedNameBytes || reader.rest().some((byte) => byte !== 0)) reader.fail('padding');
  return name;
}
