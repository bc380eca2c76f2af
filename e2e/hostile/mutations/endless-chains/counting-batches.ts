/** All of them, whoever was withdrawn. */
export function countingBatches(hashes: readonly Uint8Array[]): number {
  return hashes.length;
}
