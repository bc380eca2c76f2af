import type { UnlockedAccount } from '@commonseal/vault';
import { countWords } from '../text/amounts.ts';

/** Who can read the account, on every page of it. */
export function readersWords({
  memberCount,
  readingLinks,
  readingWorkers,
  jobWorkers,
  sheetsNeeded,
}: Pick<
  UnlockedAccount,
  'memberCount' | 'readingLinks' | 'readingWorkers' | 'jobWorkers' | 'sheetsNeeded'
>): string {
  const others = [
    ...(readingLinks === 0 ? [] : [`whoever holds ${countWords(readingLinks, 'link')}`]),
    ...(readingWorkers === 0 ? [] : [countWords(readingWorkers, 'worker')]),
    ...(sheetsNeeded === undefined ? [] : [`whoever brings ${sheetsNeeded} sheets together`]),
  ];
  const forJobs = jobWorkers === 0 ? '' : `, and ${countWords(jobWorkers, 'worker')} some items, for a job`;
  const you = others.length === 0 && forJobs === '' ? 'Only you' : 'You';
  const people = memberCount === 1 ? you : countWords(memberCount, 'person', 'people');
  return others.length === 0
    ? `${people} can read this${forJobs}`
    : `${people}, and ${others.join(', and ')}, can read this${forJobs}`;
}
