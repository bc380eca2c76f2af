import {
  type AccountId,
  type BatchId,
  type ItemId,
  encodeWorkerFingerprint,
  parseBase64url,
  parseItemHeader,
} from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import {
  AccountLog,
  encodeWorkerIdentity,
  parseManifest,
  workerFingerprint,
  workerIdOf,
} from '@commonseal/account-log';
import type { ItemKey } from '@commonseal/crypto/keyholder';
import { decryptPage, openSeal } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  type BatchKey,
  type WorkerSeed,
  batchKeyContext,
  cryptoReady,
  deriveItemKey,
  pageContext,
} from '@commonseal/crypto/seal';
import { bringIn } from '../../../../e2e/fixtures/bring-in.ts';
import { type Device, asked, file, keptLog } from '../../../../e2e/fixtures/granting-owner.ts';
import type { KeyholderConnection } from '../../src/jobs/keyholder-connection.ts';
import type { WorkerReading } from '../../src/reading/reading.ts';
import { KeyholderSigner } from '../../src/signing/keyholder-signer.ts';
import { type ClientOptions, identityIn, readingOf } from './job-account.ts';
import { knownSecrets } from './known-secrets.ts';
import { seedsOf } from './opened-by-worker.ts';
import type { WorkerCommands } from './worker-commands.ts';

export const passphrase = 'seven ordinary words nobody would guess';

export interface RealWorkerOptions {
  /** Another than one in this process. */
  readonly startKeyholder?: (state: string, options: readonly string[]) => Promise<unknown>;
  /** How what works with it reaches the server. */
  readonly client?: ClientOptions;
}

function startWithin(commands: WorkerCommands, state: string, options: readonly string[]) {
  return commands.start(state, {}, options);
}

/** A keyholder, and what works with it in this process. */
export class RealWorker {
  readonly state: string;
  readonly keyholder: KeyholderConnection;
  readonly api: ApiClient;
  readonly reading: WorkerReading;
  readonly signer: KeyholderSigner;
  readonly seed: WorkerSeed;
  readonly #commands: WorkerCommands;

  private constructor(
    commands: WorkerCommands,
    origin: string,
    {
      state,
      seed,
      client,
    }: { readonly state: string; readonly seed: WorkerSeed; readonly client: ClientOptions },
  ) {
    this.#commands = commands;
    this.state = state;
    this.seed = seed;
    const { keyholder, api, reading } = readingOf(state, origin, client);
    this.keyholder = keyholder;
    this.api = api;
    this.reading = reading;
    this.signer = new KeyholderSigner({ origin, keyholder, api, reading });
  }

  static async start(
    commands: WorkerCommands,
    origin: string,
    { startKeyholder = (...place) => startWithin(commands, ...place), client = {} }: RealWorkerOptions = {},
  ): Promise<RealWorker> {
    await cryptoReady();
    const state = await commands.stateFolder();
    await commands.init(state, [passphrase]);
    await startKeyholder(state, ['--server', origin]);
    const { seed } = await knownSecrets(state, [passphrase]);
    const worker = new RealWorker(commands, origin, { state, seed: seed as WorkerSeed, client });
    await worker.unseal();
    return worker;
  }

  get workerId() {
    return workerIdOf(identityIn(this.state));
  }

  /** What an owner types and gets. */
  get shown() {
    const keys = identityIn(this.state);
    const printed = encodeWorkerFingerprint(workerFingerprint(keys)).join('-');
    return { identity: encodeWorkerIdentity(keys), printed };
  }

  async unseal(): Promise<void> {
    const { code, output } = await this.#commands.run(this.state, ['unseal'], [passphrase]);
    if (code !== 0) throw new Error(output);
  }

  async seal(): Promise<void> {
    await this.#commands.run(this.state, ['seal']);
  }
}

export interface DeliveredResult {
  readonly itemId: ItemId;
  readonly analyser: string;
  readonly version: string;
  readonly epoch: number;
  /** The one that has the result. */
  readonly batchId: BatchId;
}

