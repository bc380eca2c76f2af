import { type HandedItem, workerIdOf } from '@commonseal/account-log';
import type { WorkerIdentity } from '@commonseal/account-log';
import { sealJobPart } from '@commonseal/account-log/author';
import { decryptPage, openSeal } from '@commonseal/crypto/open';
import { type BatchKey, batchKeyContext, deriveItemKey, pageContext } from '@commonseal/crypto/seal';
import { encodeBase64url } from '@commonseal/protocol';
import type { PartToShow } from '../../../apps/worker/src/jobs/job-client.ts';
import type { DeliveredBatch, GrantedAccount } from '../../../apps/worker/test/support/granted-account.ts';

/** What any member can make of items that they read: a part that is sealed for the job of a grant, whatever that is about. */
export async function handOver(
  account: GrantedAccount,
  worker: WorkerIdentity,
  grant: number,
  batch: DeliveredBatch,
): Promise<PartToShow> {
  const { accountId, state, log } = account;
  const terms = state.grants.get(grant)?.terms;
  const hash = log.hashAt(grant);
  if (terms?.kind !== 'job' || !hash) throw new Error('the grant of a job was expected');
  const { jobId } = terms;
  const at = { accountId, grant: { sequence: grant, hash }, jobId, workerId: workerIdOf(worker), part: 0 };
  const bytes = sealJobPart(at, worker.receivingKey, await handedItems(account, batch));
  return { part: 0, bytes: encodeBase64url(bytes) };
}

async function handedItems(
  { known }: GrantedAccount,
  { parsed, seal, pages }: DeliveredBatch,
): Promise<HandedItem[]> {
  const { batchId, writerId, epoch } = parsed;
  const batchKey = openSeal<BatchKey>(seal, known.require(epoch), batchKeyContext(parsed));
  const context = pageContext({ ...parsed, page: 0, version: 0 });
  const records = await decryptPage(pages[0] ?? new Uint8Array(), batchKey, context);
  return parsed.items.map((item, at) => ({
    ...item,
    batchId,
    writerId,
    epoch,
    itemKey: deriveItemKey(batchKey, item.itemId),
    header: records[at]?.header ?? new Uint8Array(),
  }));
}
