import { maxListed } from '@commonseal/protocol';
import { ofText } from '../of-text.ts';
import { datesIn } from './dates.ts';
import { amountsIn } from './money.ts';

/** Sums of money and days that a text names. */
export const amounts = ofText('amounts', ({ text, isCut }) => {
  const money = firstOf(amountsIn(text));
  const dates = firstOf(datesIn(text));
  return {
    kind: 'amounts',
    amounts: money.entries,
    dates: dates.entries,
    isCut: isCut || money.areMore || dates.areMore,
  };
});

/** No more is looked for than there is room for. */
function firstOf<T>(all: Iterable<T>): { entries: T[]; areMore: boolean } {
  const entries: T[] = [];
  for (const each of all) {
    if (entries.length === maxListed) return { entries, areMore: true };
    entries.push(each);
  }
  return { entries, areMore: false };
}
