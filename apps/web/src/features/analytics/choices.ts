import type { AnalyticsScope } from '@commonseal/vault';
import type { WriterId } from '@commonseal/protocol';
import { periodWords } from './periods.ts';

const dayMs = 24 * 60 * 60_000;

export type Range = 'all' | '30 days' | '90 days' | '12 months' | 'this year' | 'last year' | 'chosen';

/** What the figures are to be about. */
export interface Choices {
  readonly range: Range;
  /** First and last day, `2024-03-05`, where the range is `chosen`; '' for no bound. */
  readonly fromDay: string;
  readonly toDay: string;
  /** '' for all sources. */
  readonly writerId: WriterId | '';
}

export const allContent: Choices = { range: 'all', fromDay: '', toDay: '', writerId: '' };

export const rangeWords: Readonly<Record<Range, string>> = {
  all: 'All time',
  '30 days': 'Last 30 days',
  '90 days': 'Last 90 days',
  '12 months': 'Last 12 months',
  'this year': 'This year',
  'last year': 'Last year',
  chosen: 'Between two days',
};

export const ranges = Object.keys(rangeWords) as Range[];

interface Bounds {
  readonly fromMs?: number | undefined;
  readonly beforeMs?: number | undefined;
}

/** In days of UTC, as figures are counted. */
function boundsOf({ range, fromDay, toDay }: Choices, now: Date): Bounds {
  const year = now.getUTCFullYear();
  const month = now.getUTCMonth();
  const tomorrow = Date.UTC(year, month, now.getUTCDate() + 1);
  switch (range) {
    case 'all':
      return {};
    case '30 days':
      return { fromMs: tomorrow - 30 * dayMs, beforeMs: tomorrow };
    case '90 days':
      return { fromMs: tomorrow - 90 * dayMs, beforeMs: tomorrow };
    case '12 months':
      return { fromMs: Date.UTC(year, month - 11, 1), beforeMs: Date.UTC(year, month + 1, 1) };
    case 'this year':
      return { fromMs: Date.UTC(year, 0, 1), beforeMs: Date.UTC(year + 1, 0, 1) };
    case 'last year':
      return { fromMs: Date.UTC(year - 1, 0, 1), beforeMs: Date.UTC(year, 0, 1) };
    case 'chosen':
      return { fromMs: startOfDay(fromDay), beforeMs: startOfDay(toDay, 1) };
  }
}

/** Undefined for what is no whole day, as when somebody is still typing it. */
function startOfDay(day: string, daysLater = 0): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  const timeMs = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(timeMs) ? undefined : timeMs + daysLater * dayMs;
}

export function scopeOf(choices: Choices, now: Date): AnalyticsScope {
  const { fromMs, beforeMs } = boundsOf(choices, now);
  return {
    ...(fromMs !== undefined && { fromMs }),
    ...(beforeMs !== undefined && { beforeMs }),
    ...(choices.writerId !== '' && { writerId: choices.writerId }),
  };
}

/** The last day comes before the first. */
export function isTurnedAround({ range, fromDay, toDay }: Choices): boolean {
  const [from, to] = [startOfDay(fromDay), startOfDay(toDay)];
  return range === 'chosen' && from !== undefined && to !== undefined && to < from;
}

/** What the scope leaves out, such as `Last year, Mail server`; '' where that is nothing. */
export function choiceWords(choices: Choices, sourceName: string): string {
  const days =
    choices.range === 'chosen' ? periodWords(scopeOf(choices, new Date(0))) : rangeWords[choices.range];
  return [choices.range === 'all' ? '' : days, choices.writerId === '' ? '' : sourceName]
    .filter((words) => words !== '')
    .join(', ');
}
