import type { LeftToAnalyse } from '@commonseal/vault';
import { amountWords, countWords } from '../../text/amounts.ts';
import type { ReadingState } from './use-reading-here.ts';

/** @param total items of the account */
export function leftWords({ items, stale }: LeftToAnalyse, total: number): string {
  if (items === 0) return 'Everything has been read';
  if (stale === items)
    return items === total
      ? 'Everything was read by an earlier version'
      : `${countWords(items, 'item was', 'items were')} read by an earlier version`;
  if (stale === 0 && items >= total) return 'Nothing has been read yet';
  const unread = `${countWords(items - stale, 'item is', 'items are')} not read yet`;
  return stale === 0 ? unread : `${unread}, ${amountWords(stale)} only by an earlier version`;
}

export function runningWords({ done, total }: { readonly done: number; readonly total: number }): string {
  return total === 0
    ? 'Looking for what is not read yet…'
    : `${amountWords(done)} of ${countWords(total, 'item')} read`;
}

/** What has come of it, once it has ended; undefined before that, and where it failed. */
export function outcomeWords(state: ReadingState): string | undefined {
  if (state.status === 'stopped') {
    const { done, total } = state;
    return `Stopped, with ${amountWords(done)} of ${countWords(total, 'item')} read. What was read stays.`;
  }
  if (state.status !== 'done') return undefined;
  const { items, failed } = state.report;
  const read = `${countWords(items, 'item was', 'items were')} read in this browser.`;
  return failed === 0
    ? read
    : `${read} ${countWords(failed, 'time', 'times')} a program could not come to an end with an item, and was stopped.`;
}
