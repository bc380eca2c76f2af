import type { WriterId } from '@commonseal/protocol';
import type { Analytics, DayVolume } from '@commonseal/vault';
import { type Period, type Unit, periodOf, periodsBetween, unitFor } from './periods.ts';

/** Content may claim any date: beyond so many periods the empty ones are left out. */
const mostPeriods = 800;
/** Told apart in a chart; the others are one. */
const mostSources = 4;

export interface VolumePeriod extends Period {
  readonly items: number;
  readonly bytes: number;
  /** Items of each series, in their order. */
  readonly ofSeries: readonly number[];
}

export interface VolumeSeries {
  /** Undefined for all others together. */
  readonly writerId: WriterId | undefined;
  /** As it came. */
  readonly name: string;
}

export interface Volume {
  readonly unit: Unit;
  readonly series: readonly VolumeSeries[];
  /** Oldest first. */
  readonly periods: readonly VolumePeriod[];
}

interface Sum {
  items: number;
  bytes: number;
  readonly ofSeries: number[];
}

/** Days taken together to as many periods as can be looked at. */
export function volumeOf({ volume, sources }: Pick<Analytics, 'volume' | 'sources'>): Volume {
  const days = volume.flatMap((day) => {
    const timeMs = Date.parse(`${day.day}T00:00:00Z`);
    return Number.isNaN(timeMs) ? [] : [{ day, timeMs }];
  });
  const series = seriesOf(sources);
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return { unit: 'day', series, periods: [] };
  const unit = unitFor(last.timeMs - first.timeMs);
  const sums = new Map<number, Sum>();
  for (const { day, timeMs } of days) {
    const { fromMs } = periodOf(timeMs, unit);
    const sum = sums.get(fromMs) ?? { items: 0, bytes: 0, ofSeries: series.map(() => 0) };
    add(sum, day, series);
    sums.set(fromMs, sum);
  }
  const whole = wholeSpan(first.timeMs, last.timeMs, unit, sums);
  const none: Sum = { items: 0, bytes: 0, ofSeries: series.map(() => 0) };
  return {
    unit,
    series,
    periods: whole.map((period) => ({ ...period, ...(sums.get(period.fromMs) ?? none) })),
  };
}

function seriesOf(sources: Analytics['sources']): readonly VolumeSeries[] {
  const named = sources.length > mostSources + 1 ? sources.slice(0, mostSources) : sources;
  return [
    ...named.map(({ writerId, name }) => ({ writerId, name })),
    ...(named.length < sources.length ? [{ writerId: undefined, name: '' }] : []),
  ];
}

function add(sum: Sum, { writerId, items, bytes }: DayVolume, series: readonly VolumeSeries[]): void {
  sum.items += items;
  sum.bytes += bytes;
  const own = series.findIndex((one) => one.writerId === writerId);
  const at = own === -1 ? series.findIndex((one) => one.writerId === undefined) : own;
  if (at !== -1) sum.ofSeries[at] = (sum.ofSeries[at] ?? 0) + items;
}

function wholeSpan(
  firstMs: number,
  lastMs: number,
  unit: Unit,
  sums: ReadonlyMap<number, Sum>,
): readonly Period[] {
  // A year is the longest unit: only strange dates make more of them than can be drawn.
  const years = (lastMs - firstMs) / (365 * 24 * 60 * 60_000);
  return unit === 'year' && years > mostPeriods
    ? [...sums.keys()].toSorted((a, b) => a - b).map((fromMs) => periodOf(fromMs, unit))
    : periodsBetween(firstMs, lastMs, unit);
}
