import { AccountId, JobId } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { AccountRefusal } from '../accounts/account-refusal.ts';
import { KeyholderJob } from '../jobs/job-client.ts';
import type { KeyholderConnection } from '../jobs/keyholder-connection.ts';
import { AccountFollower, type Standing } from './account-follower.ts';
import { listedBatches } from './listed-batches.ts';
import type { GrantedAccount, Portion, Reading, Scope } from './reading-api.ts';
import { ReadingRun } from './reading-run.ts';

/** Digits of a place, so that places are in order as text. */
const placeDigits = 12;
/** What looks at what was handed over for one job calls itself, and gets no key. */
const planning = { name: 'planning', version: '1' };

export class WorkerReading implements Reading {
  readonly #api: ApiClient;
  readonly #keyholder: Pick<KeyholderConnection, 'ask'>;
  readonly #follower: AccountFollower;

  /** @param api signed in as the worker */
  constructor(api: ApiClient, keyholder: Pick<KeyholderConnection, 'ask'>) {
    this.#api = api;
    this.#keyholder = keyholder;
    this.#follower = new AccountFollower(api, keyholder);
  }

  async accounts(): Promise<GrantedAccount[]> {
    const all: GrantedAccount[] = [];
    for (let more = true; more; ) {
      const after = all.at(-1)?.accountId;
      const query = after === undefined ? {} : { after };
      const page = await this.#api.call(endpoints.workerAccounts, { query });
      for (const { accountId, grants } of page.accounts)
        all.push({
          accountId: AccountId.parse(accountId),
          grants: grants.map(({ jobId, ...grant }) => ({
            ...grant,
            ...(jobId === undefined ? {} : { jobId: JobId.parse(jobId) }),
          })),
        });
      more = page.more && page.accounts.length > 0;
    }
    return all;
  }

  async follow(accountId: AccountId): Promise<void> {
    await this.#follower.follow(accountId);
  }

  async *portions(
    accountId: AccountId,
    grant: number,
    scope: Scope,
    after?: string,
  ): AsyncGenerator<Portion> {
    const standing = await this.#follower.follow(accountId);
    const granted = standing.grants.find((each) => each.grant === grant);
    if (!granted) throw new AccountRefusal('grant_ended', 'not in force');
    if (granted.kind === 'standing') yield* this.#batches(accountId, standing, scope, after);
    else yield* await this.#parts(accountId, { grant, itemCount: granted.itemCount ?? 0 }, scope, after);
  }

  begin(
    accountId: AccountId,
    grant: number,
    { name, version }: { readonly name: string; readonly version: string },
  ): Promise<ReadingRun> {
    const asked = { accountId, grant, analyser: name, version };
    return ReadingRun.begin({
      api: this.#api,
      accountId,
      begin: () => KeyholderJob.begin(this.#keyholder, asked),
      follow: () => this.#follower.follow(accountId),
      standing: () => this.#follower.standing(accountId),
    });
  }

  /** Results of workers are nobody's content, and are left out. */
  async *#batches(
    accountId: AccountId,
    standing: Standing,
    scope: Scope,
    after: string | undefined,
  ): AsyncGenerator<Portion> {
    let sources = sourcesOf(standing);
    for await (const { sequence, manifest } of listedBatches(this.#api, accountId, placeOf(after) ?? 0)) {
      const { writerId, index, batchId, items } = manifest;
      if (scope.writerId !== undefined && writerId !== scope.writerId) continue;
      // One that was admitted since.
      if (!sources.has(writerId)) sources = sourcesOf(await this.#follower.follow(accountId));
      if (sources.get(writerId) !== true || items.length === 0) continue;
      yield {
        key: keyOf(sequence),
        itemCount: items.length,
        ref: { kind: 'batch', writerId, index, batchId },
      };
    }
  }

  /** All of them are looked at first: of a job that is not handed over whole, nothing is given. */
  async #parts(
    accountId: AccountId,
    { grant, itemCount }: { readonly grant: number; readonly itemCount: number },
    { writerId }: Scope,
    after: string | undefined,
  ): Promise<readonly Portion[]> {
    const run = await this.begin(accountId, grant, planning);
    const portions: Portion[] = [];
    let handed = 0;
    try {
      for await (const { part, items } of run.handed()) {
        handed += items.length;
        const asked = items.filter((item) => writerId === undefined || item.writerId === writerId);
        if (asked.length === 0 || part <= (placeOf(after) ?? -1)) continue;
        portions.push({ key: keyOf(part), itemCount: asked.length, ref: { kind: 'part', part } });
      }
    } finally {
      await run.end();
    }
    if (handed < itemCount) throw new AccountRefusal('job_items_missing');
    return portions;
  }
}

function keyOf(place: number): string {
  return String(place).padStart(placeDigits, '0');
}

function placeOf(key: string | undefined): number | undefined {
  return key === undefined ? undefined : Number.parseInt(key, 10);
}

/** Whether a writer is a source, and no worker's. */
function sourcesOf({ writers }: Standing): ReadonlyMap<string, boolean> {
  return new Map(writers.map(({ writerId, kind }) => [writerId, kind !== 'worker']));
}
