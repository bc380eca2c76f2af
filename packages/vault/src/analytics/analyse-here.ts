import { type AccountId, CommonsealError, type Finding, type ItemId, readAhead } from '@commonseal/protocol';
import type { AccountSession } from '../account/account-session.ts';
import type { AnalyseReport } from '../analytics-api.ts';
import type { OnProgress } from '../api.ts';
import type { ContentIndex, IndexedItem } from '../content/content-index.ts';
import { deliverBatch } from '../content/deliver-batch.ts';
import { DeviceWriter } from '../content/device-writer.ts';
import { type OpenedBody, openBodies } from '../content/open-bodies.ts';
import type { DeliveryProgress, Parcel } from '../content/parcel.ts';
import { fetchBatches } from '../content/sync-batches.ts';
import type { Mutex } from '../mutex.ts';
import type { OpenAccount } from '../open-account.ts';
import type { CountProgress } from '../team-api.ts';
import { tellProgress } from '../tell-progress.ts';
import type { FindingMaker } from './finding-maker.ts';
import { findingParcel } from './finding-parcel.ts';
import { type LeftItem, leftOf } from './left-to-analyse.ts';

/** What was found is delivered when it is about so many items, has so many bytes, or is so old: that much is read again at the worst. */
const portionItems = 64;
const portionBytes = 1024 * 1024;
const portionMs = 20_000;
/** A reading that takes long is stopped within this. */
const askMs = 250;

export interface AnalysisHost {
  /** @throws CommonsealError `locked` */
  open(): OpenAccount;
  readonly deviceName: string;
  /** Whatever changes log or content runs one after another under it; reading does not. */
  readonly mutex: Mutex;
  readonly maker: FindingMaker | undefined;
}

/** One call of `analyseHere`. */
export class AnalysisHere {
  readonly #host: AnalysisHost;
  readonly #maker: FindingMaker;
  readonly #session: AccountSession;
  readonly #content: ContentIndex;
  readonly #onProgress: OnProgress<CountProgress> | undefined;
  /** Not read a second time in one call, whatever the server shows of what was delivered. */
  readonly #tried = new Set<ItemId>();
  #leftOut = 0;
  #report = { items: 0, results: 0, failed: 0 };
  /** In the order in which they are read. */
  #left = new Map<ItemId, IndexedItem>();

  /** @throws CommonsealError `cancelled` when another account is open */
  constructor(
    host: AnalysisHost,
    maker: FindingMaker,
    accountId: AccountId,
    onProgress: OnProgress<CountProgress> | undefined,
  ) {
    const { session, content } = host.open();
    if (session.accountId !== accountId) throw anotherAccount();
    this.#host = host;
    this.#maker = maker;
    this.#session = session;
    this.#content = content;
    this.#onProgress = onProgress;
  }

