import type { Access, AccessReport, GrantSummary, ResultCount, RunSummary } from '@commonseal/vault';
import { amountWords, countWords } from '../../text/amounts.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { workerName } from '../../text/member-name.ts';
import { sourceName } from './grant-words.ts';

/** A run that nothing was heard of for so long has perhaps died. */
export const silentMs = 2 * 60_000;

/** Name and version, as the program calls itself. */
export function analyserName({ analyser, version }: Pick<RunSummary, 'analyser' | 'version'>): string {
  return plainLine(`${analyser} ${version}`) || 'a program without a readable name';
}

export const isUnderWay = ({ state }: Pick<RunSummary, 'state'>) => state === 'running' || state === 'paused';

/** Told to be under way, by a grant that is over: it gets no more keys, whatever was said of it last. */
export function asGranted(run: RunSummary, grants: readonly GrantSummary[]): RunSummary {
  const standing = grants.find(({ grant }) => grant === run.grant)?.standing;
  const isOver = standing === 'revoked' || standing === 'expired';
  return isOver && isUnderWay(run) ? { ...run, state: 'ended', why: standing } : run;
}

const stateTags = { running: 'Running', paused: 'Paused', done: 'Done', ended: 'Ended early' } as const;

export function runTag(run: Pick<RunSummary, 'state' | 'updatedAtMs'>, nowMs: number): string {
  const isSilent = run.state === 'running' && nowMs - run.updatedAtMs > silentMs;
  return isSilent ? 'Not heard of' : stateTags[run.state];
}

const whyWords: Readonly<Record<NonNullable<RunSummary['why']>, string>> = {
  sealed:
    'It waits until an operator types the worker’s passphrase: its keys are sealed. It then goes on by itself.',
  unavailable:
    'It waits for something that it works with and that is away. It goes on by itself when that is back.',
  revoked: 'What it was granted was revoked, and it got no more keys.',
  expired: 'What it was granted was over, and it got no more keys.',
  out_of_scope: 'It was to read what it had not been granted, and was refused.',
  cancelled: 'The operator called it off.',
  failed: 'It failed. The operator sees why.',
};

/** Why a run waits, or ended before all was done; undefined where there is nothing to say. */
export function runNote(
  run: Pick<RunSummary, 'state' | 'updatedAtMs' | 'why'>,
  nowMs: number,
): string | undefined {
  if (run.state === 'done') return undefined;
  if (run.why !== undefined) return whyWords[run.why];
  if (run.state === 'paused') return 'It waits, and goes on by itself.';
  if (run.state === 'ended') return 'It ended before all was done.';
  return runTag(run, nowMs) === 'Not heard of'
    ? 'Nothing was heard of it for a while: it may be busy with something large, or may have stopped.'
    : undefined;
}

export function progressWords({
  done,
  total,
  failed,
}: Pick<RunSummary, 'done' | 'total' | 'failed'>): string {
  const all = `${amountWords(done)} of ${countWords(total, 'item')}`;
  return failed === 0 ? all : `${all}, ${amountWords(failed)} of them without success`;
}

/** What is under way, in a sentence that changes no more often than that. */
export function underWayWords(runs: readonly RunSummary[]): string {
  const open = runs.filter(isUnderWay);
  if (open.length === 0) return 'No program is at work on this account now.';
  const paused = open.filter(({ state }) => state === 'paused').length;
  const waits =
    paused === 0
      ? ''
      : paused === open.length
        ? ', and waits'
        : `, of which ${countWords(paused, 'waits', 'wait')}`;
  return `${countWords(open.length, 'piece of work is', 'pieces of work are')} under way${waits}.`;
}

export function foundWords(counts: readonly ResultCount[]): string | undefined {
  if (counts.length === 0) return undefined;
  const each = counts.map((count) => `${analyserName(count)} for ${countWords(count.items, 'item')}`);
  return `Results that are here and verified: ${each.join(', ')}.`;
}

/** What was read, without the program's name. */
export function accessWords(
  { source, itemCount, ...analyser }: Access,
  grants: readonly GrantSummary[],
): string {
  const items = countWords(itemCount, 'item');
  const name = analyserName(analyser);
  if (source.kind === 'delivery') return `${items} from ${sourceName(source.name)}, with ${name}`;
  const job = grants.find(({ terms }) => terms.kind === 'job' && terms.jobId === source.jobId);
  return job?.terms.kind === 'job'
    ? `${amountWords(itemCount)} of the ${countWords(job.terms.itemCount, 'item')} that were handed over for one job, with ${name}`
    : `${items} that were handed over for one job, with ${name}`;
}

export interface TroubleWords {
  readonly title: string;
  readonly meaning: string;
}

/** What it means that a worker's record cannot be followed to its end. */
export function troubleWords(
  name: string,
  { trouble, total }: Pick<AccessReport, 'trouble' | 'total'>,
): TroubleWords | undefined {
  const program = workerName(name);
  switch (trouble?.kind) {
    case undefined:
      return undefined;
    case 'broken':
      return {
        title: `The record of ${program} does not verify to its end`,
        meaning: `${total === 0 ? 'Already its first entry' : `What follows its entry number ${total}`} is missing, was altered, or was put in another’s place. What is listed below is as the program wrote it; what it read besides is not known. Ask your operator.`,
      };
    case 'shortened':
      return {
        title: `Something of the record of ${program} is held back`,
        meaning: `This browser has seen ${countWords(trouble.known, 'entry', 'entries')} of it before. The server now shows fewer, or others. Ask your operator.`,
      };
    case 'other log':
      return {
        title: `${program} was shown another account record than you`,
        meaning:
          'An entry of what it read names an entry of this account’s record that is not among yours. Somebody may show different things to different people: compare the account’s fingerprint, under Activity, with your colleagues.',
      };
  }
}

/** How much is listed, and what vouches for it. */
export function recordedWords(reports: readonly Pick<AccessReport, 'total' | 'itemCount'>[]): string {
  const total = reports.reduce((sum, report) => sum + report.total, 0);
  if (total === 0) return 'Nothing yet, by no program.';
  const items = reports.reduce((sum, report) => sum + report.itemCount, 0);
  return `${countWords(total, 'entry', 'entries')}, over ${countWords(items, 'item')} in all, each signed by the program and verified on this device.`;
}
