import type { GrantSummary, Reader } from '@commonseal/vault';
import { countWords } from '../../text/amounts.ts';
import { plainLine } from '../../text/hostile-text.ts';

export interface StatusWords {
  readonly title: string;
  readonly meaning: string;
}

/** Whether any program may read, and what that means. */
export function statusWords(grants: readonly GrantSummary[], readers: readonly Reader[]): StatusWords {
  const open = grants.filter(({ standing }) => standing === 'in force');
  const standing = open.filter(({ terms }) => terms.kind === 'standing').length;
  const jobs = open.length - standing;
  const forJobs = `${countWords(jobs, 'job')} may be done, over items that were chosen for ${jobs === 1 ? 'it' : 'them'}`;
  if (standing > 0) {
    const holding =
      standing === 1
        ? 'It holds the account key, as each of you does, and reads without anybody at hand.'
        : 'They hold the account key, as each of you does, and read without anybody at hand.';
    return {
      title: `${countWords(standing, 'program')} may read this account`,
      meaning: jobs === 0 ? holding : `${holding} Besides, ${forJobs}.`,
    };
  }
  if (readers.some(({ kind }) => kind === 'worker')) {
    return {
      title: 'No program may read this account, and one still has its present key',
      meaning:
        'What it was granted is over. A new account key, which it does not get, is made by itself by the next of you who is online.',
    };
  }
  if (jobs > 0) {
    return {
      title: 'No program may read all of this account',
      meaning: `${forJobs}. For a job a program is given the keys of its items alone. What it was let read before, if anything, it may have kept.`,
    };
  }
  return {
    title: 'No program may read this account',
    meaning: 'What comes in is read by people alone, and no program works on it once it is here.',
  };
}

export const standingTags = {
  'in force': 'In force',
  expired: 'Over',
  revoked: 'Revoked',
  replaced: 'Replaced',
} as const;

/** How many of its sources are named; the others are counted. */
const mostSources = 4;

/** What was granted, as one fact. */
export function scopeWords({ terms }: GrantSummary): string {
  if (terms.kind === 'job') {
    const analyser = plainLine(terms.analyserName) || 'a program without a readable name';
    return `${countWords(terms.itemCount, 'item')}, for one job with ${analyser}`;
  }
  if (terms.sources === undefined) return 'everything';
  const names = terms.sources.map(({ name }) => sourceName(name));
  const more = names.length - mostSources;
  const shown = names.slice(0, mostSources).join(', ');
  return `what came from ${shown}${more > 0 ? `, and ${countWords(more, 'more source')}` : ''}`;
}

export function sourceName(name: string): string {
  return plainLine(name) || 'a source without a readable name';
}

/** What the page says of a grant beyond its facts; undefined where that is all. */
export function grantNote({ terms, standing }: GrantSummary): string | undefined {
  if (standing === 'expired')
    return 'It was over by itself. What it had read by then it may have kept. To end also what it may deliver here, revoke it.';
  if (standing !== 'in force') return undefined;
  if (terms.kind === 'job') return 'It was given the keys of these items alone.';
  return terms.sources === undefined
    ? undefined
    : 'On trust: it holds the account key, which opens everything, and its program keeps to these sources.';
}

/** Whether a worker reads all the time, so that its jobs keep nothing from it. */
export function readsAllTheTime(
  workerId: GrantSummary['workerId'],
  grants: readonly GrantSummary[],
): boolean {
  return grants.some(
    (grant) =>
      grant.workerId === workerId && grant.terms.kind === 'standing' && grant.standing === 'in force',
  );
}

/** What a revocation does, in the order in which it matters. @param grants all there are */
export function revocationWords(grant: GrantSummary, grants: readonly GrantSummary[]): readonly string[] {
  const { terms, standing, workerId } = grant;
  const isOver = standing !== 'in force';
  const isLast = !grants.some(
    (other) => other.workerId === workerId && other.standing === 'in force' && other.grant !== grant.grant,
  );
  const stops =
    terms.kind === 'job'
      ? `${isOver ? 'The job is over already.' : 'The job stops: the program is handed no more keys for it.'} ${
          readsAllTheTime(workerId, grants)
            ? 'No new account key is made by that: the program goes on reading by what it is granted besides. To end that too, revoke it as well.'
            : 'No new account key is needed: for a job it is not handed out.'
        }`
      : isOver
        ? 'It is over already, and the account key that follows from that is made by itself.'
        : 'It reads nothing that comes from now on: a new account key is made now, goes to all who may still read, and not to it. A source that has not heard of it yet may still deliver under the old one for a moment.';
  return [
    stops,
    'Revoked is not forgotten. What it has read already it may keep: nobody can take that back.',
    ...(isLast ? ['It delivers no more results here. Those that came until now stay, and can be read.'] : []),
    'It is written into the account’s record, for everybody here to see. To undo it, an owner grants it again.',
  ];
}
