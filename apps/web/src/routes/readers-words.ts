import type { UnlockedAccount } from '@commonseal/vault';
import { countWords } from '../text/amounts.ts';

/** Who can read the account, on every page of it. */
export function readersWords({
  memberCount,
  readingLinks,
}: Pick<UnlockedAccount, 'memberCount' | 'readingLinks'>): string {
  const people = memberCount === 1 ? 'Only you' : countWords(memberCount, 'person', 'people');
  return readingLinks === 0
    ? `${people} can read this`
    : `${people}, and whoever holds ${countWords(readingLinks, 'link')}, can read this`;
}
