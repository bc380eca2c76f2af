import { CommonsealError, type ErrorCode } from '@commonseal/protocol';
import { FirstRows, endpoints } from '@commonseal/protocol/api';
import { bodyRowCount, decryptShortBody } from '@commonseal/crypto/open';
import { bodyContext, deriveItemKey } from '@commonseal/crypto/seal';
import { bodyHash } from '@commonseal/crypto/verify';
import type { AccountSession } from '../account/account-session.ts';
import { storageKeys } from '../storage-keys.ts';
import { keepIfPossible } from '../storage.ts';
import type { IndexedItem } from './content-index.ts';
import { openBody } from './open-item.ts';
import { requireSigned } from './signed-hash.ts';

/** What one body can be at fault with, as the server hands it out or its writer sealed it; anything else is of the moment. */
const faultsOfBody: readonly ErrorCode[] = ['chain_broken', 'decryption_failed', 'not_found', 'malformed'];

/** Fetched rows that are written to the device's storage at once. */
const keptAtOnce = 64;

export interface OpenedBody {
  readonly item: IndexedItem;
  /** Undefined of one that is not there, or not as it was signed. */
  readonly bytes: Uint8Array | undefined;
}

/**
 * Opens bodies one after the other, of each batch those together that have a single row: its message brings those that are read next as
 * well. Each is held against its signed hash, wherever it comes from.
 * @param items the bodies of a batch stand together
 * @param options.isKept whether rows that are fetched stay on this device, as what a person has opened does
 * @throws what the connection throws
 */
export async function* openBodies(
  session: AccountSession,
  items: readonly IndexedItem[],
  options: { readonly isKept: boolean },
): AsyncGenerator<OpenedBody> {
  const soleRows = new SoleRows(session, items, options.isKept);
  try {
    for (const item of items) {
      const opening =
        item.entry.chunkCount === 1 ? soleRows.open(item) : openLarge(session, item, options.isKept);
      yield { item, bytes: await opening.catch(passOverFault) };
    }
  } finally {
    await soleRows.keep();
  }
}

function passOverFault(error: unknown): undefined {
  if (!(error instanceof CommonsealError) || !faultsOfBody.includes(error.code)) throw error;
}

async function openLarge(session: AccountSession, item: IndexedItem, isKept: boolean): Promise<Uint8Array> {
  const { body } = await openBody(session, item, { isKept });
  return new Uint8Array(await body.arrayBuffer());
}

/** Bodies that have only one row: from this device, or from the server, many at a time. */
class SoleRows {
  readonly #session: AccountSession;
  readonly #isKept: boolean;
  readonly #fetched: FirstRows;
  #toKeep: (readonly [key: string, row: Uint8Array])[] = [];

  constructor(session: AccountSession, items: readonly IndexedItem[], isKept: boolean) {
    this.#session = session;
    this.#isKept = isKept;
    const sole = items.filter(({ entry }) => entry.chunkCount === 1);
    this.#fetched = new FirstRows({ api: session.client, accountId: session.accountId }, sole);
  }

  async open(item: IndexedItem): Promise<Uint8Array> {
    const { accountId, storage } = this.#session;
    const { itemId, batchId } = item;
    const key = storageKeys.bodyRow(accountId, batchId, itemId, 0);
    const kept = await storage.get(key);
    // One that is damaged is as good as none.
    const opened = kept && (await this.#decrypt(item, kept).catch(passOverFault));
    if (opened) {
      this.#fetched.drop(itemId);
      return opened;
    }
    const row = await this.#fetch(item);
    const bytes = await this.#decrypt(item, row);
    if (this.#isKept && this.#toKeep.push([key, row]) >= keptAtOnce) await this.keep();
    return bytes;
  }

  async keep(): Promise<void> {
    const rows = this.#toKeep;
    this.#toKeep = [];
    if (rows.length > 0) await keepIfPossible(this.#session.storage, rows);
  }

  /** What the message left out is asked for alone: the refusal says why. */
  async #fetch({ itemId, batchId }: IndexedItem): Promise<Uint8Array> {
    const { accountId, client } = this.#session;
    const params = { accountId, batchId, itemId, chunk: 0 };
    return (await this.#fetched.take(itemId)) ?? client.call(endpoints.chunk, { params });
  }

  /** The hash of the only row is what the signed one is of: the server need not say it. */
  async #decrypt(
    { header, entry, batchKey, itemId, batchId, writerId, epoch }: IndexedItem,
    row: Uint8Array,
  ): Promise<Uint8Array> {
    if (bodyRowCount(header.size) !== 1) throw new CommonsealError('chain_broken', 'size and body differ');
    return decryptShortBody(
      row,
      (hash) => requireSigned(bodyHash(hash), entry.bodyHash, 'the body'),
      deriveItemKey(batchKey, itemId),
      bodyContext({ accountId: this.#session.accountId, epoch, writerId, batchId, itemId }),
      header.size,
    );
  }
}
