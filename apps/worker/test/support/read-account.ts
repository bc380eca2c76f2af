import { AccountId, type ItemId, encodeBase64url, parseBase64url, parseItemHeader } from '@commonseal/protocol';
import { ApiClient, endpoints } from '@commonseal/protocol/api';
import { AccountLog, currentEpoch, parseManifest } from '@commonseal/account-log';
import { authorWorkerWriter, signWriterChallenge } from '@commonseal/account-log/author';
import { decryptPage, openSeal } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  type BatchKey,
  accountSeedContext,
  batchKeyContext,
  generateWriterSeed,
  pageContext,
  sign,
  writerIdOf,
} from '@commonseal/crypto/seal';
import { signPurposes } from '@commonseal/crypto/verify';
import type { ImportFile, VaultApi } from '@commonseal/vault';
import type { OpenedItem, Portion, Reading, ReadingJob, ResultSigner } from '../../src/reading/reading-api.ts';
import { openDevice } from '../../../../packages/vault/test/support/device.ts';
import { type TestWorker, asked, clientOf, newWorker } from '../../../../e2e/fixtures/workers.ts';

/** An account of a real server, that lets a worker read all of it, and what stands in the place of that worker's keyholder. */
export class ReadAccount {
  readonly url: string;
  readonly vault: VaultApi;
  readonly accountId: AccountId;
  readonly worker: TestWorker;
  readonly api: ApiClient;
  grant = -1;
  /** Thrown instead of what is asked for, as long as it is there. */
  trouble: (() => Error | undefined) | undefined;
  readonly #writerSeed = generateWriterSeed();
  #token: string | undefined;

  private constructor(url: string, vault: VaultApi, accountId: AccountId, worker: TestWorker, api: ApiClient) {
    this.url = url;
    this.vault = vault;
    this.accountId = accountId;
    this.worker = worker;
    this.api = api;
  }

  static async begin(server: { readonly url: string }, vault: VaultApi): Promise<ReadAccount> {
    const worker = newWorker();
    const api = await clientOf(server, worker);
    await vault.grantWorker(asked(worker));
    const [open] = await vault.listAccounts();
    if (!open) throw new TypeError('an account');
    const account = new ReadAccount(server.url, vault, open.accountId, worker, api);
    const { accounts } = await api.call(endpoints.workerAccounts, { query: {} });
    account.grant = accounts[0]?.grants[0]?.grant ?? -1;
    return account;
  }

  get reading(): Reading {
    return {
      accounts: async () => {
        this.#check();
        const { accounts } = await this.api.call(endpoints.workerAccounts, { query: {} });
        return accounts.map(({ grants, ...account }) => ({
          accountId: AccountId.parse(account.accountId),
          grants: grants.map(({ grant, expiresAtMs }) => ({ grant, expiresAtMs })),
        }));
      },
      follow: () => Promise.resolve(this.#check()),
      portions: (_, __, ___, after) => this.#portions(after),
      begin: () => {
        this.#check();
        const job: ReadingJob = {
          open: (portion, wanted) => this.#open(portion, wanted ?? (() => true)),
          end: () => Promise.resolve(),
        };
        return Promise.resolve(job);
      },
    };
  }

  get signer(): ResultSigner {
    return {
      writerId: () => Promise.resolve(this.writerId),
      admit: () => this.#admit(),
      sign: (accountId, body) => {
        this.#check();
        const signed = sign(signPurposes.manifest, AccountId.toBytes(accountId), body, this.#writerSeed);
        return Promise.resolve(signed);
      },
      session: () => this.#session(),
      placement: async () => {
        this.#check();
        const { state } = await this.#log();
        const { epoch, ingestKey } = currentEpoch(state);
        return { epoch, ingestKey, logHead: state.head };
      },
    };
  }

  /** All that any writer of this worker has delivered, opened as the worker itself may: in the order of the account. */
  async results(): Promise<{ readonly itemId: ItemId; readonly version: string; readonly epoch: number }[]> {
    const { accountId } = this;
    const { seals } = await this.api.call(endpoints.epochSeals, { params: { accountId } });
    const recipient = { kind: 'worker', id: this.worker.workerId } as const;
    const seeds = new Map(
      seals.map(({ epoch, seal }) => [
        epoch,
        openSeal<AccountSeed>(
          parseBase64url(seal),
          this.worker.seed,
          accountSeedContext({ accountId, epoch, recipient }),
        ),
      ]),
    );
    const { state } = await this.#log();
    const found: { itemId: ItemId; version: string; epoch: number }[] = [];
    for (const { manifest, seal, pages } of await this.#batches()) {
      const batch = parseManifest(parseBase64url(manifest)).manifest;
      const seed = seeds.get(batch.epoch);
      if (state.writers.get(batch.writerId)?.kind !== 'worker' || !seed) continue;
      const key = openSeal<BatchKey>(parseBase64url(seal), seed, batchKeyContext(batch));
      for (const [page, bytes] of pages.entries()) {
        const context = pageContext({ ...batch, page, version: 0 });
        for (const { header } of await decryptPage(parseBase64url(bytes), key, context)) {
          const { result } = parseItemHeader(header);
          if (result) found.push({ ...result, epoch: batch.epoch });
        }
      }
    }
    return found;
  }

  async ownItems(): Promise<ItemId[]> {
    const { state } = await this.#log();
    const batches = (await this.#batches()).map(
      ({ manifest }) => parseManifest(parseBase64url(manifest)).manifest,
    );
    return batches
      .filter(({ writerId }) => state.writers.get(writerId)?.kind !== 'worker')
      .flatMap(({ items }) => items.map(({ itemId }) => itemId));
  }

  async #batches() {
    const { accountId } = this;
    const { batches } = await this.api.call(endpoints.batches, { params: { accountId }, query: { after: 0 } });
    return batches;
  }

  get writerId() {
    return writerIdOf(this.#writerSeed);
  }

  #check(): void {
    const error = this.trouble?.();
    if (error) throw error;
  }

  async #log(): Promise<AccountLog> {
    const { accountId } = this;
    const { entries } = await this.api.call(endpoints.accountLog, { params: { accountId }, query: {} });
    return AccountLog.verify(entries.map(parseBase64url), accountId);
  }

