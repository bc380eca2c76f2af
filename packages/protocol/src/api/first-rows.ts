import { parseChunkRows } from '../chunk-rows.ts';
import type { AccountId, BatchId, ItemId } from '../ids.ts';
import type { ApiClient } from './client.ts';
import { contentEndpoints } from './content.ts';

/** The server hands out as many of them as one message takes: the others are asked for in their turn. */
const askedAtOnce = 64;

interface Wanted {
  readonly batchId: BatchId;
  /** Settles when what it was asked for with is answered. */
  asking?: Promise<void>;
  row?: Uint8Array;
  /** The server had nothing for it. */
  isMissing?: boolean;
}

/**
 * Stored rows of bodies that have only one, for items that are read one after the other: each message brings those that are read next
 * as well. None of it is checked here.
 */
export class FirstRows {
  readonly #api: ApiClient;
  readonly #accountId: AccountId;
  /** In the order in which they are read. */
  readonly #wanted: Map<ItemId, Wanted>;

  constructor(
    at: { readonly api: ApiClient; readonly accountId: AccountId },
    items: readonly { readonly itemId: ItemId; readonly batchId: BatchId }[],
  ) {
    this.#api = at.api;
    this.#accountId = at.accountId;
    this.#wanted = new Map(items.map(({ itemId, batchId }) => [itemId, { batchId }]));
  }

  /**
   * @returns undefined of one that the server leaves out, and of one that was taken or dropped before
   * @throws what the client throws; then it can be asked for again
   */
  async take(itemId: ItemId, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    for (let of = this.#wanted.get(itemId); of; of = this.#wanted.get(itemId)) {
      if (of.row || of.isMissing) {
        this.#wanted.delete(itemId);
        return of.row;
      }
      await (of.asking ?? this.#ask(itemId, of, signal));
    }
    return undefined;
  }

  /** It is not read any more. */
  drop(itemId: ItemId): void {
    this.#wanted.delete(itemId);
  }

  #ask(itemId: ItemId, { batchId }: Wanted, signal: AbortSignal | undefined): Promise<void> {
    const isNext = ([id, of]: [ItemId, Wanted]) =>
      id !== itemId && of.batchId === batchId && !of.asking && !of.row && !of.isMissing;
    const next = [...this.#wanted].filter(isNext).map(([id]) => id);
    const items: [ItemId, ...ItemId[]] = [itemId, ...next.slice(0, askedAtOnce - 1)];
    const asking = this.#fetch(batchId, items, signal);
    for (const id of items)
      this.#change(id, (of) => {
        of.asking = asking;
      });
    return asking;
  }

  async #fetch(
    batchId: BatchId,
    items: readonly [ItemId, ...ItemId[]],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const params = { accountId: this.#accountId, batchId };
    const request = { params, body: { items: [...items] }, ...(signal ? { signal } : {}) };
    try {
      const rows = parseChunkRows(await this.#api.call(contentEndpoints.firstChunks, request));
      // Copied: a view would keep the whole message in memory.
      for (const { itemId, chunk, row } of rows)
        if (chunk === 0 && items.includes(itemId)) this.#change(itemId, (of) => (of.row = row.slice()));
      // The first one is left out only if there is nothing; each of the others is the first one at some time.
      this.#change(items[0], (of) => (of.isMissing = !of.row));
    } finally {
      for (const id of items) this.#change(id, (of) => delete of.asking);
    }
  }

  #change(itemId: ItemId, change: (of: Wanted) => void): void {
    const of = this.#wanted.get(itemId);
    if (of) change(of);
  }
}
