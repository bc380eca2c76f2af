/**
 * The same bytes but for one bit.
 * @param bit counted from the lowest of that byte
 */
export function flipBit(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  const flipped = Uint8Array.from(bytes);
  if (at >= flipped.length) throw new RangeError('the bit lies beyond the end');
  flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
  return flipped;
}

/** The same in bytes that are written as text. */
export function flipBitOfText(
  text: string,
  encoding: 'base64' | 'base64url',
  at: number,
  bit: number,
): string {
  return Buffer.from(flipBit(Buffer.from(text, encoding), at, bit)).toString(encoding);
}

/** Turns a time of 8 bytes, the highest first, into another one by one bit: at least a year later. */
export function flipTime(
  bytes: Uint8Array,
  at: number,
): { readonly bytes: Uint8Array; readonly timeMs: number } {
  const timeMs = Number(Buffer.from(bytes).readBigUInt64BE(at));
  const power = [35, 36, 37, 38].find((candidate) => Math.floor(timeMs / 2 ** candidate) % 2 === 0);
  if (power === undefined) throw new RangeError('no bit that makes the time later');
  const place = at + 7 - Math.floor(power / 8);
  return { bytes: flipBit(bytes, place, power % 8), timeMs: timeMs + 2 ** power };
}