/** An account of a real server that lets a worker read all of it. */
export class WorkedAccount {
  readonly owner: Device;
  readonly accountId: AccountId;
  readonly worker: RealWorker;
  readonly grant: number;

  private constructor(owner: Device, accountId: AccountId, worker: RealWorker, grant: number) {
    this.owner = owner;
    this.accountId = accountId;
    this.worker = worker;
    this.grant = grant;
  }

  /** @param batches texts of items */
  static async begin(
    owner: Device,
    worker: RealWorker,
    batches: readonly (readonly string[])[],
  ): Promise<WorkedAccount> {
    let items = 0;
    const files = batches.map((texts) => texts.map((text) => file(`${(items += 1)}.txt`, text)));
    return WorkedAccount.of(owner, worker, files);
  }

  /** @param batches what is brought in before the worker is granted anything */
  static async of(
    owner: Device,
    worker: RealWorker,
    batches: readonly (readonly ReturnType<typeof file>[])[],
  ): Promise<WorkedAccount> {
    for (const files of batches) await bringIn(owner.vault, files);
    const { grant } = await owner.vault.grantWorker(asked(worker.shown as never));
    // An account key is handed over with the next look.
    await owner.vault.sync();
    const { accountId } = (await keptLog(owner.storage)).state;
    return new WorkedAccount(owner, accountId, worker, grant);
  }

  /** All that any writer of a worker has delivered, opened as the worker itself could. */
  async results(): Promise<DeliveredResult[]> {
    const seeds = await this.seeds();
    const found: DeliveredResult[] = [];
    for (const { manifest, seal, pages } of await this.#batches(true)) {
      const seed = seeds.get(manifest.epoch);
      if (!seed) throw new TypeError('a seal of each key');
      const key = openSeal<BatchKey>(parseBase64url(seal), seed, batchKeyContext(manifest));
      for (const [page, bytes] of pages.entries()) {
        const context = pageContext({ ...manifest, page, version: 0 });
        for (const { header } of await decryptPage(Buffer.from(bytes, 'base64'), key, context)) {
          const { result } = parseItemHeader(header);
          if (result) found.push({ ...result, epoch: manifest.epoch, batchId: manifest.batchId });
        }
      }
    }
    return found;
  }

  /** Of the account, by epoch: those that were sealed to the worker. */
  seeds(): Promise<ReadonlyMap<number, AccountSeed>> {
    return seedsOf(this.worker, this.accountId);
  }

  /** What opens each batch of content whose account key was sealed to the worker, and each of its items. */
  async keys(): Promise<readonly { readonly batchKey: BatchKey; readonly itemKeys: readonly ItemKey[] }[]> {
    const seeds = await this.seeds();
    return (await this.#batches(false)).flatMap(({ manifest, seal }) => {
      const seed = seeds.get(manifest.epoch);
      if (!seed) return [];
      const batchKey = openSeal<BatchKey>(parseBase64url(seal), seed, batchKeyContext(manifest));
      return [{ batchKey, itemKeys: manifest.items.map(({ itemId }) => deriveItemKey(batchKey, itemId)) }];
    });
  }

  async items(): Promise<ItemId[]> {
    return (await this.#batches(false)).flatMap(({ manifest }) => manifest.items.map(({ itemId }) => itemId));
  }

  /** @param areOfWorker those that workers have written, or all others */
  async #batches(areOfWorker: boolean) {
    const { accountId, worker } = this;
    const params = { accountId };
    const { entries } = await worker.api.call(endpoints.accountLog, { params, query: {} });
    const { writers } = AccountLog.verify(entries.map(parseBase64url), accountId).state;
    const { batches } = await worker.api.call(endpoints.batches, { params, query: { after: 0 } });
    return batches
      .map((batch) => ({ ...batch, manifest: parseManifest(parseBase64url(batch.manifest)).manifest }))
      .filter(({ manifest }) => (writers.get(manifest.writerId)?.kind === 'worker') === areOfWorker);
  }
}
