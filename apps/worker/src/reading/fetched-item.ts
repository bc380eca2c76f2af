import {
  type AccountId,
  type BatchId,
  CommonsealError,
  type ItemHeader,
  type ItemId,
  type WriterId,
  readAhead,
} from '@commonseal/protocol';
import { type ApiClient, type FirstRows, endpoints } from '@commonseal/protocol/api';
import { bodyRowCount, decryptBody, decryptShortBody } from '@commonseal/crypto/open';
import { type ItemKey, bodyContext } from '@commonseal/crypto/keyholder';
import { bodyHash, chunkHash, equalBytes, hashBytes } from '@commonseal/crypto/verify';
import type { GuardedSecret } from '@commonseal/guarded/secret';
import type { OpenedItem } from './reading-api.ts';

/** The longest body that is read as one. */
export const maxReadBytes = 64 * 1024 * 1024;

/** What is signed of an item: by its writer, or by the owner who has handed it over. */
export interface SignedItem {
  readonly itemId: ItemId;
  readonly batchId: BatchId;
  readonly writerId: WriterId;
  readonly epoch: number;
  readonly bodyHash: Uint8Array;
  readonly chunkCount: number;
}

/** An item whose key is here, and whose body is at the server until it is read. */
export class FetchedItem implements OpenedItem {
  readonly header: ItemHeader;
  readonly #api: ApiClient;
  readonly #accountId: AccountId;
  readonly #signed: SignedItem;
  readonly #key: GuardedSecret;
  readonly #onWipe: (item: OpenedItem) => void;
  readonly #firstRows: FirstRows;

  /** @param at.firstRows where the row of a body of a single one may be already */
  constructor(
    at: { readonly api: ApiClient; readonly accountId: AccountId; readonly firstRows: FirstRows },
    item: { readonly signed: SignedItem; readonly header: ItemHeader; readonly key: GuardedSecret },
    onWipe: (item: OpenedItem) => void,
  ) {
    this.#onWipe = onWipe;
    this.#firstRows = at.firstRows;
    this.#api = at.api;
    this.#accountId = at.accountId;
    this.#signed = item.signed;
    this.#key = item.key;
    this.header = item.header;
  }

  get itemId(): ItemId {
    return this.#signed.itemId;
  }
  get batchId(): BatchId {
    return this.#signed.batchId;
  }
  get writerId(): WriterId {
    return this.#signed.writerId;
  }
  get bodyHash(): Uint8Array {
    return this.#signed.bodyHash;
  }
  get size(): number {
    return this.header.size;
  }

  async read(signal?: AbortSignal): Promise<Uint8Array> {
    const { size } = this;
    if (size > maxReadBytes) throw new CommonsealError('file_too_large');
    if (bodyRowCount(size) !== this.#signed.chunkCount)
      throw new CommonsealError('malformed', 'a body of another size than its header says');
    const context = bodyContext({ ...this.#signed, accountId: this.#accountId });
    if (this.#signed.chunkCount === 1) {
      const row = await this.#row(0, signal);
      return this.#key.useLater((key) => {
        const requireSigned = (hash: Uint8Array) => this.#requireOnlyChunk(hash);
        return decryptShortBody(row, requireSigned, key as ItemKey, context, size);
      });
    }
    const hashes = await this.#chunkHashes(signal);
    const body = new Uint8Array(size);
    await this.#key.useLater(async (key) => {
      let at = 0;
      const rows = this.#rows(hashes, signal);
      // While a chunk is decrypted, the next one comes.
      for await (const part of decryptBody(readAhead(rows), key as ItemKey, context, size)) {
        body.set(part, at);
        at += part.length;
      }
    });
    return body;
  }

  wipe(): void {
    this.#key.wipe();
    this.#firstRows.drop(this.itemId);
    this.#onWipe(this);
  }

  get #place() {
    const { batchId, itemId } = this.#signed;
    return { accountId: this.#accountId, batchId, itemId };
  }

  async #chunkHashes(signal: AbortSignal | undefined): Promise<Uint8Array> {
    const hashes = await this.#api.call(endpoints.chunkHashes, {
      params: this.#place,
      ...(signal ? { signal } : {}),
    });
    const { chunkCount, bodyHash: signed } = this.#signed;
    if (hashes.length !== chunkCount * hashBytes || !equalBytes(bodyHash(hashes), signed))
      throw new CommonsealError('decryption_failed', 'not the chunks that the writer signed');
    return hashes;
  }

  /** Of a single chunk the hash is what the signed one is of: the server need not say it. */
  #requireOnlyChunk(hash: Uint8Array): void {
    if (!equalBytes(bodyHash(hash), this.#signed.bodyHash)) throw notSigned();
  }

  /** @param hashes of all chunks */
  async *#rows(hashes: Uint8Array, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    for (let chunk = 0; chunk < this.#signed.chunkCount; chunk += 1) {
      const row = await this.#row(chunk, signal);
      const expected = hashes.subarray(chunk * hashBytes, (chunk + 1) * hashBytes);
      if (!equalBytes(await chunkHash(row), expected)) throw notSigned();
      yield row;
    }
  }

  async #row(chunk: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const row = chunk === 0 ? await this.#firstRows.take(this.itemId, signal) : undefined;
    const params = { ...this.#place, chunk };
    return row ?? this.#api.call(endpoints.chunk, { params, ...(signal ? { signal } : {}) });
  }
}

function notSigned(): CommonsealError {
  return new CommonsealError('decryption_failed', 'not the chunk that the writer signed');
}
