/** Milliseconds since the program began. Pauses are measured with it: the clock of a machine is set at any time. */
export function elapsedMs(): number {
  return performance.now();
}
