import { parseItemHeader } from '@commonseal/protocol';
import { acceptManifest, requireAccepted } from '@commonseal/account-log';
import type { IndexedItem } from '../../../../packages/vault/src/content/content-index.ts';
import { openBatchKey } from '../../../../packages/vault/src/content/open-batch-key.ts';
import type { verifyBatch as verifyReal } from '../../../../packages/vault/src/content/verify-batch.ts';
import { openHeaders } from '../uncommitted/open-headers.ts';

/** A batch counts wherever it stands, and of its items those whose headers came along. */
export const verifyBatch: typeof verifyReal = async (log, seeds, previous, batch) => {
  const { manifest, head } = requireAccepted(acceptManifest(log, previous, batch.manifest), 'batch_refused');
  const batchKey = openBatchKey(manifest, seeds, batch);
  const headers = await openHeaders(manifest, batchKey, batch.pages);
  const items = manifest.items.flatMap((entry): IndexedItem[] => {
    const { batchId, writerId, epoch, timeMs: sealedAtMs } = manifest;
    const { itemId } = entry;
    const bytes = headers.get(itemId);
    if (!bytes) return [];
    const header = parseItemHeader(bytes);
    const place = { itemId, batchId, writerId, batchIndex: 0, epoch };
    const { receivedAtMs } = header;
    return [{ ...place, header, receivedAtMs, sealedHeader: undefined, sealedAtMs, entry, batchKey }];
  });
  const { batchId, writerId, epoch, timeMs, previousHash } = manifest;
  return { batchId, writerId, epoch, timeMs, previousHash, head, batchKey, items };
};
