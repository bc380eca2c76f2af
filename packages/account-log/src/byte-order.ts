/** Whether one id stands before another in a list that has one order. */
export function isBefore(left: Uint8Array, right: Uint8Array): boolean {
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return at !== -1 && (left[at] ?? 0) < (right[at] ?? 0);
}
