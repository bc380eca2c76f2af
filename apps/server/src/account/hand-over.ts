import { type AccountState, type JobTerms, isInForce, parseJobPart } from '@commonseal/account-log';
import { type AccountId, CommonsealError, type UserId, maxHeaderBytes } from '@commonseal/protocol';
import { bytesOf } from '../bytes.ts';
import { inTransaction } from '../database/database.ts';
import type { ItemKey } from '../repositories/body-chunks.ts';
import { putPart } from '../repositories/job-parts.ts';
import type { Services } from '../services.ts';
import { withLockedLog } from './locked-log.ts';
import { notFound } from './not-found.ts';

export interface HandedPart {
  readonly part: number;
  readonly bytes: Buffer;
  readonly items: readonly Omit<ItemKey, 'accountId'>[];
}

/** What the longest headers and everything beside them take. */
const maxBytesForItem = maxHeaderBytes + 2048;
const maxFrameBytes = 4096;

/**
 * Keeps what an owner hands over for a job that the log grants and that is in force.
 * @throws CommonsealError `not_found`, also for a grant that is over; `forbidden` unless an owner calls; `malformed`; `invalid_request` for
 * items that are not there, that stand in another part, or are more than the grant is about
 */
export async function keepJobPart(
  { pool, accountLogs }: Services,
  accountId: AccountId,
  callerId: UserId,
  grant: number,
  handed: HandedPart,
): Promise<void> {
  parseJobPart(handed.bytes);
  const { items, bytes } = handed;
  if (bytes.length > maxFrameBytes + items.length * maxBytesForItem)
    throw new CommonsealError('invalid_request', 'too long for its items');
  const key = { accountId: bytesOf(accountId), grant };
  await inTransaction(pool, (db) =>
    withLockedLog(db, accountLogs, accountId, async ({ state }) => {
      if (state.members.get(callerId)?.role !== 'owner')
        throw new CommonsealError('forbidden', 'owners only');
      const { itemCount } = requireJob(state, grant);
      if (handed.part >= itemCount) throw new CommonsealError('invalid_request', 'more parts than items');
      const { kept, ofGrant } = await putPart(db, key, handed);
      if (kept !== items.length || ofGrant > itemCount)
        throw new CommonsealError('invalid_request', 'not items of the job');
    }),
  );
}

/** By the clock of this server as well: an expiry has no entry. */
function requireJob(state: AccountState, sequence: number): JobTerms {
  const grant = state.grants.get(sequence);
  const isOpen = grant && isInForce(grant, Math.max(Date.now(), state.timeMs));
  if (!isOpen || grant.terms.kind !== 'job') throw notFound();
  return grant.terms;
}
