import type { BatchId, ItemHeader, ItemId, WriterId } from '@commonseal/protocol';
import type { AccountState, ChainHead, ManifestItem } from '@commonseal/account-log';
import type { BatchKey } from '@commonseal/crypto/seal';
import type { Problem } from '../api.ts';
import type { ItemPlace } from '../marks/marks.ts';
import { countingBatches } from './counting-batches.ts';
import { type KnownVersions, isKnownVersion } from './known-versions.ts';
import { requireNewItems } from './new-items.ts';
import { type IndexedResult, Results } from './results.ts';

/** One verified item: what the list shows, and what is needed to open it. */
export interface IndexedItem {
  readonly itemId: ItemId;
  readonly batchId: BatchId;
  readonly writerId: WriterId;
  /** Place of the batch in the writer's chain. */
  readonly batchIndex: number;
  readonly epoch: number;
  /** Parsed anew each time where it comes from a checkpoint. */
  readonly header: ItemHeader;
  /** As the header says. */
  readonly receivedAtMs: number;
  /** As it was sealed; may be left out where it is encoded as ours do. */
  readonly sealedHeader: Uint8Array | undefined;
  readonly sealedAtMs: number;
  readonly entry: ManifestItem;
  readonly batchKey: BatchKey;
}

/** What is known of a batch that was verified, beside its items. */
export interface BatchFacts {
  readonly batchId: BatchId;
  readonly writerId: WriterId;
  readonly epoch: number;
  /** When its writer says that it signed it. */
  readonly timeMs: number;
  /** Of the manifest before it; zeros for the first. */
  readonly previousHash: Uint8Array;
  /** Its own place in the writer's chain. */
  readonly head: ChainHead;
  readonly batchKey: BatchKey;
}

/** In the account's sequence, without a gap from its beginning. */
export interface AcceptedBatch extends BatchFacts {
  readonly items: readonly IndexedItem[];
}

/** What sealing a batch's key again takes. */
interface IndexedBatch {
  readonly writerId: WriterId;
  readonly batchKey: BatchKey;
}

interface Chain {
  readonly hashes: Uint8Array[];
  head: ChainHead;
  items: number;
  /** Of these, how many are results. */
  results: number;
  lastDeliveryAtMs: number | undefined;
  lastSignedAtMs: number | undefined;
  hasSignsOfLife: boolean;
}

/** All content of an account that was verified in this process. Filled by the sync, read by everything else. */
export class ContentIndex {
  readonly #log: { readonly state: AccountState };
  readonly #known: KnownVersions | undefined;
  readonly #items = new Map<ItemId, IndexedItem>();
  /** Apart from items: what workers and members' devices found, which is in no list and no count. */
  readonly #resultItems = new Map<ItemId, IndexedItem>();
  readonly #results = new Results();
  readonly #batches = new Map<BatchId, IndexedBatch>();
  readonly #places = new Map<ItemId, ItemPlace>();
  readonly #chains = new Map<WriterId, Chain>();
  readonly #problems = new Map<string, Problem>();
  readonly #accepted: AcceptedBatch[] = [];
  readonly #touched: ItemId[] = [];
  /** How many of these the checkpoint on this device holds, and with which its last part begins. */
  kept = { batches: 0, lastPartFirst: 1 };
  /** The last number of the server's sequence that was looked at. */
  sequence = 0;

  /** @param known of the analysers that this program has; left out where it has none, and hears of what it cannot judge */
  constructor(log: { readonly state: AccountState }, known?: KnownVersions) {
    this.#log = log;
    this.#known = known;
  }

