import { type ItemHeader, parseItemHeader } from '@commonseal/protocol';
import {
  type BatchKey,
  batchKeyContext,
  bodyContext,
  deriveItemKey,
  pageContext,
} from '@commonseal/crypto/seal';
import { decryptBody, decryptPage, openSeal } from '@commonseal/crypto/open';
import type { TestServer } from './test-server.ts';

export interface OpenedItem {
  readonly header: ItemHeader;
  readonly body: Buffer;
}

/** What a member of the account would read of all that the server has accepted. */
export async function openEverything({ account, accepted, rows }: TestServer): Promise<OpenedItem[]> {
  const opened: OpenedItem[] = [];
  for (const { manifest, seal } of accepted) {
    const { accountId, epoch, writerId, batchId } = manifest;
    const place = { accountId, epoch, writerId, batchId };
    const batchKey = openSeal<BatchKey>(seal, account.accountSeeds[epoch]!, batchKeyContext(place));
    for (const page of manifest.pageHashes.keys()) {
      const records = await decryptPage(
        rows.get(`${batchId}/pages/${page}`)!,
        batchKey,
        pageContext({ ...place, page, version: 0 }),
      );
      for (const record of records) {
        const header = parseItemHeader(record.header);
        const { itemId } = record;
        const chunkCount = manifest.items.find((item) => item.itemId === itemId)?.chunkCount ?? 0;
        const stored = async function* () {
          for (let chunk = 0; chunk < chunkCount; chunk += 1)
            yield rows.get(`${batchId}/${itemId}/${chunk}`)!;
        };
        const key = deriveItemKey(batchKey, itemId);
        const parts: Uint8Array[] = [];
        for await (const part of decryptBody(stored(), key, bodyContext({ ...place, itemId }), header.size)) {
          parts.push(part);
        }
        opened.push({ header, body: Buffer.concat(parts) });
      }
    }
  }
  return opened;
}
