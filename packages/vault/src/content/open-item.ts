import { CommonsealError, readAhead } from '@commonseal/protocol';
import { bodyRowCount, decryptBody } from '@commonseal/crypto/open';
import { bodyContext, deriveItemKey } from '@commonseal/crypto/seal';
import type { AccountSession } from '../account/account-session.ts';
import type { ByteProgress, OnProgress } from '../api.ts';
import { tellProgress } from '../tell-progress.ts';
import { forgetLargeRows, verifiedRows } from './body-rows.ts';
import type { IndexedItem } from './content-index.ts';
import { GrowingBlob } from './growing-blob.ts';

export interface OpenOptions {
  /** Whether rows that are fetched stay on this device, as far as they are not many; true unless told otherwise. */
  readonly isKept?: boolean;
  readonly onProgress?: OnProgress<ByteProgress> | undefined;
}

/**
 * Fetches, verifies and decrypts one body. While a chunk is decrypted, the next one is fetched and its hash compared: no more than
 * these two are in memory.
 * @returns the content; it resolves only when the last byte is verified
 * @param item undefined when there is none
 * @throws CommonsealError `item_not_found`, `chain_broken`, `decryption_failed`, `cancelled`, what the connection throws
 */
export async function openBody(
  session: AccountSession,
  item: IndexedItem | undefined,
  { isKept = true, onProgress }: OpenOptions = {},
): Promise<{ readonly item: IndexedItem; readonly body: Blob }> {
  if (!item) throw new CommonsealError('item_not_found', 'no such item');
  const { header, entry, batchKey, itemId, batchId, writerId, epoch } = item;
  if (entry.chunkCount !== bodyRowCount(header.size))
    throw new CommonsealError('chain_broken', 'size and body differ');
  const context = bodyContext({ accountId: session.accountId, epoch, writerId, batchId, itemId });
  const body = new GrowingBlob();
  let doneBytes = 0;
  const rows = readAhead(verifiedRows(session, item, isKept));
  for await (const chunk of decryptBody(rows, deriveItemKey(batchKey, itemId), context, header.size)) {
    body.add(chunk);
    doneBytes += chunk.length;
    await tellProgress(onProgress, { doneBytes, totalBytes: header.size });
  }
  await forgetLargeRows(session, item);
  return { item, body: body.finish() };
}
