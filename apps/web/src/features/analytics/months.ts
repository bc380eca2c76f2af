import type { CurrencyFigures } from '@commonseal/vault';
import { periodOf } from './periods.ts';

/** Content may claim any date: beyond so many months the empty ones are left out. */
const mostMonths = 240;

type Month = CurrencyFigures['months'][number];

/** With the months between them in which there is no amount, so that a chart shows them. */
export function withEmptyMonths(months: readonly Month[]): readonly Month[] {
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return months;
  const known = new Map(months.map((month) => [month.month, month]));
  const whole: Month[] = [];
  for (let name = first.month; whole.length <= mostMonths; name = monthAfter(name)) {
    whole.push(known.get(name) ?? { month: name, amounts: 0, sum: '0' });
    if (name === last.month) return whole;
  }
  return months;
}

function monthAfter(month: string): string {
  const { beforeMs } = periodOf(Date.parse(`${month}-01T00:00:00Z`), 'month');
  return Number.isNaN(beforeMs)
    ? month
    : new Date(beforeMs).toISOString().slice(0, -'-01T00:00:00.000Z'.length);
}
