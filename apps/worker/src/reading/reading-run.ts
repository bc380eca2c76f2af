import { setTimeout as delay } from 'node:timers/promises';
import {
  type AccountId,
  BatchId,
  CommonsealError,
  type ItemHeader,
  ItemId,
  WriterId,
  encodeBase64url,
  parseBase64url,
  parseItemHeader,
} from '@commonseal/protocol';
import { type ApiClient, FirstRows, endpoints } from '@commonseal/protocol/api';
import type { AccountRefusalCode } from '../accounts/account-refusal.ts';
import type { BatchToShow, GivenItem, KeyholderJob, PartToShow } from '../jobs/job-client.ts';
import { maxPagesAtOnce } from '../socket/job-requests.ts';
import { type Standing, isRefusal } from './account-follower.ts';
import { FetchedItem, type SignedItem } from './fetched-item.ts';
import { forgotten } from './following-keyholder.ts';
import { inParts, keyGroups } from './key-groups.ts';
import { type ListedBatch, batchAt } from './listed-batches.ts';
import type { OpenedItem, Portion, PortionRef, ReadingJob, Scope } from './reading-api.ts';

const pauseMs = 5000;
const maxPauses = 24;

export interface RunOptions {
  readonly api: ApiClient;
  readonly accountId: AccountId;
  readonly begin: () => Promise<KeyholderJob>;
  readonly follow: () => Promise<unknown>;
  /** How far the keyholder knows the account. */
  readonly standing: () => Promise<Pick<Standing, 'writers'>>;
  readonly pauseMs?: number;
}

/** Given for one item, and what is signed of it. */
interface Given {
  readonly signed: SignedItem;
  readonly given: GivenItem;
}

/** With a header that says something. */
type Described = Given & { readonly header: ItemHeader };

/** One run of an analyser: it gets keys of items from the keyholder, a hundred at a time, and bodies from the server. */
export class ReadingRun implements ReadingJob {
  readonly #options: RunOptions;
  #job: KeyholderJob;
  /** Whether all that was handed over for one job was shown. */
  #isShown = false;
  /** Until they are wiped. */
  readonly #held = new Set<OpenedItem>();
  /** Of those whose results count: known once one was looked for. */
  #finders: ReadonlySet<string> | undefined;

  private constructor(options: RunOptions, job: KeyholderJob) {
    this.#options = options;
    this.#job = job;
  }

  static async begin(options: RunOptions): Promise<ReadingRun> {
    return new ReadingRun(options, await begun(options));
  }

  async *open(
    { ref, key }: Portion,
    wanted: (itemId: ItemId) => boolean = () => true,
    only: Pick<Scope, 'fromMs' | 'toMs'> = {},
    passOver: (itemId: ItemId) => void = () => undefined,
  ): AsyncGenerator<OpenedItem> {
    const groups = ref.kind === 'part' ? this.#ofPart(ref.part, wanted) : this.#ofBatch(ref, key, wanted);
    for await (const group of groups) {
      const { results, content } = await this.#apart(group);
      for (const { signed, given } of results) {
        given.key.wipe();
        passOver(signed.itemId);
      }
      yield* this.#items(content, only);
    }
  }

