import type { GrantSummary, Reader, UnlockedAccount } from '@commonseal/vault';
import { countWords } from '../../text/amounts.ts';
import { dateWords } from '../../text/dates.ts';
import { inviteLabel, memberName, workerName } from '../../text/member-name.ts';

/** Somebody or something of the drawing, in the words that also the list has. */
export interface DrawnReader {
  readonly kind: 'person' | 'link' | 'sheets' | 'worker' | 'job' | 'none' | 'server';
  readonly who: string;
  /** '' where there is nobody. */
  readonly reach: string;
  /** '' where no end is set. */
  readonly until: string;
}

export interface ReadersInput {
  readonly account: Pick<UnlockedAccount, 'email' | 'sheetsNeeded'>;
  readonly readers: readonly Reader[];
  readonly grants: readonly GrantSummary[];
}

/** So many people are drawn; the page Members has all of them. */
const mostPeople = 10;
/** So many workers that do one job; the list of grants has all of them. */
const mostJobs = 8;
const everything = 'reads everything';

/** Who and what can read the account now; the server, which cannot, is the last. */
export function whoReads({ account, readers, grants }: ReadersInput): readonly DrawnReader[] {
  const links = readers.filter(({ kind }) => kind === 'invite');
  const { email, sheetsNeeded } = account;
  const others = [
    ...links.map(({ name }) => drawn('link', `Link for ${inviteLabel(name)}`, everything)),
    ...(sheetsNeeded === undefined
      ? []
      : [drawn('sheets', countWords(sheetsNeeded, 'break-glass sheet'), 'together read everything')]),
    ...standingWorkers(readers, grants),
    ...jobWorkers(grants),
  ];
  return [
    ...people(readers, email),
    ...(others.length === 0 ? [drawn('none', 'No link, sheet or program', '')] : others),
    drawn('server', 'This server', 'stores it, and cannot read it'),
  ];
}

function drawn(kind: DrawnReader['kind'], who: string, reach: string, until = ''): DrawnReader {
  return { kind, who, reach, until };
}

function people(readers: readonly Reader[], email: string): readonly DrawnReader[] {
  const all = readers.filter(({ kind }) => kind === 'member');
  const shown = all.length > mostPeople ? all.slice(0, mostPeople - 1) : all;
  const more = all.length - shown.length;
  return [
    ...shown.map(({ name }) =>
      drawn('person', name === email ? `${memberName(name)} (you)` : memberName(name), everything),
    ),
    ...(more === 0
      ? []
      : [drawn('person', `and ${countWords(more, 'more person', 'more people')}`, 'read everything')]),
  ];
}

/** Whoever has the present account key, also where what it was given for is over. */
function standingWorkers(
  readers: readonly Reader[],
  grants: readonly GrantSummary[],
): readonly DrawnReader[] {
  const open = grants.filter(({ terms, standing }) => terms.kind === 'standing' && standing === 'in force');
  return readers.flatMap((reader) => {
    if (reader.kind !== 'worker') return [];
    const grant = open.find(({ workerId }) => workerId === reader.workerId);
    const who = `Worker ${workerName(reader.name)}`;
    return grant
      ? drawn('worker', who, reachOf(grant), untilOf(grant))
      : drawn('worker', who, 'still holds the present key');
  });
}

function jobWorkers(grants: readonly GrantSummary[]): readonly DrawnReader[] {
  const open = grants.filter(({ standing }) => standing === 'in force');
  const standing = new Set(
    open.filter(({ terms }) => terms.kind === 'standing').map(({ workerId }) => workerId),
  );
  const jobs = open.filter(({ terms, workerId }) => terms.kind === 'job' && !standing.has(workerId));
  const shown = jobs.length > mostJobs ? jobs.slice(0, mostJobs - 1) : jobs;
  const more = jobs.length - shown.length;
  return [
    ...shown.map((grant) =>
      drawn('job', `Worker ${workerName(grant.workerName)}`, reachOf(grant), untilOf(grant)),
    ),
    ...(more === 0 ? [] : [drawn('job', `and ${countWords(more, 'more job')}`, 'the items of each alone')]),
  ];
}

function reachOf({ terms }: GrantSummary): string {
  if (terms.kind === 'job') return `${countWords(terms.itemCount, 'item')}, for a job`;
  return terms.sources === undefined ? everything : `${countWords(terms.sources.length, 'source')}, on trust`;
}

function untilOf({ expiresAtMs }: GrantSummary): string {
  return `until ${dateWords(expiresAtMs)}`;
}

export function isOnTrust({ terms, standing }: GrantSummary): boolean {
  return terms.kind === 'standing' && terms.sources !== undefined && standing === 'in force';
}

export function sentenceOf({ who, reach, until }: DrawnReader): string {
  const what = [reach, until].filter((words) => words !== '').join(', ');
  return what === '' ? who : `${who}: ${what}`;
}
