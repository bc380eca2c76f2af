import { CommonsealError, ItemId } from '@commonseal/protocol';
import type { Manifest } from '@commonseal/account-log';
import { batchKeyContext, derivePurposes, pageContext } from '@commonseal/crypto/keyholder';
import { decryptPageWith } from '@commonseal/crypto/open';
import { equalBytes, hash, hashBytes, hashPurposes } from '@commonseal/crypto/verify';
import { deriveEachGuarded, deriveGuarded, derivePublic } from '@commonseal/guarded/derive';
import type { GuardedSecret } from '@commonseal/guarded/secret';
import { AccountRefusal } from '../accounts/account-refusal.ts';
import type { AccountKeys } from './account-keys.ts';
import { openSealGuarded } from './open-guarded.ts';

/** What a server hands out of a batch beside its manifest: nothing of it is believed. */
export interface ShownBatch {
  readonly seal: Uint8Array;
  /** Of a seal that an owner has put in the place of the manifest's, under a later account key. */
  readonly resealedEpoch: number | undefined;
  /** By their number; those that hold the headers that are asked for. */
  readonly pages: ReadonlyMap<number, Uint8Array>;
}

/** Keys of some items of a batch, the caller's to wipe: 32 bytes each, in the order in which they were asked for. */
export interface OpenedItems {
  readonly keys: GuardedSecret;
  /** In the same order; empty when none were asked for. */
  readonly headers: readonly Uint8Array[];
}

/**
 * Opens the key of a batch, derives the keys of the asked items and of nothing else, and wipes it.
 * @param manifest verified
 * @throws AccountRefusal `item_unknown`, `account_key_missing`, `batch_seal_refused`, `page_refused`, `header_missing`
 */
export async function openItems(
  manifest: Manifest,
  keys: AccountKeys,
  shown: ShownBatch,
  asked: { readonly items: readonly ItemId[]; readonly withHeaders: boolean },
): Promise<OpenedItems> {
  requireItems(manifest, asked.items);
  const batchKey = openBatchKey(manifest, keys, shown);
  try {
    const itemKeys = deriveEachGuarded(
      batchKey,
      derivePurposes.itemKey,
      asked.items.map((id) => ItemId.toBytes(id)),
    );
    try {
      const headers = asked.withHeaders
        ? await openHeaders(manifest, { batchKey, itemKeys }, shown.pages, asked.items)
        : [];
      return { keys: itemKeys, headers };
    } catch (error) {
      itemKeys.wipe();
      throw error;
    }
  } finally {
    batchKey.wipe();
  }
}

/**
 * Which items stand on which pages: whoever asks for headers shows the pages that they are on.
 * @throws AccountRefusal as `openItems`
 */
export async function itemsOnPages(
  manifest: Manifest,
  keys: AccountKeys,
  shown: ShownBatch,
): Promise<ReadonlyMap<number, readonly ItemId[]>> {
  const batchKey = openBatchKey(manifest, keys, shown);
  try {
    const items = new Map<number, readonly ItemId[]>();
    for (const [page, bytes] of shown.pages) {
      const records = await openPage(manifest, batchKey, page, bytes);
      items.set(
        page,
        records.map(({ itemId }) => itemId),
      );
    }
    return items;
  } finally {
    batchKey.wipe();
  }
}

function requireItems({ items: named }: Manifest, items: readonly ItemId[]): void {
  const known = new Set(named.map(({ itemId }) => itemId));
  if (items.length === 0 || new Set(items).size !== items.length || items.some((id) => !known.has(id)))
    throw new AccountRefusal('item_unknown', 'an item that the batch does not have, or twice');
}

/** A seal is anonymous: what comes out of it counts only if the writer committed to it. */
function openBatchKey(
  manifest: Manifest,
  keys: AccountKeys,
  { seal, resealedEpoch }: ShownBatch,
): GuardedSecret {
  if (resealedEpoch === undefined && !equalBytes(hash(hashPurposes.seal, seal), manifest.sealHash))
    throw new AccountRefusal('batch_seal_refused', 'not the seal that the writer signed');
  const epoch = resealedEpoch ?? manifest.epoch;
  const receivingKey = keys.receivingKey(epoch);
  try {
    const batchKey = openSealGuarded(seal, receivingKey, batchKeyContext({ ...manifest, epoch }));
    const commitment = derivePublic(batchKey, derivePurposes.batchKeyCommitment);
    if (equalBytes(commitment, manifest.batchKeyCommitment)) return batchKey;
    batchKey.wipe();
    throw new AccountRefusal('batch_seal_refused', 'not the key that the writer committed to');
  } catch (error) {
    if (error instanceof CommonsealError) throw new AccountRefusal('batch_seal_refused', error.message);
    throw error;
  } finally {
    receivingKey.wipe();
  }
}

async function openHeaders(
  manifest: Manifest,
  secrets: { readonly batchKey: GuardedSecret; readonly itemKeys: GuardedSecret },
  pages: ReadonlyMap<number, Uint8Array>,
  items: readonly ItemId[],
): Promise<Uint8Array[]> {
  const found = new Map<ItemId, Uint8Array>();
  for (const [page, bytes] of pages)
    for (const { itemId, header } of await openPage(manifest, secrets.batchKey, page, bytes))
      found.set(itemId, header);
  const signed = new Map(manifest.items.map(({ itemId, headerHash }) => [itemId, headerHash]));
  return items.map((itemId, at) => {
    const header = found.get(itemId);
    if (!header) throw new AccountRefusal('header_missing');
    const actual = derivePublic(secrets.itemKeys, derivePurposes.headerHash, [header], at);
    if (!equalBytes(actual, signed.get(itemId) ?? new Uint8Array()))
      throw new AccountRefusal('page_refused', 'not the header that the writer signed');
    return header;
  });
}

async function openPage(manifest: Manifest, batchKey: GuardedSecret, page: number, bytes: Uint8Array) {
  const named = manifest.pageHashes[page];
  if (!named || !equalBytes(hash(hashPurposes.page, bytes), named))
    throw new AccountRefusal('page_refused', 'not the page that the writer signed');
  try {
    const context = pageContext({ ...manifest, page, version: 0 });
    return await decryptPageWith(bytes, context, (salt) => pageKey(batchKey, salt));
  } catch (error) {
    if (error instanceof CommonsealError) throw new AccountRefusal('page_refused', error.message);
    throw error;
  }
}

/** The key of one page leaves guarded memory: it is handed to WebCrypto, and overwritten here. */
function pageKey(batchKey: GuardedSecret, salt: Uint8Array) {
  const both = deriveGuarded(batchKey, derivePurposes.pageKey, [salt], 64);
  try {
    return both.use((bytes) => ({
      encryptionKey: bytes.slice(0, 32),
      commitment: bytes.slice(32, 32 + hashBytes),
    }));
  } finally {
    both.wipe();
  }
}
