import {
  type AccountId,
  CommonsealError,
  WriterId,
  encodeBase64url,
  parseBase64url,
} from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { FollowingKeyholder } from '../reading/following-keyholder.ts';
import type { Reading, ResultPlacement, ResultSigner } from '../reading/reading-api.ts';
import { type ServerOptions, resultWriterClient } from '../server/worker-client.ts';

/** Others may append entries at the same time. */
const maxTries = 5;

export interface KeyholderSignerOptions extends ServerOptions {
  /** Signed in as the worker. */
  readonly api: ApiClient;
  readonly reading: Pick<Reading, 'follow'>;
}

/** Has results signed where the keys are: nothing of them comes here. */
export class KeyholderSigner implements ResultSigner {
  readonly #options: KeyholderSignerOptions;
  /** It may be started anew between any two of the requests below. */
  readonly #keyholder: FollowingKeyholder;
  readonly #sessions = new Map<AccountId, { readonly writerId: WriterId; readonly client: ApiClient }>();

  constructor(options: KeyholderSignerOptions) {
    this.#keyholder = new FollowingKeyholder(options.keyholder, options.reading);
    this.#options = { ...options, keyholder: this.#keyholder };
  }

  async writerId(accountId: AccountId): Promise<WriterId> {
    const { writerId } = await this.#keyholder.ask('placement', { accountId });
    return WriterId.parse(writerId);
  }

  async admit(accountId: AccountId): Promise<void> {
    const { api, reading } = this.#options;
    for (let tries = 1; ; tries += 1) {
      const { entry } = await this.#keyholder.ask('admitWriter', { accountId });
      if (entry === undefined) return;
      try {
        await api.call(endpoints.appendEntry, { params: { accountId }, body: { entry, seals: [] } });
      } catch (error) {
        const isLate = error instanceof CommonsealError && error.code === 'log_conflict';
        if (!isLate || tries === maxTries) throw error;
      }
      await reading.follow(accountId);
    }
  }

  async sign(accountId: AccountId, manifestBody: Uint8Array, previous?: Uint8Array): Promise<Uint8Array> {
    const body = encodeBase64url(manifestBody);
    const before = previous === undefined ? {} : { previous: encodeBase64url(previous) };
    const { signature } = await this.#keyholder.ask('signManifest', { accountId, body, ...before });
    return parseBase64url(signature);
  }

  /** Another one for another writer: what is granted anew after a revocation comes with one. */
  async session(accountId: AccountId): Promise<ApiClient> {
    const writerId = await this.writerId(accountId);
    const known = this.#sessions.get(accountId);
    if (known?.writerId === writerId) return known.client;
    const client = resultWriterClient(this.#options, accountId);
    this.#sessions.set(accountId, { writerId, client });
    return client;
  }

  async countedBatches(accountId: AccountId, writerId: WriterId): Promise<number | undefined> {
    const { writers } = await this.#keyholder.ask('accountStanding', { accountId });
    return writers.find((writer) => writer.writerId === writerId)?.countedBatches;
  }

  async placement(accountId: AccountId): Promise<ResultPlacement> {
    const { writerId, epoch, ingestKey, logHead } = await this.#keyholder.ask('placement', { accountId });
    return {
      writerId: WriterId.parse(writerId),
      epoch,
      ingestKey: parseBase64url(ingestKey),
      logHead: { sequence: logHead.sequence, hash: parseBase64url(logHead.hash) },
    };
  }
}
