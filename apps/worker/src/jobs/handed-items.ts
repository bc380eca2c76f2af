import { createHash } from 'node:crypto';
import {
  type AccountId,
  CommonsealError,
  type ItemId,
  type JobId,
  type WorkerId,
} from '@commonseal/protocol';
import { type HandedItem, type JobItem, type JobTerms, requireJobItems } from '@commonseal/account-log';
import { derivePurposes } from '@commonseal/crypto/keyholder';
import { equalBytes } from '@commonseal/crypto/verify';
import { derivePublic } from '@commonseal/guarded/derive';
import { GuardedSecret } from '@commonseal/guarded/secret';
import { AccountRefusal } from '../accounts/account-refusal.ts';

const keyBytes = 32;
/** Of one job: as many as are kept in mind until all have been shown. */
export const maxHandedItems = 200_000;

/** Where an item's body lies. */
export type PlacedItem = Omit<HandedItem, 'itemKey' | 'header'>;

/** One part of what an owner has handed over for a job, opened: all lists in the same order. */
export interface HandedPart {
  readonly items: readonly PlacedItem[];
  /** 32 bytes each, one behind the other. */
  readonly keys: GuardedSecret;
  readonly headers: readonly Uint8Array[];
}

/** What a part is sealed for. */
export interface HandedPlace {
  readonly accountId: AccountId;
  /** The entry that grants the job. */
  readonly grant: { readonly sequence: number; readonly hash: Uint8Array };
  readonly jobId: JobId;
  readonly workerId: WorkerId;
  /** From 0. */
  readonly part: number;
}

/**
 * Opens the form in which owners hand items over. What comes out need not be believed: it is held against the grant.
 * @param bytes as a server hands them out
 * @param receivingKey the worker's, 32 bytes
 * @throws CommonsealError
 */
export type OpenHandedPart = (bytes: Uint8Array, at: HandedPlace, receivingKey: GuardedSecret) => HandedPart;

/** A part as a server hands it out. */
export interface ShownPart {
  readonly part: number;
  readonly bytes: Uint8Array;
}

/**
 * What was handed over for one job: nothing of it is given before all of it was shown, and is what the owner has signed for. No key of it
 * is kept: a part is opened to look at it, and once more when its items are asked for.
 */
export class HandedItems {
  readonly #terms: JobTerms;
  readonly #digests: Uint8Array[] = [];
  #items: JobItem[] = [];
  #isWhole = false;

  /** @throws AccountRefusal `too_much` */
  constructor(terms: JobTerms) {
    if (terms.itemCount > maxHandedItems) throw new AccountRefusal('too_much', 'a job of too many items');
    this.#terms = terms;
  }

  /**
   * Looks at parts in their order.
   * @param open of this job
   * @returns which items it has: whoever asks for their keys has to name them
   * @throws AccountRefusal `job_items_differ`
   */
  take({ part, bytes }: ShownPart, open: () => HandedPart): readonly PlacedItem[] {
    const isNew = part === this.#digests.length;
    if (!isNew) this.#requireKnown({ part, bytes });
    const { items, keys } = opened(open);
    keys.wipe();
    if (!isNew) return items;
    if (this.#items.length + items.length > this.#terms.itemCount) throw differ('more items than granted');
    this.#items.push(...items.map(({ itemId, bodyHash, headerHash }) => ({ itemId, bodyHash, headerHash })));
    this.#digests.push(digestOf(bytes));
    return items;
  }

  /**
   * Keys and headers of items of one part, the caller's to wipe.
   * @throws AccountRefusal `job_items_missing` before all parts were taken; `job_items_differ`, `item_unknown`
   */
  some(
    shown: ShownPart,
    asked: readonly ItemId[],
    open: () => HandedPart,
  ): Pick<HandedPart, 'keys' | 'headers'> {
    this.#requireWhole();
    this.#requireKnown(shown);
    const part = opened(open);
    try {
      return someOf(part, asked);
    } finally {
      part.keys.wipe();
    }
  }

  #requireKnown({ part, bytes }: ShownPart): void {
    const known = this.#digests[part];
    if (!known || !equalBytes(known, digestOf(bytes))) throw differ('another part than was shown');
  }

  #requireWhole(): void {
    if (this.#isWhole) return;
    if (this.#items.length < this.#terms.itemCount) throw new AccountRefusal('job_items_missing');
    try {
      requireJobItems(this.#terms, this.#items);
    } catch (error) {
      if (error instanceof CommonsealError) throw differ(error.message);
      throw error;
    }
    this.#isWhole = true;
    this.#items = [];
  }
}

function differ(detail: string): AccountRefusal {
  return new AccountRefusal('job_items_differ', detail);
}

function digestOf(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

/** An item's header hash is keyed from its key, so that it holds both against what the owner has signed. */
function opened(open: () => HandedPart): HandedPart {
  let part: HandedPart;
  try {
    part = open();
  } catch (error) {
    if (error instanceof CommonsealError) throw differ(error.message);
    throw error;
  }
  const { items, keys, headers } = part;
  const isEach =
    keys.length === items.length * keyBytes &&
    headers.length === items.length &&
    items.every(({ headerHash }, at) => {
      const header = headers[at] ?? new Uint8Array();
      return equalBytes(derivePublic(keys, derivePurposes.headerHash, [header], at), headerHash);
    });
  if (isEach) return part;
  keys.wipe();
  throw differ('a key or a header that is not the one of its item');
}

/** @throws AccountRefusal `item_unknown` */
function someOf(part: HandedPart, items: readonly ItemId[]): Pick<HandedPart, 'keys' | 'headers'> {
  const places = new Map(part.items.map(({ itemId }, at) => [itemId, at]));
  const known = items.flatMap((itemId) => places.get(itemId) ?? []);
  if (items.length === 0 || known.length !== items.length || new Set(known).size !== items.length)
    throw new AccountRefusal('item_unknown', 'an item that the part does not have, or twice');
  const keys = GuardedSecret.make(known.length * keyBytes, (memory) =>
    part.keys.use((bytes) => {
      for (const [to, at] of known.entries())
        memory.set(bytes.subarray(at * keyBytes, (at + 1) * keyBytes), to * keyBytes);
    }),
  );
  return { keys, headers: known.map((at) => part.headers[at] ?? new Uint8Array()) };
}
