import type { AccountId, ItemId, WorkerId } from '@commonseal/protocol';
import { CommonsealError } from '@commonseal/protocol';
import { type Grant, type JobItem, type JobTerms, requireJobItems } from '@commonseal/account-log';
import { derivePurposes } from '@commonseal/crypto/keyholder';
import { equalBytes } from '@commonseal/crypto/verify';
import { derivePublic } from '@commonseal/guarded/derive';
import { GuardedSecret } from '@commonseal/guarded/secret';
import { AccountRefusal } from '../accounts/account-refusal.ts';

const keyBytes = 32;

/** What an owner has handed over for one job, opened: all lists in the same order. */
export interface HandedItems {
  readonly items: readonly JobItem[];
  /** 32 bytes each, one behind the other. */
  readonly keys: GuardedSecret;
  readonly headers: readonly Uint8Array[];
}

/**
 * Opens the form in which owners hand items over. What comes out need not be believed: it is held against the grant.
 * @param parts as a server hands them out
 * @param receivingKey the worker's, 32 bytes
 * @throws CommonsealError
 */
export type OpenHandedItems = (
  parts: readonly Uint8Array[],
  at: { readonly accountId: AccountId; readonly workerId: WorkerId; readonly grant: Grant },
  receivingKey: GuardedSecret,
) => HandedItems;

/**
 * The items of a job: all of those, and nothing in their place, that the owner has signed for. An item's header hash is keyed from its
 * key, so it holds both against the grant.
 * @throws AccountRefusal `job_items_differ`; what was opened is wiped then
 */
export function requireHanded(terms: JobTerms, handed: HandedItems): HandedItems {
  try {
    requireJobItems(terms, handed.items);
    const isWhole =
      handed.keys.length === handed.items.length * keyBytes &&
      handed.headers.length === handed.items.length &&
      handed.items.every(({ headerHash }, at) => {
        const header = handed.headers[at] ?? new Uint8Array();
        return equalBytes(derivePublic(handed.keys, derivePurposes.headerHash, [header], at), headerHash);
      });
    if (isWhole) return handed;
  } catch (error) {
    handed.keys.wipe();
    if (!(error instanceof CommonsealError)) throw error;
    throw new AccountRefusal('job_items_differ', error.message, { cause: error });
  }
  handed.keys.wipe();
  throw new AccountRefusal('job_items_differ', 'a key or a header that is not the one of its item');
}

/** Keys and headers of some of them, the caller's to wipe. @throws AccountRefusal `item_unknown` */
export function someOf(handed: HandedItems, items: readonly ItemId[]): Pick<HandedItems, 'keys' | 'headers'> {
  const places = new Map(handed.items.map(({ itemId }, at) => [itemId, at]));
  const asked = items.map((itemId) => places.get(itemId));
  if (asked.length === 0 || new Set(asked).size !== asked.length || asked.includes(undefined))
    throw new AccountRefusal('item_unknown', 'an item that the job does not have, or twice');
  const known = asked.filter((at) => at !== undefined);
  const keys = GuardedSecret.make(known.length * keyBytes, (memory) =>
    handed.keys.use((bytes) => {
      for (const [to, at] of known.entries())
        memory.set(bytes.subarray(at * keyBytes, (at + 1) * keyBytes), to * keyBytes);
    }),
  );
  return { keys, headers: known.map((at) => handed.headers[at] ?? new Uint8Array()) };
}
