import {
  type AccountId,
  type ItemId,
  type WorkerId,
  type WriterId,
  encodeBase64url,
} from '@commonseal/protocol';
import { type AccessSource, type Grant, accessItemsHash, currentEpoch } from '@commonseal/account-log';
import { signGuarded } from '@commonseal/guarded/derive';
import { handOver } from '@commonseal/guarded/handover';
import type { GuardedSecret } from '@commonseal/guarded/secret';
import { AccessRecords } from '../accounts/access-records.ts';
import { AccountRefusal } from '../accounts/account-refusal.ts';
import { Accounts } from '../accounts/accounts.ts';
import type { FollowedAccount, ShownLog, ShownStatement } from '../accounts/followed-account.ts';
import { type FreshnessBounds, freshnessBounds, requireFresh } from '../accounts/freshness.ts';
import { isGrantInForce, mayHoldKeys, requireGrant, requireInScope } from '../accounts/grants.ts';
import { requireKeyOfMembers } from '../accounts/key-of-members.ts';
import { SilenceWarnings } from '../accounts/silence-warnings.ts';
import type { WorkerKeys } from '../keyholder/worker-keys.ts';
import { AccountKeys, type ShownKeys } from '../keys/account-keys.ts';
import { BatchChains } from '../keys/batch-chains.ts';
import { type ShownBatch, itemsOnPages, openItems } from '../keys/batch-items.ts';
import { HandedItems, type OpenHandedPart, type PlacedItem, type ShownPart } from './handed-items.ts';
import { type AccountStanding, standingOf } from './account-standing.ts';
import { HeldKeys } from './held-keys.ts';
import type { Asker } from '../socket/socket-server.ts';
import { type Job, type JobLimits, JobTable, jobLimits } from './job-table.ts';

/** Keys for a job's process: sealed to the key that it showed, 32 bytes for each asked item, in their order. */
export interface GivenKeys {
  readonly sealed: Uint8Array;
  /** In the same order; empty when none were asked for. */
  readonly headers: readonly Uint8Array[];
}

/** Of the headers in one answer. */
const maxHeadersBytes = 2 * 1024 * 1024;

export interface AskedItems {
  readonly items: readonly ItemId[];
  readonly withHeaders: boolean;
}

export interface ItemKeysOptions {
  /** Of the state folder's accounts. */
  readonly path: string;
  readonly workerId: WorkerId;
  /** The worker's keys while it is unsealed. */
  readonly workerKeys: () => WorkerKeys | undefined;
  readonly nowMs: () => number;
  readonly freshness?: FreshnessBounds;
  /** By the operator; without it, whoever grants this worker something. */
  readonly chosen?: ReadonlySet<AccountId> | undefined;
  /** What the operator should know. */
  readonly tell?: (words: string) => void;
  readonly limits?: JobLimits;
  /** Without it, no grant for one job can be used. */
  readonly openHanded?: OpenHandedPart;
}

/**
 * Judges what is asked, and gives keys of items: never of a batch, never an account's. Whatever it is shown is hostile until it was
 * verified here.
 */
export class ItemKeys {
  readonly #options: ItemKeysOptions;
  /** For whatever else is judged by the same logs. */
  readonly accounts: Accounts;
  readonly #warnings: SilenceWarnings;
  readonly #held = new HeldKeys();
  readonly #jobs: JobTable;
  /** They go with the account that they are of. */
  readonly #chains = new WeakMap<FollowedAccount, BatchChains>();
  readonly #records = new Map<AccountId, AccessRecords>();

  constructor(options: ItemKeysOptions) {
    this.#options = options;
    this.accounts = new Accounts(options.path, options.workerId, options.nowMs, { chosen: options.chosen });
    this.#warnings = new SilenceWarnings(options.tell ?? (() => undefined));
    this.#jobs = new JobTable(options.nowMs, options.limits ?? jobLimits);
  }

