import { type AccountId, CommonsealError } from '@commonseal/protocol';
import type { TaskList } from 'graphile-worker';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { AccountRefusal } from '../accounts/account-refusal.ts';
import type { Reading } from '../reading/reading-api.ts';
import { type JobKind, type JobPayload, addJob, jobName } from './jobs-queue.ts';
import { type ReadTogether, grantOf, listPortions } from './list-portions.ts';
import { patiently } from './patience.ts';
import { type ReadingParts, readPortion } from './read-portion.ts';
import { endRuns, finishRuns, pauseRuns, runsReadWith } from './runs.ts';

/** What stops an account's work is looked at again after that. */
const laterMs = 15_000;

export interface QueueJobsParts extends ReadingParts {
  readonly reading: Reading;
  readonly workerId: string;
  /** Ends: what is under way is put back. */
  readonly signal: AbortSignal;
  /** Told when a portion of an account's, or all of them, has come to its end. */
  readonly onEnd: (accountId: AccountId) => void;
  /** Told what is waited for, where the database cannot be. */
  readonly tell: (why: string) => void;
}

const Payload = Type.Object({ runId: Type.String(), key: Type.Optional(Type.String()) });

/** What the queue's library calls. None of it fails: what cannot be done now is put back, and the run says why. */
export function queueJobs(parts: QueueJobsParts): TaskList {
  const { workerId } = parts;
  const job = (kind: JobKind) => async (payload: unknown) => {
    if (Value.Check(Payload, payload)) await perform(parts, kind, payload);
  };
  return { [jobName('list', workerId)]: job('list'), [jobName('read', workerId)]: job('read') };
}

async function perform(parts: QueueJobsParts, kind: JobKind, payload: JobPayload): Promise<void> {
  const { pool, signal, workerId, tell } = parts;
  const { runId } = payload;
  const putBack = (delayMs: number) => addJob(pool, kind, { workerId, payload, delayMs });
  try {
    const trouble = await patiently(
      () => attempt(parts, kind, payload),
      signal,
      async (reason) => {
        tell(reason.why);
        await pauseRuns(pool, runId, reason);
      },
    );
    if (trouble?.kind === 'ends') await endRuns(pool, runId, trouble);
    if (trouble?.kind !== 'later') return;
    tell(trouble.why);
    await pauseRuns(pool, runId, trouble);
    await putBack(laterMs);
  } catch (error) {
    if (!signal.aborted) throw error;
    await putBack(0);
  }
}

async function attempt(parts: QueueJobsParts, kind: JobKind, { runId, key }: JobPayload): Promise<void> {
  const { pool, reading, signal, onEnd } = parts;
  const [first, ...others] = await runsReadWith(pool, runId);
  if (!first) return;
  const runs = await grantOf(pool, reading, [first, ...others]);
  if (!runs) {
    await endRuns(pool, runId, { code: 'revoked', why: 'The account grants this worker no such thing now.' });
    return;
  }
  await whileGranted(reading, runs, async () => {
    if (kind === 'list') await listPortions(pool, reading, runs, signal);
    else if (key !== undefined) await readPortion(parts, runs, key, signal);
  });
  await finishRuns(pool, runId);
  onEnd(first.accountId);
}

/**
 * To a worker to which nothing is granted any more the server shows nothing, and so the keyholder does not hear of it.
 * @throws AccountRefusal `grant_ended` when the server lets nothing be done, and lists the grant no more; what `work` throws
 */
async function whileGranted(reading: Reading, [run]: ReadTogether, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isDenied =
      error instanceof CommonsealError && (error.code === 'forbidden' || error.code === 'not_found');
    if (!isDenied) throw error;
    const account = (await reading.accounts()).find(({ accountId }) => accountId === run.accountId);
    if (account?.grants.some(({ grant }) => grant === run.grant) === true) throw error;
    throw new AccountRefusal('grant_ended', 'the server lists it no more', { cause: error });
  }
}
