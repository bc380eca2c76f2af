import {
  AccountId,
  BatchId,
  type Finding,
  type ItemHeader,
  ItemId,
  WriterId,
  bodyChunkBytes,
  encodeChunkRows,
  encodeFinding,
  maxChunkRowsBytes,
  resultHeader,
} from '@commonseal/protocol';
import { ApiClient } from '@commonseal/protocol/api';
import type { WithdrawnWriter } from '@commonseal/account-log';
import {
  type BatchKey,
  bodyContext,
  deriveItemKey,
  encryptBody,
  generateBatchKey,
  generateBodySalt,
} from '@commonseal/crypto/seal';
import { bodyHash, chunkHash } from '@commonseal/crypto/verify';
import { type VaultStorage, createMemoryStorage } from '@commonseal/vault';
import type { AccountSession } from '../../src/account/account-session.ts';
import { ContentIndex, type IndexedItem } from '../../src/content/content-index.ts';

interface RigWriter {
  readonly kind: 'connector' | 'device' | 'worker';
  readonly workerId?: string;
  withdrawn?: Pick<WithdrawnWriter, 'batchCount' | 'lastHash'>;
}

export interface RigItem {
  readonly header: ItemHeader;
  readonly body: Uint8Array;
}

/** Numbers as ids, so that tests can say what is meant. */
const idBytes = (length: number, number: number, kind: number) => {
  const bytes = new Uint8Array(length).fill(kind);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
};
export const accountId = AccountId.fromBytes(idBytes(32, 1, 1));
export const writerIdOf = (number: number) => WriterId.fromBytes(idBytes(32, number, 2));
export const itemIdOf = (number: number) => ItemId.fromBytes(idBytes(16, number, 3));

/**
 * Verified content of an account without a server or a log that anybody signed: bodies are encrypted as they always are, and handed out by
 * what answers in the server's place.
 */
export class ContentRig {
  readonly writers = new Map<WriterId, RigWriter>();
  readonly content: ContentIndex;
  readonly storage: VaultStorage;
  readonly session: AccountSession;
  /** What the client has fetched. */
  readonly fetched = { requests: 0, bytes: 0 };
  /** Bodies whose rows are handed out altered. */
  readonly altered = new Set<ItemId>();
  readonly #rows = new Map<string, Uint8Array>();
  #batches = 0;
  #items = 0;

