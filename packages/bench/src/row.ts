import { spreadOf } from './statistics.ts';

/** One figure, the one that it is held against, and the verdict. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  /** Median of `samples`. */
  readonly ours: number;
  /** What it is compared with, in the same unit. */
  readonly limit: number;
  readonly ratio: number;
  /** The ratio that is just good enough. */
  readonly target: number;
  /** Whether larger ratios are good enough, or smaller ones. */
  readonly sense: 'at most' | 'at least';
  readonly verdict: 'met' | 'missed';
  readonly samples: readonly number[];
}

/** @param compared what `ours` is held against: samples of the same rounds */
export function judge(input: {
  readonly name: string;
  readonly unit: string;
  readonly ours: readonly number[];
  readonly compared: readonly number[];
  readonly target: number;
  readonly sense?: Row['sense'];
}): Row {
  const { name, unit, ours, compared, target, sense = 'at most' } = input;
  const [own, limit] = [spreadOf(ours).median, spreadOf(compared).median];
  const ratio = own / limit;
  // Written so that what is no number is missed.
  const verdict = (sense === 'at most' ? ratio <= target : ratio >= target) ? 'met' : 'missed';
  return { name, unit, ours: own, limit, ratio, target, sense, verdict, samples: ours };
}

/** A run that measured nothing has met no target. */
export function haveAllMet(rows: readonly Row[], expected: number): boolean {
  return expected > 0 && rows.length === expected && rows.every(({ verdict }) => verdict === 'met');
}
