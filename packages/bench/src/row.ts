import { spreadOf } from './statistics.ts';

/** One figure, the one that it is held against, and the verdict. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  /** Median of `samples`. */
  readonly ours: number;
  /** Medians of the same rounds, by the name of who else did the same; in the same unit. */
  readonly theirs: Readonly<Record<string, number>>;
  /** What `ours` is compared with, in the same unit; one of `theirs` where there are any. */
  readonly limit: number;
  /** Whose figure that is; undefined where the row's name says it. */
  readonly against: string | undefined;
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
  readonly against?: string;
  readonly theirs?: Row['theirs'];
  readonly target: number;
  readonly sense?: Row['sense'];
}): Row {
  const { name, unit, ours, compared, target, against, theirs = {}, sense = 'at most' } = input;
  const [own, limit] = [spreadOf(ours).median, spreadOf(compared).median];
  const ratio = own / limit;
  // Written so that what is no number is missed.
  const verdict = (sense === 'at most' ? ratio <= target : ratio >= target) ? 'met' : 'missed';
  return { name, unit, ours: own, theirs, limit, against, ratio, target, sense, verdict, samples: ours };
}

/**
 * Against the best of several who did the same in the same rounds.
 * @param others whose median counts towards the verdict, by name
 * @param shown others that are only shown
 */
export function judgeAgainstBest(
  input: Omit<Parameters<typeof judge>[0], 'compared' | 'against' | 'theirs' | 'sense'> & {
    readonly sense: Row['sense'];
    readonly others: ReadonlyMap<string, readonly number[]>;
    readonly shown?: ReadonlyMap<string, readonly number[]>;
  },
): Row {
  const { others, shown = new Map<string, readonly number[]>(), ...rest } = input;
  const theirs = Object.fromEntries(
    [...others, ...shown].map(([name, samples]) => [name, spreadOf(samples).median]),
  );
  const better = (left: number, right: number) => (rest.sense === 'at most' ? left < right : left > right);
  const [first, ...more] = others;
  if (!first) throw new TypeError(`nobody to compare with: ${rest.name}`);
  const best = more.reduce(
    (leader, each) =>
      better(theirs[each[0]] ?? Number.NaN, theirs[leader[0]] ?? Number.NaN) ? each : leader,
    first,
  );
  return judge({ ...rest, compared: best[1], against: best[0], theirs });
}

/** What a run ends with: 0 when each of its figures was taken and has met its target. */
export function exitCodeOf(rows: readonly Row[], expected: number): 0 | 1 {
  return haveAllMet(rows, expected) ? 0 : 1;
}

/** A run that measured nothing has met no target. */
export function haveAllMet(rows: readonly Row[], expected: number): boolean {
  return expected > 0 && rows.length === expected && rows.every(({ verdict }) => verdict === 'met');
}