  async #admit(): Promise<void> {
    this.#check();
    const { accountId } = this;
    const { state } = await this.#log();
    if (state.writers.has(this.writerId)) return;
    const entry = authorWorkerWriter(
      { state, workerSeed: this.worker.seed, nowMs: Date.now() },
      this.#writerSeed,
    );
    const body = { entry: encodeBase64url(entry), seals: [] };
    await this.api.call(endpoints.appendEntry, { params: { accountId }, body });
  }

  async #session(): Promise<ApiClient> {
    this.#check();
    this.#token ??= await this.#signIn();
    const token = this.#token;
    return new ApiClient({
      baseUrl: this.url,
      fetch,
      headers: () => ({ authorization: `Bearer ${token}` }),
    });
  }

  async #signIn(): Promise<string> {
    const { accountId, writerId } = this;
    const open = new ApiClient({ baseUrl: this.url, fetch });
    const { challenge } = await open.call(endpoints.writerChallenge, { body: { accountId, writerId } });
    const signature = signWriterChallenge(
      { accountId, writerId, challenge: parseBase64url(challenge) },
      this.#writerSeed,
    );
    const body = { accountId, writerId, challenge, signature: encodeBase64url(signature) };
    return (await open.call(endpoints.writerSession, { body })).token;
  }

  async *#portions(after = ''): AsyncGenerator<Portion> {
    this.#check();
    for (const { sequence, manifest } of await this.#batches()) {
      const { writerId, index, batchId, items } = parseManifest(parseBase64url(manifest)).manifest;
      const key = String(sequence).padStart(8, '0');
      if (writerId !== this.writerId && key > after)
        yield { key, itemCount: items.length, ref: { kind: 'batch', writerId, index, batchId } };
    }
  }

  async *#open({ ref }: Portion, wanted: (itemId: ItemId) => boolean): AsyncGenerator<OpenedItem> {
    const manifests = (await this.#batches()).map(({ manifest }) => parseManifest(parseBase64url(manifest)).manifest);
    const found = manifests.find(({ batchId }) => ref.kind === 'batch' && batchId === ref.batchId);
    const listed = await this.vault.listItems();
    for (const { itemId } of found?.items ?? []) {
      this.#check();
      const item = listed.find((known) => known.itemId === itemId);
      if (!found || !item || !wanted(itemId)) continue;
      const { batchId, writerId } = found;
      const read = async () =>
        new Uint8Array(await (await this.vault.openItem(itemId)).body.arrayBuffer());
      yield { itemId, batchId, writerId, header: item.header, size: item.header.size, read, wipe: () => undefined };
    }
  }
}

let owners = 0;

/** Somebody with an account of their own. */
export async function newOwner(server: { readonly url: string }): Promise<VaultApi> {
  const vault = await openDevice(server);
  owners += 1;
  const email = `owner-${process.pid}-${owners}@example.test`;
  await vault.signUp({ email, password: 'correct horse battery staple', accountName: 'Häfeli & Søns' });
  return vault;
}

export function textFile(fileName: string, text: string): ImportFile {
  return { blob: new Blob([text]), fileName, folder: '', lastModifiedMs: 1_700_000_000_000 };
}
