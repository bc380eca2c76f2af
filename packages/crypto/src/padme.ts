/** Nothing is padded to less, so that all small things look alike. */
export const minPaddedBytes = 256;

/**
 * The length to pad to (Padmé: Nikitin et al., 'Reducing Metadata Leakage from Encrypted Files', PETS 2019, section 4),
 * with a floor of 256. Above it adds at most 6.25 % and leaks O(log log length) bits.
 */
export function paddedLength(length: number): number {
  if (length <= minPaddedBytes) return minPaddedBytes;
  const exponent = Math.floor(Math.log2(length));
  const sizeBits = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - sizeBits);
  return Math.ceil(length / step) * step;
}

/** Whether all bytes are zero, as padding must be: it is no place to hide anything in. */
export function isZero(bytes: Uint8Array): boolean {
  let any = 0;
  for (let at = 0; at < bytes.length; at += 1) any |= bytes[at] ?? 0;
  return any === 0;
}
