/** A copy in which one bit is another. */
export function flippedAt(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, (bytes[at] ?? 0) ^ 1);
}