  get isUnsealed(): boolean {
    return this.#options.workerKeys() !== undefined;
  }

  async takeLog(accountId: AccountId, shown: ShownLog): Promise<FollowedAccount['log']['head']> {
    try {
      const { log } = await this.accounts.takeLog(accountId, shown);
      return log.head;
    } finally {
      // What it said before it was refused counts: a revocation, say, and a fork behind it.
      await this.#wipeEnded(accountId);
    }
  }

  async takeStatements(accountId: AccountId, statements: readonly ShownStatement[]): Promise<void> {
    try {
      await this.accounts.with(accountId, (account) => account.takeStatements(statements));
    } finally {
      // One of them may tell of a fork.
      await this.#wipeEnded(accountId);
    }
  }

  /** Opens the account's keys, which a standing grant allows. */
  takeKeys(accountId: AccountId, shown: ShownKeys): Promise<void> {
    return this.accounts.with(accountId, async (account) => {
      const { workerId, nowMs } = this.#options;
      const { receivingKey } = this.#requireUnsealed();
      account.requireOneLog();
      account.requireWritten();
      const since = account.state.workers.get(workerId)?.standing ?? -1;
      const grant = requireGrant(account.state, workerId, { since, nowMs: nowMs() });
      const keys = AccountKeys.open(account.state, { workerId, receivingKey }, shown);
      this.#held.put(accountId, keys, grant.expiresAtMs);
    });
  }

  /** How far an account is known here: what is new of it is all that has to be shown. */
  standing(accountId: AccountId): Promise<AccountStanding> {
    return this.accounts.with(accountId, async (account) => {
      const { workerId, nowMs } = this.#options;
      const chains = this.#chainsOf(account);
      const counts = (id: WriterId) => chains.countOf(id);
      const epochsHeld = this.#held.epochsOf(accountId);
      return standingOf(account.state, { workerId, nowMs: nowMs(), epochsHeld, counts });
    });
  }

  /** Records of what was given, to be delivered to the account. @param from index of the first one */
  accessRecords(accountId: AccountId, from: number, count: number): Promise<readonly Uint8Array[]> {
    return this.accounts.with(accountId, () => this.#recordsOf(accountId).read(from, count));
  }

  /** Verifies batches in the order of their writers' chains, so that later ones can be asked for. */
  takeBatches(accountId: AccountId, manifests: readonly Uint8Array[]): Promise<void> {
    return this.accounts.with(accountId, async (account) => {
      requireKept(account);
      for (const manifest of manifests) this.#chainsOf(account).accept(account.log, manifest);
    });
  }

  begin(
    job: Pick<Job, 'accountId' | 'grant' | 'analyser' | 'version' | 'handoverKey'>,
    asker: Asker,
  ): Promise<{ readonly run: string; readonly expiresAtMs: number; readonly isHanded: boolean }> {
    const { accountId } = job;
    return this.accounts.with(accountId, async (account) => {
      requireKept(account);
      this.#jobs.requireRoom(accountId);
      const { terms, expiresAtMs } = this.#requireGrant(account, job);
      if (terms.kind === 'job' && !this.#options.openHanded) throw new AccountRefusal('grant_of_job');
      const handed = terms.kind === 'job' ? new HandedItems(terms) : undefined;
      const { run } = this.#jobs.begin({ ...job, handed }, asker);
      return { run: encodeBase64url(run), expiresAtMs, isHanded: handed !== undefined };
    });
  }

  /** By which connection a job asks now: it need not be the one by which it began. */
  askedBy(run: string, asker: Asker): void {
    this.#jobs.askedBy(run, asker);
  }

  /** Looks at what an owner has handed over for one job: all of it, before anything is asked for. */
  takeHanded(run: string, parts: readonly ShownPart[]): Promise<readonly (readonly PlacedItem[])[]> {
    const { accountId } = this.#jobs.require(run);
    return this.accounts.with(accountId, async (account) => {
      const job = this.#jobs.require(run);
      const grant = this.#requireGrant(account, job);
      return parts.map((shown) =>
        requireHanded(job).take(shown, () => this.#openHanded(account, grant, shown)),
      );
    });
  }

  #openHanded({ accountId, log }: FollowedAccount, { terms, since }: Grant, { part, bytes }: ShownPart) {
    const { openHanded, workerId } = this.#options;
    const hash = log.hashAt(since);
    if (!openHanded || !hash || terms.kind !== 'job') throw new AccountRefusal('grant_of_job');
    const { receivingKey } = this.#requireUnsealed();
    const grant = { sequence: since, hash };
    return openHanded(bytes, { accountId, workerId, grant, jobId: terms.jobId, part }, receivingKey);
  }

  /**
   * Keys of items of one batch, by a standing grant.
   * @param manifest of the batch; those before it in its chain were shown
   */
  ofBatch(run: string, manifest: Uint8Array, shown: ShownBatch, asked: AskedItems): Promise<GivenKeys> {
    return this.#give(run, asked, async (account, grant) => {
      const { verified, keys } = this.#requireBatch(account, grant, manifest);
      const { writerId, index } = verified;
      return {
        source: { kind: 'batch', writerId, index },
        opened: await openItems(verified, keys, shown, asked),
      };
    });
  }