  /**
   * Portion by portion, of which one at a time is read on this device, whichever tab does it: each begins with what others have
   * delivered until then.
   */
  async run(): Promise<AnalyseReport> {
    const left = [...this.#allLeft()];
    // Whoever else begins now begins elsewhere, and each passes over what the other one has delivered.
    const start = Math.floor(Math.random() * left.length);
    this.#left = new Map([...left.slice(start), ...left.slice(0, start)]);
    if (this.#left.size > 0) await this.#delivering(async () => undefined);
    const { accountId, storage } = this.#session;
    for (let isOver = false; !isOver; )
      isOver = await storage.withLock(`analysing/${accountId}`, () => this.#portion());
    return { ...this.#report, leftOut: this.#leftOut };
  }

  #allLeft(): Map<ItemId, IndexedItem> {
    const left = leftOf(this.#content, this.#content.items, this.#maker.analysers)
      .map(({ item }) => item)
      .filter(({ itemId }) => !this.#tried.has(itemId));
    return new Map(left.map((item) => [item.itemId, item]));
  }

  /** @returns whether nothing was left */
  async #portion(): Promise<boolean> {
    await this.#inTurn(async () => {
      await this.#session.syncLog();
      await fetchBatches(this.#session, this.#content);
    });
    const chosen = this.#next();
    if (chosen.length === 0) {
      await this.#tell();
      return true;
    }
    const portion = new Portion();
    try {
      await this.#tell();
      await this.#read(chosen, portion);
    } finally {
      // Also when it was stopped: what was read is not read again.
      if (portion.parcels.length > 0) await this.#deliver(portion);
    }
    return false;
  }

  /** Those that still lack something; when all are read, also of what has come since. */
  #next(): LeftItem[] {
    for (;;) {
      if (this.#left.size === 0) this.#left = this.#allLeft();
      if (this.#left.size === 0) return [];
      const first = [...this.#left.values()].slice(0, portionItems);
      const next = leftOf(this.#content, first, this.#maker.analysers);
      const lacking = new Set(next.map(({ item }) => item.itemId));
      for (const { itemId } of first) if (!lacking.has(itemId)) this.#left.delete(itemId);
      if (next.length > 0) return next;
    }
  }

  async #read(chosen: readonly LeftItem[], portion: Portion): Promise<void> {
    const wantedOf = new Map(chosen.map(({ item, wanted }) => [item.itemId, wanted]));
    const isTooLarge = ({ header }: IndexedItem) => header.size > this.#maker.maxAnalysedBytes;
    const items = chosen.map(({ item }) => item);
    const bodies = openBodies(
      this.#session,
      items.filter((item) => !isTooLarge(item)),
      { isKept: false },
    );
    for await (const { item, bytes } of inOrder(items.filter(isTooLarge), readAhead(bodies))) {
      const wanted = wantedOf.get(item.itemId) ?? [];
      this.#left.delete(item.itemId);
      this.#tried.add(item.itemId);
      if (bytes === undefined && !isTooLarge(item)) this.#leftOut += 1;
      else {
        const findings =
          bytes === undefined
            ? wanted.map(() => tooLarge)
            : await untilStopped(
                (signal) => this.#find(item, bytes, wanted, signal),
                () => this.#tell(portion.items),
              );
        portion.add(item, wanted, findings);
      }
      await this.#tell(portion.items);
      if (portion.isFull) return;
    }
  }

  async #find(
    { header }: IndexedItem,
    bytes: Uint8Array,
    wanted: LeftItem['wanted'],
    signal: AbortSignal,
  ): Promise<readonly Finding[]> {
    const { mediaType, fileName } = header;
    const findings = await this.#maker.find({ mediaType, fileName, bytes: ownBuffer(bytes) }, wanted, signal);
    if (findings.length !== wanted.length) throw new TypeError('not one finding for each analyser');
    return findings;
  }

  async #deliver({ parcels, items, failed }: Portion): Promise<void> {
    await this.#delivering((device) => deliverBatch(this.#session, device, parcels, untold));
    const before = this.#report;
    this.#report = {
      items: before.items + items,
      results: before.results + parcels.length,
      failed: before.failed + failed,
    };
  }

  /** What this device had on its way is finished first: it may be what is wanted. */
  #delivering(work: (device: DeviceWriter) => Promise<void>): Promise<void> {
    const { accountId, storage } = this.#session;
    return this.#inTurn(() =>
      storage.withLock(`device-writer/${accountId}`, async () => {
        await work(await DeviceWriter.open(this.#session, this.#host.deviceName));
        await fetchBatches(this.#session, this.#content);
      }),
    );
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    return this.#host.mutex.run(async () => {
      if (this.#host.open().session !== this.#session) throw anotherAccount();
      await work();
    });
  }

  /** @param read and not delivered yet */
  #tell(read = 0): Promise<void> {
    const done = this.#report.items + read + this.#leftOut;
    return tellProgress(this.#onProgress, { done, total: done + this.#left.size });
  }
}

/** What was found and is not delivered yet. */
class Portion {
  readonly parcels: Parcel[] = [];
  items = 0;
  failed = 0;
  #bytes = 0;
  readonly #startedAtMs = Date.now();

  add(item: IndexedItem, wanted: LeftItem['wanted'], findings: readonly Finding[]): void {
    for (const [at, finding] of findings.entries()) {
      const analyser = wanted[at];
      if (!analyser) continue;
      const parcel = findingParcel(item, analyser, finding);
      this.parcels.push(parcel);
      this.#bytes += parcel.size;
      if (finding.kind === 'failed') this.failed += 1;
    }
    this.items += 1;
  }

  get isFull(): boolean {
    return this.#bytes >= portionBytes || Date.now() - this.#startedAtMs >= portionMs;
  }
}

/**
 * Asks again and again while the work goes on.
 * @param ask throws when it shall end; with that it is aborted
 */
async function untilStopped<T>(
  work: (signal: AbortSignal) => Promise<T>,
  ask: () => Promise<void>,
): Promise<T> {
  const stopping = new AbortController();
  let asking: ReturnType<typeof setTimeout> | undefined;
  const askLater = () => {
    asking = setTimeout(() => {
      ask().then(
        () => asking !== undefined && askLater(),
        (error: unknown) => stopping.abort(error),
      );
    }, askMs);
  };
  askLater();
  try {
    return await work(stopping.signal);
  } finally {
    clearTimeout(asking);
    asking = undefined;
  }
}

/** Its body is not fetched. */
const tooLarge: Finding = { kind: 'nothing to read', why: 'too large' };

async function* inOrder(
  unread: readonly IndexedItem[],
  bodies: AsyncIterable<OpenedBody>,
): AsyncGenerator<OpenedBody> {
  for (const item of unread) yield { item, bytes: undefined };
  yield* bodies;
}

function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? new Uint8Array(buffer)
    : bytes.slice();
}

/** How far items are is told; a batch of results is nothing that anybody waits for. */
const untold: DeliveryProgress = {
  startBatch: async () => undefined,
  add: async () => undefined,
  endParcel: async () => undefined,
  endBatch: async () => undefined,
};

function anotherAccount(): CommonsealError {
  return new CommonsealError('cancelled', 'another account is open by now');
}
