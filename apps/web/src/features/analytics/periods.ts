const dayMs = 24 * 60 * 60_000;

export type Unit = 'day' | 'week' | 'month' | 'year';

/** From a first moment to before another one, in milliseconds since 1970. */
export interface Period {
  readonly fromMs: number;
  readonly beforeMs: number;
}

/** Days as finely as there is room for. */
const longestDays = 92;
const longestWeeks = 2 * 366;
const longestMonths = 20 * 366;

/** @param spanMs from the first moment to the last */
export function unitFor(spanMs: number): Unit {
  const days = spanMs / dayMs;
  if (days <= longestDays) return 'day';
  if (days <= longestWeeks) return 'week';
  return days <= longestMonths ? 'month' : 'year';
}

/** The period of that length, by UTC, in which a moment lies. Weeks begin on Mondays. */
export function periodOf(timeMs: number, unit: Unit): Period {
  const time = new Date(timeMs);
  const [year, month, date] = [time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate()];
  switch (unit) {
    case 'day':
      return { fromMs: startOf(year, month, date), beforeMs: startOf(year, month, date + 1) };
    case 'week': {
      const monday = date - ((time.getUTCDay() + 6) % 7);
      return { fromMs: startOf(year, month, monday), beforeMs: startOf(year, month, monday + 7) };
    }
    case 'month':
      return { fromMs: startOf(year, month, 1), beforeMs: startOf(year, month + 1, 1) };
    case 'year':
      return { fromMs: startOf(year, 0, 1), beforeMs: startOf(year + 1, 0, 1) };
  }
}

/** The last moment that ECMAScript knows. */
const lastMoment = 8.64e15;

/** `Date.UTC` takes the years 0 to 99 for those of the last century. */
function startOf(year: number, month: number, date: number): number {
  const timeMs = new Date(0).setUTCFullYear(year, month, date);
  return Number.isNaN(timeMs) ? Math.sign(year) * lastMoment : timeMs;
}

/** All periods from the one of the first moment to the one of the last, with none left out. */
export function periodsBetween(firstMs: number, lastMs: number, unit: Unit): readonly Period[] {
  const periods: Period[] = [];
  let period = periodOf(firstMs, unit);
  // The last one of all has no other behind it.
  while (period.fromMs <= lastMs && period.fromMs !== periods.at(-1)?.fromMs) {
    periods.push(period);
    period = periodOf(period.beforeMs, unit);
  }
  return periods;
}

const utc = { timeZone: 'UTC' } as const;
const fullDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', ...utc });
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', ...utc });
const dayWithYear = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  year: '2-digit',
  ...utc,
});
const fullMonth = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', ...utc });
const shortMonth = new Intl.DateTimeFormat(undefined, { month: 'short', year: 'numeric', ...utc });
const fullYear = new Intl.DateTimeFormat(undefined, { year: 'numeric', ...utc });

const formats = { day: fullDay, week: fullDay, month: fullMonth, year: fullYear } as const;
const shortFormats = { day: shortDay, week: dayWithYear, month: shortMonth, year: fullYear } as const;

/** As it is called in a sentence or a table. */
export function unitWords({ fromMs }: Period, unit: Unit): string {
  const words = formats[unit].format(fromMs);
  return unit === 'week' ? `Week from ${words}` : words;
}

/** Below a chart. */
export function shortUnitWords({ fromMs }: Period, unit: Unit): string {
  return shortFormats[unit].format(fromMs);
}

/** @param month such as `2024-03` */
export function monthWords(month: string): string {
  const timeMs = Date.parse(`${month}-01T00:00:00Z`);
  return Number.isNaN(timeMs) ? month : fullMonth.format(timeMs);
}

export function periodWords({ fromMs, beforeMs }: Partial<Period>): string {
  const last = beforeMs === undefined ? undefined : beforeMs - dayMs;
  if (fromMs !== undefined && last !== undefined)
    return fromMs === last ? fullDay.format(fromMs) : `${fullDay.format(fromMs)} to ${fullDay.format(last)}`;
  if (fromMs !== undefined) return `From ${fullDay.format(fromMs)}`;
  return last === undefined ? 'All time' : `Until ${fullDay.format(last)}`;
}
