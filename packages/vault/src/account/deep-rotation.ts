import { CommonsealError, BatchId, encodeBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { type ParsedEntry, currentEpoch } from '@commonseal/account-log';
import { authorReceipt } from '@commonseal/account-log/author';
import { batchKeyContext, receivingPublicKey, sealSecret } from '@commonseal/crypto/seal';
import type { OnProgress } from '../api.ts';
import type { ContentIndex } from '../content/content-index.ts';
import type { CountProgress } from '../team-api.ts';
import { tellProgress } from '../tell-progress.ts';
import type { AccountSession } from './account-session.ts';

/**
 * Seals the keys of all batches of earlier epochs again, under the current one, and writes a receipt. Helps where the
 * server honestly throws the old seals away and is robbed later. Whatever was done before it stopped stays done.
 * @returns batches whose keys are under the current epoch now
 * @throws CommonsealError `cancelled`, `epoch_ended` when the account key was replaced meanwhile, `malformed`
 * when the server names a batch twice
 */
export async function rotateDeeply(
  session: AccountSession,
  content: ContentIndex,
  onProgress?: OnProgress<CountProgress>,
): Promise<{ readonly batches: number }> {
  if (session.member.role !== 'owner') throw new CommonsealError('not_owner', 'owners only');
  const { accountId, client } = session;
  const { epoch } = currentEpoch(session.log.state);
  const ingestKey = receivingPublicKey(session.currentSeed());
  let done = 0;
  for (let after = 0; ; ) {
    const query = { before: epoch, after };
    const { batches, total } = await client.call(endpoints.oldSeals, { params: { accountId }, query });
    if (batches.length === 0) break;
    const all = done + total;
    for (const { sequence, batchId: id } of batches) {
      if (sequence <= after) throw new CommonsealError('malformed', 'a batch that was named before');
      after = sequence;
      await tellProgress(onProgress, { done, total: all });
      const batchId = BatchId.parse(id);
      const batch = content.batch(batchId);
      // What is refused here, as what came too late from a source that was withdrawn, is nobody's to read.
      if (!batch) continue;
      const context = batchKeyContext({ accountId, epoch, writerId: batch.writerId, batchId });
      const seal = encodeBase64url(sealSecret(batch.batchKey, ingestKey, context));
      await client.call(endpoints.putBatchSeal, { params: { accountId, batchId }, body: { epoch, seal } });
      done += 1;
    }
  }
  await tellProgress(onProgress, { done, total: done });
  const isAsked = (entry: ParsedEntry) => entry.name === 'receipt' && entry.matter.epoch === epoch;
  await session.append(() => {
    if (currentEpoch(session.log.state).epoch !== epoch)
      throw new CommonsealError('epoch_ended', 'the account key was replaced meanwhile');
    return { entry: authorReceipt(session.authoring(), { epoch, batches: content.batchCount }), seals: [] };
  }, isAsked);
  return { batches: content.batchCount };
}
