import { concatBytes } from '@commonseal/protocol';

/**
 * Makes an input smaller for as long as the fault stays: takes out slices, large ones first, then puts zeros.
 * @param stays whether a smaller input still has the same fault
 * @param forMs no longer than that
 */
export async function minimise(
  input: Uint8Array,
  stays: (smaller: Uint8Array) => Promise<boolean>,
  forMs: number,
): Promise<Uint8Array> {
  const endMs = performance.now() + forMs;
  const isTimeLeft = () => performance.now() < endMs;
  let best = input;
  const attempt = async (smaller: Uint8Array) => {
    if (!(await stays(smaller))) return false;
    best = smaller;
    return true;
  };
  for (
    let size = Math.ceil(best.length / 2);
    size >= 1 && isTimeLeft();
    size = size > 1 ? Math.ceil(size / 2) : 0
  ) {
    for (let at = 0; at < best.length && isTimeLeft(); ) {
      const without = concatBytes(best.subarray(0, at), best.subarray(at + size));
      if (!(await attempt(without))) at += size;
    }
  }
  for (let at = 0; at < best.length && isTimeLeft(); at += 1) {
    if (best[at] === 0) continue;
    const plain = best.slice();
    plain[at] = 0;
    await attempt(plain);
  }
  return best;
}
