import { CommonsealError, type ItemId, encodeChunkRows } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import type { UploadSecrets } from '@commonseal/account-log/author';
import { chunkHash, equalBytes } from '@commonseal/crypto/verify';
import type { AccountSession } from '../account/account-session.ts';
import { storageKeys } from '../storage-keys.ts';

/**
 * The hashes of all rows of one upload that have ever left this device. The upload is gone on with under the same keys
 * and nonces: only rows with exactly these hashes may leave it in their places.
 */
export class UploadRecord {
  readonly #session: AccountSession;
  readonly #secrets: UploadSecrets;
  /** Rows that the server says it has. */
  readonly #arrived: ReadonlySet<number>;

  private constructor(session: AccountSession, secrets: UploadSecrets, arrived: ReadonlySet<number>) {
    this.#session = session;
    this.#secrets = secrets;
    this.#arrived = arrived;
  }

  static async open(session: AccountSession, secrets: UploadSecrets): Promise<UploadRecord> {
    return new UploadRecord(session, secrets, await arrivedRows(session, secrets));
  }

  /**
   * Sends a row unless it is there.
   * @returns false, and nothing is sent, when another row has left this device for its place
   */
  async send(chunk: number, row: Uint8Array): Promise<boolean> {
    const { accountId, client, storage } = this.#session;
    const { batchId, itemId } = this.#secrets;
    const key = storageKeys.uploadRow(accountId, batchId, chunk);
    const hash = await chunkHash(row);
    const before = await storage.get(key);
    if (before && !equalBytes(before, hash)) return false;
    if (!before) await storage.put([[key, hash]]);
    if (!this.#arrived.has(chunk)) {
      const body = encodeChunkRows([{ itemId, chunk, row }]);
      await client.call(endpoints.putChunks, { params: { accountId, batchId }, body });
    }
    return true;
  }
}

async function arrivedRows(
  { accountId, client }: AccountSession,
  { batchId, itemId }: UploadSecrets,
): Promise<ReadonlySet<number>> {
  try {
    const { items } = await client.call(endpoints.uploadState, { params: { accountId, batchId } });
    return new Set(items.find((item) => item.itemId === itemId)?.chunks);
  } catch (error) {
    // Nothing of it has arrived, or the server has tidied up.
    if (error instanceof CommonsealError && error.code === 'not_found') return new Set();
    throw error;
  }
}

/**
 * @param onSent told of the bytes of each row that is at the server
 * @returns false when the content is not the one that the upload began with
 */
export async function sendRecorded(
  record: UploadRecord,
  rows: AsyncIterable<{ readonly itemId: ItemId; readonly chunk: number; readonly row: Uint8Array }>,
  onSent: (bytes: number) => Promise<void>,
): Promise<boolean> {
  for await (const { chunk, row } of rows) {
    if (!(await record.send(chunk, row))) return false;
    await onSent(row.length);
  }
  return true;
}
