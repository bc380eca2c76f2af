import { type AccountLog, type ChainHead, currentEpoch } from '@commonseal/account-log';
import { BatchSealer } from '@commonseal/account-log/author';
import type { WriterSeed } from '@commonseal/crypto/seal';
import { type PendingItem, SourceTrouble } from '../sources/pending-item.ts';
import { asDiskTrouble } from '../state/disk-trouble.ts';
import type { Digest } from '../state/ledger.ts';
import type { SpoolDraft } from '../state/spool-draft.ts';
import type { Spool } from '../state/spool.ts';
import type { SpooledItem } from '../state/spooled-batch.ts';

/** A batch aims at whichever comes first: one seal for many items, and yet soon delivered. */
export const aimedItems = 64;
export const aimedBytes = 8 * 1024 * 1024;

/** The batch that is being sealed: under the account's newest key, straight into the spool. */
export class OpenBatch {
  readonly #sealer: BatchSealer;
  readonly #epoch: number;
  readonly #spool: Spool;
  readonly #draft: SpoolDraft;
  readonly #items: SpooledItem[] = [];
  readonly #digests = new Set<Digest>();
  #bytes = 0;

  private constructor(sealer: BatchSealer, epoch: number, spool: Spool, draft: SpoolDraft) {
    this.#sealer = sealer;
    this.#epoch = epoch;
    this.#spool = spool;
    this.#draft = draft;
  }

  static async begin(log: AccountLog, writerSeed: WriterSeed, spool: Spool): Promise<OpenBatch> {
    const { epoch, ingestKey } = currentEpoch(log.state);
    const { accountId } = log.state;
    const sealer = new BatchSealer({ accountId, epoch, ingestKey, logHead: log.head, writerSeed });
    return new OpenBatch(sealer, epoch, spool, await spool.begin());
  }

  has(digest: Digest): boolean {
    return this.#digests.has(digest);
  }

  /** Whether it is better delivered before something of this size comes in. */
  isFullFor(size: number): boolean {
    return this.#items.length >= aimedItems || (this.#items.length > 0 && this.#bytes + size > aimedBytes);
  }

  /**
   * Seals an item into the batch, or leaves the batch as it was.
   * @throws SourceTrouble when the item cannot be read; Stop `disk_full`
   */
  async seal(item: PendingItem, onRow: (rowBytes: number) => void): Promise<void> {
    const begin = this.#draft.length;
    try {
      const { path, source, size, digest } = item;
      const rowBytes: number[] = [];
      let itemId: SpooledItem['itemId'] | undefined;
      for await (const sealed of this.#sealer.sealItem(await item.describe(), { size, read: item.read })) {
        itemId = sealed.itemId;
        rowBytes.push(sealed.row.length);
        await this.#draft.appendRow(sealed.row);
        onRow(sealed.row.length);
      }
      if (itemId === undefined) throw new TypeError('an item has at least one row');
      this.#items.push({ itemId, digest, path, source, size, rowBytes });
      this.#digests.add(digest);
      this.#bytes += size;
    } catch (error) {
      if (error instanceof SourceTrouble) await this.#draft.cutBack(begin);
      throw asDiskTrouble(error);
    }
  }

  /** Signs the batch as the next one of the chain and writes it down for good. */
  async commit(previous: ChainHead | undefined, nowMs: number): Promise<void> {
    const { batchId, manifest, seal, pages, head } = await this.#sealer.finish(previous, nowMs);
    const pageBytes = pages.map(({ length }) => length);
    const batch = { batchId, head, epoch: this.#epoch, manifest, seal, pageBytes, items: this.#items };
    try {
      await this.#spool.commit(this.#draft, batch, pages);
    } catch (error) {
      await this.abandon();
      throw asDiskTrouble(error);
    }
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  async abandon(): Promise<void> {
    await this.#spool.abandon(this.#draft);
  }
}
