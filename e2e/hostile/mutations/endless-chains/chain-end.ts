/** A chain has no end. */
export function checkEnd(): undefined {
  return undefined;
}
