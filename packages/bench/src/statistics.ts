/** What a list of measurements says: no single run decides. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** @throws TypeError without a sample: a median of nothing would pass every target */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((left, right) => left - right);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (lowest === undefined || highest === undefined || upper === undefined) {
    throw new TypeError('nothing was measured');
  }
  const lower = sorted.length % 2 === 1 ? upper : (sorted[middle - 1] ?? upper);
  return { median: (lower + upper) / 2, lowest, highest };
}
