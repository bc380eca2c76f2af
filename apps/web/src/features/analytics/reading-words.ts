import type { LeftToAnalyse } from '@commonseal/vault';
import { amountWords, countWords } from '../../text/amounts.ts';
import type { ReadingState } from './use-reading-here.ts';

/** @param isNothingRead no program has read anything of the account */
export function leftWords({ items, stale }: LeftToAnalyse, isNothingRead: boolean): string {
  if (items === 0) return 'Everything has been read';
  if (isNothingRead) return 'Nothing has been read yet';
  if (stale === items) return `${countWords(items, 'item was', 'items were')} read by an earlier version`;
  const unread = `${countWords(items, 'item is', 'items are')} not fully read yet`;
  return stale === 0 ? unread : `${unread}, ${amountWords(stale)} of them only by an earlier version`;
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
  const { items, failed, leftOut } = state.report;
  return [
    `${countWords(items, 'item was', 'items were')} read in this browser.`,
    ...(failed === 0
      ? []
      : [
          `${countWords(failed, 'time', 'times')} a program could not come to an end with an item, and was stopped.`,
        ]),
    ...(leftOut === 0
      ? []
      : [
          `${countWords(leftOut, 'item was', 'items were')} left out: what the server sent is not what was signed. The next time is another try.`,
        ]),
  ].join(' ');
}