  /** What was handed over for one job, part by part, as it is shown. */
  async *handed(): AsyncGenerator<{ readonly part: number; readonly items: readonly SignedItem[] }> {
    const { accountId, api } = this.#options;
    const params = { accountId, grant: this.#job.grant };
    const { parts } = await api.call(endpoints.jobParts, { params });
    for (const part of parts) yield { part, items: await this.#shown(await this.#fetchPart(part)) };
  }

  async end(): Promise<void> {
    for (const item of this.#held) item.wipe();
    try {
      await this.#job.end();
    } catch (error) {
      if (!isRefusal(error, 'job_unknown')) throw error;
    }
  }

  async *#ofBatch(
    ref: Extract<PortionRef, { kind: 'batch' }>,
    key: string,
    wanted: (itemId: ItemId) => boolean,
  ): AsyncGenerator<readonly Given[]> {
    const batch = await this.#batchOf(ref, key);
    const { items, batchId, writerId, epoch } = batch.manifest;
    const signed = new Map(items.map((item) => [item.itemId, { ...item, batchId, writerId, epoch }]));
    for (const { pages, items: asked } of keyGroups(await this.#pagesOf(batch, wanted))) {
      const shown = toShow(batch, pages);
      const given = await this.#asking((job) => job.itemKeys(shown, asked, { withHeaders: true }));
      yield given.flatMap((each) => {
        const item = signed.get(each.itemId);
        return item ? [{ signed: item, given: each }] : [];
      });
    }
  }

  async #batchOf(ref: Extract<PortionRef, { kind: 'batch' }>, key: string): Promise<ListedBatch> {
    const { api, accountId } = this.#options;
    const batch = await batchAt(api, accountId, Number.parseInt(key, 10));
    if (!batch) throw new CommonsealError('not_found', 'a batch that was listed before');
    const { writerId, index, batchId } = batch.manifest;
    if (writerId !== ref.writerId || index !== ref.index || batchId !== ref.batchId)
      throw new CommonsealError('malformed', 'another batch than was listed before');
    return batch;
  }

  /** Where there are more pages than can be shown at once, the keyholder says what is on which: they are encrypted. */
  async #pagesOf(batch: ListedBatch, wanted: (itemId: ItemId) => boolean) {
    const all = batch.served.pages.map((_, page) => page);
    const items = batch.manifest.items.map(({ itemId }) => itemId).filter(wanted);
    if (items.length === 0) return [];
    if (all.length <= maxPagesAtOnce) return all.map((page, at) => ({ page, items: at === 0 ? items : [] }));
    const asked = new Set(items);
    const pages: { page: number; items: ItemId[] }[] = [];
    for (const some of inParts(all, maxPagesAtOnce)) {
      const found = await this.#asking((job) => job.itemsOnPages(toShow(batch, some)));
      for (const { page, items: on } of found)
        pages.push({ page, items: on.map((id) => ItemId.parse(id)).filter((id) => asked.delete(id)) });
    }
    return pages;
  }

  async *#ofPart(part: number, wanted: (itemId: ItemId) => boolean): AsyncGenerator<readonly Given[]> {
    await this.#showAll();
    const bytes = await this.#fetchPart(part);
    const items = new Map((await this.#shown(bytes)).map((item) => [item.itemId, item]));
    for (const asked of inParts([...items.keys()].filter(wanted))) {
      const given = await this.#asking((job) => job.handedItemKeys(bytes, asked, { withHeaders: true }));
      yield given.flatMap((each) => {
        const signed = items.get(each.itemId);
        return signed ? [{ signed, given: each }] : [];
      });
    }
  }

  async #showAll(): Promise<void> {
    if (this.#isShown) return;
    for await (const _ of this.handed()) continue;
    this.#isShown = true;
  }

  async #fetchPart(part: number): Promise<PartToShow> {
    const { accountId, api } = this.#options;
    const params = { accountId, grant: this.#job.grant, part };
    return { part, bytes: encodeBase64url(await api.call(endpoints.jobPart, { params })) };
  }

  async #shown(part: PartToShow): Promise<readonly SignedItem[]> {
    const items = await this.#asking((job) => job.takeHanded(part));
    return items.map((item) => ({
      itemId: ItemId.parse(item.itemId),
      batchId: BatchId.parse(item.batchId),
      writerId: WriterId.parse(item.writerId),
      epoch: item.epoch,
      bodyHash: parseBase64url(item.bodyHash),
      chunkCount: item.chunkCount,
    }));
  }

  /**
   * What was found in other items, by whom the log lets say so, and all the rest. A connector may say so as well: that is content like
   * any other. Keys of headers that say nothing are wiped: whoever wrote one has made it so, and no other item is the worse for it.
   */
  async #apart(
    group: readonly Given[],
  ): Promise<{ readonly results: Described[]; readonly content: Described[] }> {
    const described = group.flatMap((each) => {
      const header = headerOf(each);
      if (!header) each.given.key.wipe();
      return header ? [{ ...each, header }] : [];
    });
    const finders = described.some(({ header }) => header.result) ? await this.#findersOf() : new Set();
    const isResult = ({ header, signed }: Described) =>
      header.result !== undefined && finders.has(signed.writerId);
    return { results: described.filter(isResult), content: described.filter((each) => !isResult(each)) };
  }