  /** Which items stand on which of the shown pages, of a batch whose items may be asked for. */
  pagesOfBatch(
    run: string,
    manifest: Uint8Array,
    shown: ShownBatch,
  ): Promise<ReadonlyMap<number, readonly ItemId[]>> {
    const { accountId } = this.#jobs.require(run);
    return this.accounts.with(accountId, async (account) => {
      const job = this.#jobs.require(run);
      this.#jobs.takeItems(run, shown.pages.size);
      const grant = this.#requireGrant(account, job);
      const { verified, keys } = this.#requireBatch(account, grant, manifest);
      return itemsOnPages(verified, keys, shown);
    });
  }

  #requireBatch(account: FollowedAccount, grant: Grant, manifest: Uint8Array) {
    if (grant.terms.kind !== 'standing') throw new AccountRefusal('grant_of_job');
    const { accountId, log } = account;
    const chains = this.#chainsOf(account);
    const verified = chains.accept(log, manifest);
    requireInScope(grant, verified);
    chains.requireEnd(log, verified);
    return { verified, keys: this.#held.require(accountId) };
  }

  /** Keys of items that an owner has handed over for one job. @param shown the part that has them */
  ofJob(run: string, shown: ShownPart, asked: AskedItems): Promise<GivenKeys> {
    return this.#give(run, asked, async (account, grant, job) => {
      if (grant.terms.kind !== 'job') throw new AccountRefusal('grant_of_job');
      const { jobId } = grant.terms;
      const open = () => this.#openHanded(account, grant, shown);
      return { source: { kind: 'job', jobId }, opened: requireHanded(job).some(shown, asked.items, open) };
    });
  }

  end(run: string): void {
    this.#jobs.end(run);
  }

  /** Forgets all keys and all jobs. */
  seal(): void {
    this.#held.dropAll();
    this.#jobs.endAll();
  }

  /** Now and then: what has expired goes without anybody asking. */
  async wipeExpired(): Promise<void> {
    this.#held.dropExpired(this.#options.nowMs());
    const open = new Set([...this.#held.accountIds(), ...this.#jobs.accountIds()]);
    for (const accountId of open) await this.#wipeEnded(accountId);
    this.accounts.forgetUnused();
  }

  async #give(
    run: string,
    asked: AskedItems,
    open: (
      account: FollowedAccount,
      grant: Grant,
      job: Job,
    ) => Promise<{
      readonly source: AccessSource;
      readonly opened: { readonly keys: GuardedSecret; readonly headers: readonly Uint8Array[] };
    }>,
  ): Promise<GivenKeys> {
    const { accountId } = this.#jobs.require(run);
    return this.accounts.with(accountId, async (account) => {
      const job = this.#jobs.require(run);
      this.#jobs.takeItems(run, asked.items.length);
      const grant = this.#requireGrant(account, job);
      // What is given is written down under the account's present key.
      requireKeyOfMembers(account.state, this.#options.nowMs());
      const { source, opened } = await open(account, grant, job);
      try {
        const headers = asked.withHeaders ? opened.headers : [];
        if (headers.reduce((sum, { length }) => sum + length, 0) > maxHeadersBytes)
          throw new AccountRefusal('too_much', 'more headers than one answer takes');
        await this.#record(account, job, asked, source);
        // It took a while: somebody may have sealed, or ended the job, or the grant has expired.
        this.#jobs.require(run);
        this.#requireGrant(account, job);
        return { sealed: handOver(opened.keys, job.handoverKey), headers };
      } finally {
        opened.keys.wipe();
      }
    });
  }

  async #record(account: FollowedAccount, job: Job, asked: AskedItems, source: AccessSource): Promise<void> {
    const { accountId, state } = account;
    const { signingKey } = this.#requireUnsealed();
    const { workerId, nowMs } = this.#options;
    const { run, grant, analyser, version } = job;
    const { items, withHeaders } = asked;
    const what = { itemCount: items.length, itemsHash: accessItemsHash(items), withHeaders, source };
    const access = { accountId, workerId, logHead: state.head, timeMs: nowMs(), ...what };
    const records = this.#recordsOf(accountId);
    await records.append({ ...access, grant, run, analyser, version }, currentEpoch(state), (...message) =>
      signGuarded(signingKey, ...message),
    );
  }

  /** Whether the job may go on at this moment. */
  #requireGrant(account: FollowedAccount, { grant: since }: Pick<Job, 'grant'>): Grant {
    this.#requireUnsealed();
    const { workerId, freshness = freshnessBounds } = this.#options;
    const nowMs = this.#options.nowMs();
    this.#warnings.look(account, freshness, nowMs);
    requireFresh(account, freshness, nowMs);
    return requireGrant(account.state, workerId, { since, nowMs });
  }

  #requireUnsealed(): WorkerKeys {
    const keys = this.#options.workerKeys();
    if (!keys) throw new AccountRefusal('sealed');
    return keys;
  }

  /** Of a grant that has ended nothing is kept open. */
  async #wipeEnded(accountId: AccountId): Promise<void> {
    await this.accounts
      .look(accountId, async ({ state, pin }) => {
        const { workerId } = this.#options;
        const nowMs = this.#options.nowMs();
        if (pin.isForked || !mayHoldKeys(state, workerId, nowMs)) this.#held.drop(accountId);
        const isOver = (since: number) => !isGrantInForce(state, workerId, { since, nowMs });
        this.#jobs.endOver((job) => job.accountId === accountId && isOver(job.grant));
      })
      .catch((error: unknown) => {
        if (!(error instanceof AccountRefusal)) throw error;
      });
  }

  #chainsOf(account: FollowedAccount): BatchChains {
    const chains = this.#chains.get(account) ?? new BatchChains();
    this.#chains.set(account, chains);
    return chains;
  }

  #recordsOf(accountId: AccountId): AccessRecords {
    const path = this.accounts.folderOf(accountId).records;
    const records = this.#records.get(accountId) ?? new AccessRecords(path);
    this.#records.set(accountId, records);
    return records;
  }
}

/** Anybody can make accounts that have granted this worker nothing: nothing is kept in mind of them. @throws AccountRefusal `grant_unknown` */
function requireKept({ isKept }: FollowedAccount): void {
  if (!isKept) throw new AccountRefusal('grant_unknown');
}

/** @throws AccountRefusal `grant_of_job` */
function requireHanded({ handed }: Job): HandedItems {
  if (!handed) throw new AccountRefusal('grant_of_job');
  return handed;
}