  get items(): readonly IndexedItem[] {
    return [...this.#items.values()].filter(this.#counts());
  }

  get itemCount(): number {
    return this.items.length;
  }

  get resultCount(): number {
    return this.#resultItems.size;
  }

  get batchCount(): number {
    return this.#batches.size;
  }

  batch(batchId: BatchId): IndexedBatch | undefined {
    return this.#batches.get(batchId);
  }

  get problems(): readonly Problem[] {
    return [...this.#problems.values()];
  }

  item(itemId: ItemId): IndexedItem | undefined {
    const item = this.#items.get(itemId);
    return item && this.#counts()(item) ? item : undefined;
  }

  /** One item that says what was found about another one. */
  result(resultId: ItemId): IndexedItem | undefined {
    const item = this.#resultItems.get(resultId);
    return item && this.#counts()(item) ? item : undefined;
  }

  /** What was found about an item that is there: by analyser, its newest version first. */
  resultsOf(itemId: ItemId): readonly IndexedResult[] {
    const item = this.item(itemId);
    return item ? this.#results.of(item, this.#isHeard(this.#counts())) : [];
  }

  /** What counts at this moment, for whoever looks at many: nothing may be added meanwhile. */
  counting(): {
    item(itemId: ItemId): IndexedItem | undefined;
    resultsOf(item: IndexedItem): readonly IndexedResult[];
  } {
    const counts = this.#counts();
    const isHeard = this.#isHeard(counts);
    return {
      item: (itemId) => {
        const item = this.#items.get(itemId);
        return item && counts(item) ? item : undefined;
      },
      resultsOf: (item) => this.#results.of(item, isHeard),
    };
  }

  /** Of every item that is there and that anything was found about. */
  *allResults(): Iterable<readonly IndexedResult[]> {
    const counts = this.#counts();
    const isHeard = this.#isHeard(counts);
    for (const itemId of this.#results.itemIds) {
      const item = this.#items.get(itemId);
      if (item && counts(item)) yield this.#results.of(item, isHeard);
    }
  }

  /** Whether an item lies before the end of its writer's chain. */
  #counts(): (item: IndexedItem) => boolean {
    const counting = this.#countingBatches();
    return ({ writerId, batchIndex }) => batchIndex < (counting.get(writerId) ?? 0);
  }

  /**
   * Of results that count: from members' devices those of versions that this program knows. One newer than all that there will ever be
   * would stand in the place of what was found before, and of whatever is found later.
   */
  #isHeard(counts: (item: IndexedItem) => boolean): (result: IndexedResult) => boolean {
    const { writers } = this.#log.state;
    return (result) => {
      const isOfWorker = writers.get(result.item.writerId)?.workerId !== undefined;
      return (isOfWorker || isKnownVersion(this.#known, result)) && counts(result.item);
    };
  }

  /**
   * By the log: workers and members' devices read what they speak about. From a connector, which reads nothing of the account, an item is
   * one like all others.
   */
  #isResult(item: IndexedItem): boolean {
    const writer = this.#log.state.writers.get(item.writerId);
    if (writer?.workerId === undefined && writer?.kind !== 'device') return false;
    return mayHoldResult(item) && item.header.result !== undefined;
  }

  /** Where an item stands in its writer's chain. */
  placeOf(itemId: ItemId): ItemPlace | undefined {
    return this.#places.get(itemId);
  }

  #countingBatches(): ReadonlyMap<WriterId, number> {
    const counting = Array.from(this.#chains, ([writerId, { hashes }]): [WriterId, number] => {
      const end = this.#log.state.writers.get(writerId)?.withdrawn;
      return [writerId, countingBatches(hashes, end)];
    });
    return new Map(counting);
  }

  /** Every item that came, and every one about which something was found, in the order of that; it only grows. */
  get touched(): readonly ItemId[] {
    return this.#touched;
  }

  /** Changes when something that counted before does not any more. */
  get endedChains(): string {
    const ended = [...this.#countingBatches()].filter(
      ([writerId]) => this.#log.state.writers.get(writerId)?.withdrawn !== undefined,
    );
    return JSON.stringify(ended);
  }

  chainHead(writerId: WriterId): ChainHead | undefined {
    return this.#chains.get(writerId)?.head;
  }

  /** The hash of a writer's manifest; undefined beyond its chain. */
  chainHashAt(writerId: WriterId, index: number): Uint8Array | undefined {
    return this.#chains.get(writerId)?.hashes[index];
  }

  chainHeads(): ReadonlyMap<WriterId, ChainHead> {
    return new Map([...this.#chains].map(([writerId, { head }]) => [writerId, head]));
  }

  deliveriesOf(writerId: WriterId) {
    const chain = this.#chains.get(writerId);
    const { lastDeliveryAtMs, lastSignedAtMs, hasSignsOfLife = false } = chain ?? {};
    const { items, results } = chain ?? { items: 0, results: 0 };
    const batches = chain?.hashes.length ?? 0;
    return { batches, items: items - results, lastDeliveryAtMs, lastSignedAtMs, hasSignsOfLife };
  }

  /** The batches of the account's sequence from its beginning to before the first that was refused. */
  get accepted(): readonly AcceptedBatch[] {
    return this.#accepted;
  }

  /**
   * @param sequence its number in the account's sequence
   * @throws CommonsealError `chain_broken` when an item is there already
   */
  addBatch(batch: AcceptedBatch, sequence: number): void {
    const { batchId, writerId, timeMs, head, items, batchKey } = batch;
    requireNewItems(items, this.#items);
    requireNewItems(items, this.#resultItems);
    if (sequence === this.#accepted.length + 1) this.#accepted.push(batch);
    this.#batches.set(batchId, { writerId, batchKey });
    const chain = this.#chains.get(writerId) ?? {
      hashes: [],
      head,
      items: 0,
      results: 0,
      lastDeliveryAtMs: undefined,
      lastSignedAtMs: undefined,
      hasSignsOfLife: false,
    };
    chain.hashes.push(head.hash);
    chain.head = head;
    for (const [at, item] of items.entries()) {
      if (this.#isResult(item)) this.#addResult(item, chain);
      else this.#addItem(item, { writerId, index: chain.items + at });
    }
    chain.items += items.length;
    chain.lastSignedAtMs = timeMs;
    // An empty batch says nothing but 'still here'.
    chain.hasSignsOfLife ||= items.length === 0;
    if (items.length > 0) chain.lastDeliveryAtMs = timeMs;
    this.#chains.set(writerId, chain);
  }

  #addItem(item: IndexedItem, place: ItemPlace): void {
    this.#items.set(item.itemId, item);
    this.#places.set(item.itemId, place);
    this.#touched.push(item.itemId);
  }

  #addResult(item: IndexedItem, chain: Chain): void {
    this.#resultItems.set(item.itemId, item);
    this.#results.add(item);
    const about = item.header.result?.itemId;
    if (about !== undefined) this.#touched.push(about);
    chain.results += 1;
  }

  /** Keeps one problem per writer: what follows a refused batch is refused because of it. */
  addProblem(problem: Problem): void {
    const key = problem.writerId ?? problem.code;
    if (!this.#problems.has(key)) this.#problems.set(key, problem);
  }
}

const brace = 0x7b;

/**
 * Whether a header may say what was found: that is an object within it, so there is a second brace. Of a hundred thousand items from a
 * checkpoint hardly any header has to be parsed to know.
 */
function mayHoldResult({ sealedHeader }: IndexedItem): boolean {
  return sealedHeader === undefined || sealedHeader.indexOf(brace, 1) !== -1;
}
