import type { AccountId } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { AccountRefusal, type AccountRefusalCode } from '../accounts/account-refusal.ts';
import type { KeyholderConnection } from '../jobs/keyholder-connection.ts';
import type { JobAnswerOf } from '../socket/job-requests.ts';
import { inFrames } from './in-frames.ts';
import { type ListedBatch, listedBatches } from './listed-batches.ts';

export type Standing = JobAnswerOf<'accountStanding'>;

/** How far the batches of one account were looked at by this process, and what of them the keyholder knew then. */
interface Shown {
  sequence: number;
  /** By writer, whichever process has shown them. */
  readonly counts: Map<string, number>;
}

/** What a keyholder answers about one batch. It is refused once more when somebody asks for its items, and then somebody hears of it. */
const aboutBatches: readonly AccountRefusalCode[] = [
  'batch_refused',
  'batch_gap',
  'batch_fork',
  'log_fork',
  'log_withheld',
];
const batchesAtOnce = 64;

/** Shows a keyholder what is new of accounts: it says how far it knows them, and is asked each time. */
export class AccountFollower {
  readonly #api: ApiClient;
  readonly #keyholder: Pick<KeyholderConnection, 'ask'>;
  readonly #shown = new Map<AccountId, Shown>();

  constructor(api: ApiClient, keyholder: Pick<KeyholderConnection, 'ask'>) {
    this.#api = api;
    this.#keyholder = keyholder;
  }

  /** @throws AccountRefusal `account_unknown` */
  standing(accountId: AccountId): Promise<Standing> {
    return this.#keyholder.ask('accountStanding', { accountId });
  }

  /** @throws AccountRefusal, Refusal, Stop, CommonsealError */
  async follow(accountId: AccountId): Promise<Standing> {
    await this.#showLog(accountId);
    await this.#showStatements(accountId);
    const { needsKeys, ...known } = await this.standing(accountId);
    if (needsKeys) await this.#showKeys(accountId);
    if (known.grants.some(({ kind }) => kind === 'standing')) await this.#showBatches(accountId, known);
    return this.standing(accountId);
  }

  async #showLog(accountId: AccountId): Promise<void> {
    const from = await this.#nextEntry(accountId);
    for (let next = from, more = true; more; ) {
      const after = next - 1;
      // Other processes may show newer entries than these while they are fetched.
      const knownAtFetch = after >= 0 ? { knownAtFetch: after } : {};
      const page = await this.#api.call(endpoints.accountLog, { params: { accountId }, query: { after } });
      more = page.more && page.entries.length > 0;
      const frames = inFrames(page.entries, ({ length }) => length);
      if (frames.length === 0) frames.push([]);
      for (const [at, entries] of frames.entries()) {
        const isLast = at === frames.length - 1;
        const isMore = more || !isLast;
        await this.#keyholder.ask('takeLog', {
          accountId,
          from: next,
          entries,
          more: isMore,
          ...knownAtFetch,
        });
        next += entries.length;
      }
    }
  }

  async #nextEntry(accountId: AccountId): Promise<number> {
    try {
      return (await this.standing(accountId)).sequence + 1;
    } catch (error) {
      if (isRefusal(error, 'account_unknown')) return 0;
      throw error;
    }
  }

  async #showStatements(accountId: AccountId): Promise<void> {
    const { statements } = await this.#api.call(endpoints.headStatements, { params: { accountId } });
    const show = () => this.#keyholder.ask('takeStatements', { accountId, statements });
    try {
      await show();
    } catch (error) {
      // A member may have seen an entry that was appended since the log was fetched here.
      if (!isRefusal(error, 'log_withheld')) throw error;
      await this.#showLog(accountId);
      await show();
    }
  }

  /** An owner hands the account's key over after the grant: until then there is none to show. */
  async #showKeys(accountId: AccountId): Promise<void> {
    const { seals, chainBacks } = await this.#api.call(endpoints.epochSeals, { params: { accountId } });
    const newest = seals.toSorted((left, right) => right.epoch - left.epoch)[0];
    if (newest) await this.#keyholder.ask('takeAccountKeys', { accountId, seal: newest.seal, chainBacks });
  }

  async #showBatches(accountId: AccountId, { writers }: Pick<Standing, 'writers'>): Promise<void> {
    const counts = new Map(writers.map(({ writerId, batchCount }) => [writerId, batchCount]));
    const shown = this.#shownOf(accountId, counts);
    let waiting: ListedBatch[] = [];
    for await (const batch of listedBatches(this.#api, accountId, shown.sequence)) {
      waiting.push(batch);
      if (waiting.length < batchesAtOnce) continue;
      await this.#showSome(accountId, shown, counts, waiting);
      waiting = [];
    }
    await this.#showSome(accountId, shown, counts, waiting);
  }

  /** A keyholder that was started anew has forgotten all batches. */
  #shownOf(accountId: AccountId, counts: ReadonlyMap<string, number>): Shown {
    const known = this.#shown.get(accountId);
    const hasForgotten = known && [...known.counts].some(([id, count]) => (counts.get(id) ?? 0) < count);
    const shown = known && !hasForgotten ? known : { sequence: 0, counts: new Map<string, number>() };
    for (const [id, count] of counts) shown.counts.set(id, count);
    this.#shown.set(accountId, shown);
    return shown;
  }

  async #showSome(
    accountId: AccountId,
    shown: Shown,
    counts: ReadonlyMap<string, number>,
    batches: readonly ListedBatch[],
  ): Promise<void> {
    const fresh = batches.filter(({ manifest: { writerId, index } }) => index >= (counts.get(writerId) ?? 0));
    for (const frame of inFrames(fresh, ({ served }) => served.manifest.length))
      for (const { manifest } of await this.#taken(accountId, frame))
        shown.counts.set(manifest.writerId, manifest.index + 1);
    shown.sequence = batches.at(-1)?.sequence ?? shown.sequence;
  }

  /** @returns those that were verified: one writer's batch that is refused keeps nobody else's from being read */
  async #taken(accountId: AccountId, batches: readonly ListedBatch[]): Promise<readonly ListedBatch[]> {
    const manifests = batches.map(({ served }) => served.manifest);
    try {
      await this.#keyholder.ask('takeBatches', { accountId, manifests });
      return batches;
    } catch (error) {
      if (!isRefusal(error, ...aboutBatches)) throw error;
      if (batches.length < 2) return [];
    }
    const taken: ListedBatch[] = [];
    for (const batch of batches) taken.push(...(await this.#taken(accountId, [batch])));
    return taken;
  }
}

export function isRefusal(error: unknown, ...codes: readonly AccountRefusalCode[]): error is AccountRefusal {
  return error instanceof AccountRefusal && codes.includes(error.code);
}