  /** @param known newest versions of the analysers that the program has */
  constructor(storage = createMemoryStorage(), known?: ReadonlyMap<string, number>) {
    this.storage = storage;
    this.content = new ContentIndex({ state: { writers: this.writers } } as never, known);
    this.session = {
      accountId,
      storage,
      client: new ApiClient({ baseUrl: 'http://localhost', fetch: (url, init) => this.#answer(url, init) }),
      log: { state: { writers: this.writers } },
    } as never;
  }

  admit(number: number, writer: RigWriter): WriterId {
    const writerId = writerIdOf(number);
    this.writers.set(writerId, writer);
    return writerId;
  }

  /** One more batch of a writer. */
  async deliver(writerId: WriterId, items: readonly RigItem[]): Promise<readonly IndexedItem[]> {
    this.#batches += 1;
    const batchId = BatchId.fromBytes(idBytes(16, this.#batches, 4));
    const batchKey = generateBatchKey();
    const before = this.content.chainHead(writerId);
    const index = before ? before.index + 1 : 0;
    const facts = { batchId, writerId, epoch: 0, batchKey };
    const place = { ...facts, batchIndex: index, sealedAtMs: this.#batches };
    const sealed: IndexedItem[] = [];
    for (const { header, body } of items) {
      const entry = await this.#seal(facts, body);
      const { receivedAtMs } = header;
      sealed.push({ ...place, itemId: entry.itemId, header, receivedAtMs, sealedHeader: undefined, entry });
    }
    const head = { index, hash: hashOf(writerId, index), logSequence: 0, timeMs: this.#batches };
    const batch = { ...facts, timeMs: this.#batches, previousHash: before?.hash ?? new Uint8Array(32), head };
    this.content.addBatch({ ...batch, items: sealed }, this.#batches);
    return sealed;
  }

  /** Ends the chain of a writer behind so many batches. */
  withdraw(writerId: WriterId, batchCount: number): void {
    const writer = this.writers.get(writerId);
    const lastHash = batchCount === 0 ? new Uint8Array(32) : hashOf(writerId, batchCount - 1);
    if (writer) writer.withdrawn = { batchCount, lastHash };
  }

  /** Has another body handed out in the place of the signed one: everybody who reads the account could make it. */
  async swap({ itemId, batchId, writerId, batchKey }: IndexedItem, body: Uint8Array): Promise<void> {
    await this.#encrypt(itemId, { batchId, writerId, batchKey }, body);
  }

  async #seal(
    facts: { readonly batchId: BatchId; readonly writerId: WriterId; readonly batchKey: BatchKey },
    body: Uint8Array,
  ): Promise<IndexedItem['entry']> {
    this.#items += 1;
    const itemId = itemIdOf(this.#items);
    const hash = await this.#encrypt(itemId, facts, body);
    return { itemId, bodyHash: hash, headerHash: new Uint8Array(32), chunkCount: 1 };
  }

  /** @returns the hash of the body */
  async #encrypt(
    itemId: ItemId,
    facts: { readonly batchId: BatchId; readonly writerId: WriterId; readonly batchKey: BatchKey },
    body: Uint8Array,
  ): Promise<Uint8Array> {
    if (body.length > bodyChunkBytes) throw new TypeError('bodies of one row only');
    const read = async (at: number, length: number) => body.subarray(at, at + length);
    const context = bodyContext({ accountId, epoch: 0, itemId, ...facts });
    const key = deriveItemKey(facts.batchKey, itemId);
    let hash = new Uint8Array();
    for await (const row of encryptBody({ size: body.length, read }, key, context, generateBodySalt())) {
      hash = new Uint8Array(bodyHash(await chunkHash(row)));
      this.#rows.set(`${facts.batchId}/${itemId}`, row);
    }
    return hash;
  }

  async #answer(url: Parameters<typeof fetch>[0], init: RequestInit | undefined): Promise<Response> {
    const [, , , , batchId = '', ...rest] = new URL(url as string).pathname.slice(1).split('/');
    const asked =
      rest[0] === 'first-chunks' ? (JSON.parse(init?.body as string) as { items: ItemId[] }).items : [];
    const rows: { itemId: ItemId; chunk: number; row: Uint8Array }[] = [];
    for (const itemId of asked) {
      const row = this.#rows.get(`${batchId}/${itemId}`);
      if (row) rows.push({ itemId, chunk: 0, row: this.altered.has(itemId) ? flipped(row) : row });
    }
    while (encodeChunkRows(rows).length > maxChunkRowsBytes) rows.pop();
    const body = encodeChunkRows(rows);
    this.fetched.requests += 1;
    this.fetched.bytes += body.length;
    return new Response(body as BodyInit, { headers: { 'content-type': 'application/octet-stream' } });
  }
}

function flipped(row: Uint8Array): Uint8Array {
  const other = row.slice();
  other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
  return other;
}

function hashOf(writerId: WriterId, index: number): Uint8Array {
  const hash = WriterId.toBytes(writerId).slice();
  new DataView(hash.buffer).setUint32(8, index + 1);
  return hash;
}

export function plainItem(receivedAtMs: number, size = 3): RigItem {
  const header = { title: '', from: '', source: '', receivedAtMs, mediaType: 'text/plain', fileName: '' };
  return { header: { ...header, size }, body: new Uint8Array(size) };
}

/** What an analyser found, or what stands in its place. */
export function resultItem(
  about: IndexedItem,
  by: { readonly analyser: string; readonly version: string },
  found: Finding | Uint8Array,
): RigItem {
  const body = found instanceof Uint8Array ? found : encodeFinding(found);
  const { itemId, entry } = about;
  const { bodyHash: foundIn } = entry;
  return {
    header: resultHeader({ itemId, bodyHash: foundIn, ...by, size: body.length, nowMs: 0 }),
    body,
  };
}