  /** Devices of members, and workers. */
  async #findersOf(): Promise<ReadonlySet<string>> {
    if (!this.#finders) {
      const { writers } = await this.#options.standing();
      const finders = writers.filter(({ kind }) => kind !== 'connector');
      this.#finders = new Set(finders.map(({ writerId }) => writerId));
    }
    return this.#finders;
  }

  /** One by one; those that nobody has asked for are wiped. */
  *#items(group: readonly Described[], only: Pick<Scope, 'fromMs' | 'toMs'>): Generator<OpenedItem> {
    const waiting = this.#chosenOf(group, only);
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        this.#held.add(next);
        yield next;
      }
    } finally {
      for (const item of waiting) item.wipe();
    }
  }

  /** The keys of the others are wiped. */
  #chosenOf(group: readonly Described[], { fromMs, toMs }: Pick<Scope, 'fromMs' | 'toMs'>): FetchedItem[] {
    const chosen = group.flatMap(({ signed, given, header }) => {
      const { receivedAtMs } = header;
      if (receivedAtMs >= (fromMs ?? -Infinity) && receivedAtMs < (toMs ?? Infinity))
        return [{ signed, header, key: given.key }];
      given.key.wipe();
      return [];
    });
    const single = chosen.filter(({ signed }) => signed.chunkCount === 1).map(({ signed }) => signed);
    const at = { ...this.#options, firstRows: new FirstRows(this.#options, single) };
    return chosen.map((each) => new FetchedItem(at, each, (item) => this.#held.delete(item)));
  }

  /** Asks again after what passes: a keyholder that was started anew, or that is asked too fast. */
  async #asking<T>(ask: (job: KeyholderJob) => Promise<T>): Promise<T> {
    let isShownAgain = false;
    for (let pauses = 0; ; ) {
      try {
        return await ask(this.#job);
      } catch (error) {
        if (isRefusal(error, 'too_fast') && pauses < maxPauses) {
          pauses += 1;
          await delay(this.#options.pauseMs ?? pauseMs);
        } else if (isRefusal(error, ...forgotten) && !isShownAgain) {
          isShownAgain = true;
          await this.#again(error.code);
        } else throw error;
      }
    }
  }

  async #again(code: AccountRefusalCode): Promise<void> {
    await this.#options.follow();
    if (code !== 'job_unknown') return;
    this.#job = await this.#options.begin();
    if (!this.#job.isHanded || !this.#isShown) return;
    this.#isShown = false;
    await this.#showAll();
  }
}

/** @returns undefined for one that says nothing */
function headerOf({ given }: Given): ItemHeader | undefined {
  try {
    return parseItemHeader(given.header ?? new Uint8Array());
  } catch (error) {
    if (error instanceof CommonsealError) return undefined;
    throw error;
  }
}

async function begun({ begin, follow }: RunOptions): Promise<KeyholderJob> {
  try {
    return await begin();
  } catch (error) {
    if (!isRefusal(error, ...forgotten)) throw error;
    await follow();
    return begin();
  }
}

function toShow({ served }: ListedBatch, pages: readonly number[]): BatchToShow {
  const { manifest, seal, resealedEpoch } = served;
  return {
    manifest,
    seal,
    ...(resealedEpoch === undefined ? {} : { resealedEpoch }),
    pages: pages.map((page) => ({ page, bytes: encodeBase64url(parseBase64(served.pages[page] ?? '')) })),
  };
}

function parseBase64(text: string): Uint8Array {
  return Buffer.from(text, 'base64');
}
