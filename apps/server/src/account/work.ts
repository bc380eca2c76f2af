import { parseSealedAccessRecord } from '@commonseal/account-log';
import { CommonsealError } from '@commonseal/protocol';
import { maxRunsListed } from '@commonseal/protocol/api';
import { inTransaction } from '../database/database.ts';
import {
  type AccessChainKey,
  appendAccessRecords,
  listAccessRecords,
  lockAccessChain,
} from '../repositories/access-records.ts';
import { notifyOfWork } from '../repositories/changes.ts';
import {
  type RunKey,
  type ToldRun,
  endRun,
  findGrantOf,
  putRun,
  trimRuns,
} from '../repositories/work-runs.ts';
import type { Services } from '../services.ts';
import { notFound } from './not-found.ts';

/** As much as a keyholder keeps of one account. */
const maxChainBytes = 1024 * 1024 * 1024;

/**
 * Keeps a worker's next access records. Nobody but members can open them, so only their place and outer form are looked at.
 * @returns the index of the next one
 * @throws CommonsealError `malformed`; `upload_incomplete` when those before are missing; `upload_conflict` for another one in the place of
 * one that is there; `too_large`
 */
export async function keepAccessRecords(
  { pool }: Pick<Services, 'pool'>,
  key: AccessChainKey,
  { from, records }: { readonly from: number; readonly records: readonly Buffer[] },
): Promise<number> {
  for (const record of records) parseSealedAccessRecord(record);
  return inTransaction(pool, async (db) => {
    const chain = await lockAccessChain(db, key);
    if (from > chain.records) throw new CommonsealError('upload_incomplete', 'access records are missing');
    const again = records.slice(0, chain.records - from);
    const stored = await listAccessRecords(db, key, { from, limit: again.length });
    if (!again.every((record, at) => stored[at]?.equals(record)))
      throw new CommonsealError('upload_conflict', 'another access record is there');
    const added = records.slice(again.length);
    if (added.length === 0) return chain.records;
    const bytes = added.reduce((sum, { length }) => sum + length, chain.bytes);
    if (bytes > maxChainBytes) throw new CommonsealError('too_large', 'too many access records');
    await appendAccessRecords(db, key, chain.records, added);
    await notifyOfWork(db, key.accountId);
    return chain.records + added.length;
  });
}

/**
 * Keeps what a worker says of a run by one of its grants. When the grant is over, a run that is under way may be said to have ended.
 * @throws CommonsealError `not_found` for a grant of others as for one that there is not; `invalid_request` for a run of another grant or
 * analyser; `forbidden` when the grant is over
 */
export async function keepProgress(
  { pool }: Pick<Services, 'pool'>,
  key: RunKey,
  grant: number,
  told: ToldRun,
): Promise<void> {
  await inTransaction(pool, async (db) => {
    const granted = await findGrantOf(db, key, grant);
    if (!granted) throw notFound();
    if (granted.isInForce) {
      if (!(await putRun(db, key, grant, told))) throw new CommonsealError('invalid_request', 'another run');
      await trimRuns(db, key, maxRunsListed);
    } else {
      const isEnd = told.state === 'ended' || told.state === 'done';
      if (!isEnd || !(await endRun(db, key, grant, told)))
        throw new CommonsealError('forbidden', 'granted no more');
    }
    await notifyOfWork(db, key.accountId);
  });
}
