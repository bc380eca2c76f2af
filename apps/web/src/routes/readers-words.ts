import type { UnlockedAccount } from '@commonseal/vault';
import { countWords } from '../text/amounts.ts';

/** Who can read the account, on every page of it. */
export function readersWords({
  memberCount,
  readingLinks,
  readingWorkers,
  sheetsNeeded,
}: Pick<UnlockedAccount, 'memberCount' | 'readingLinks' | 'readingWorkers' | 'sheetsNeeded'>): string {
  const people = memberCount === 1 ? 'Only you' : countWords(memberCount, 'person', 'people');
  const others = [
    ...(readingLinks === 0 ? [] : [`whoever holds ${countWords(readingLinks, 'link')}`]),
    ...(readingWorkers === 0 ? [] : [countWords(readingWorkers, 'worker')]),
    ...(sheetsNeeded === undefined ? [] : [`whoever brings ${sheetsNeeded} sheets together`]),
  ];
  return others.length === 0
    ? `${people} can read this`
    : `${people}, and ${others.join(', and ')}, can read this`;
}
