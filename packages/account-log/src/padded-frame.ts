import { ByteReader, ByteWriter } from '@commonseal/protocol';
import { paddedLength } from '@commonseal/crypto/verify';

/** What is encrypted of something whose length would tell: its length, itself, and zeros up to a padded length. */
export function encodePadded(encoded: Uint8Array): Uint8Array {
  const zeros = new Uint8Array(paddedLength(encoded.length + 4) - encoded.length - 4);
  return new ByteWriter().sized(encoded).bytes(zeros).finish();
}

/**
 * @param what names it in error messages
 * @throws CommonsealError `malformed`, also for other padding: one value has one encoding
 */
export function parsePadded(bytes: Uint8Array, ceiling: number, what: string): Uint8Array {
  const reader = new ByteReader(bytes, what);
  const encoded = reader.sized(ceiling);
  const padding = reader.rest();
  const isPadded = padding.length === paddedLength(encoded.length + 4) - encoded.length - 4;
  if (!isPadded || padding.some((byte) => byte !== 0)) reader.fail('padding');
  return encoded;
}
