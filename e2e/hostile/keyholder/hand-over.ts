import { type HandedItem, workerIdOf } from '@commonseal/account-log';
import type { WorkerIdentity } from '@commonseal/account-log';
import { sealJobPart } from '@commonseal/account-log/author';
import { encodeBase64url } from '@commonseal/protocol';
import type { PartToShow } from '../../../apps/worker/src/jobs/job-client.ts';
import type { DeliveredBatch, GrantedAccount } from '../../../apps/worker/test/support/granted-account.ts';
import { itemsOpenedWith } from './opened-batch.ts';

/** What any member can make of items that they read: a part that is sealed for the job of a grant, whatever that is about. */
export async function handOver(
  account: GrantedAccount,
  worker: WorkerIdentity,
  grant: number,
  batch: DeliveredBatch,
): Promise<PartToShow> {
  const { accountId, state, log, known } = account;
  const terms = state.grants.get(grant)?.terms;
  const hash = log.hashAt(grant);
  if (terms?.kind !== 'job' || !hash) throw new Error('the grant of a job was expected');
  const { jobId } = terms;
  const at = { accountId, grant: { sequence: grant, hash }, jobId, workerId: workerIdOf(worker), part: 0 };
  const { batchId, writerId, epoch } = batch.parsed;
  const opened = await itemsOpenedWith(known, batch);
  const items = opened.map((item): HandedItem => ({ ...item, batchId, writerId, epoch }));
  return { part: 0, bytes: encodeBase64url(sealJobPart(at, worker.receivingKey, items)) };
}
