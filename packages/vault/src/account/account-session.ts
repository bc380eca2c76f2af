import {
  type AccountId,
  CommonsealError,
  type UserId,
  type WorkerId,
  encodeBase64url,
} from '@commonseal/protocol';
import { type ApiClient, type BodyOf, endpoints } from '@commonseal/protocol/api';
import {
  type AccountLog,
  type Head,
  type Member,
  type ParsedEntry,
  type Writer,
  apply,
  currentEpoch,
  parseAccountEntry,
  parseEntryHeading,
  requireAccepted,
} from '@commonseal/account-log';
import type { Authoring } from '@commonseal/account-log/author';
import type { AccountSeed } from '@commonseal/crypto/seal';
import { equalBytes } from '@commonseal/crypto/verify';
import type { Person } from '../session/person.ts';
import type { VaultStorage } from '../storage.ts';
import { AccountSeeds } from './account-seeds.ts';
import { KnownNames } from './known-names.ts';
import type { NameOf } from './names.ts';
import { appendEntries, fetchEntries, keepEntries, openLog } from './open-log.ts';
import { requireOwnKeys } from './require-own-keys.ts';
import { type PendingChange, dropPending, keepPending, readPending } from './pending-change.ts';

/** What an appended entry brings along; made anew for every attempt, since it depends on the log's newest state. */
export type Amendment = Omit<BodyOf<typeof endpoints.appendEntry>, 'entry'> & { readonly entry: Uint8Array };

const maxAttempts = 5;

/** What came of an entry that had been on its way. */
export interface Settled {
  readonly isMade: boolean;
  readonly entry: Uint8Array;
}

/** The server did not say that it has an entry, nor that another one was first. */
class NotSent extends CommonsealError {
  constructor(error: CommonsealError) {
    super(error.code, error.message, { cause: error });
  }
}

/** Whether an entry lets somebody back in whose request is over by now. */
function isOver(error: unknown, entry: Uint8Array): boolean {
  if (!(error instanceof NotSent) || error.code !== 'request_over') return false;
  return ['vouch', 'reset'].includes(parseAccountEntry(entry).name);
}

/** One account of an unlocked person: its verified log and its opened seeds. */
export class AccountSession {
  readonly seeds = new AccountSeeds();
  readonly #settled: Settled[] = [];
  readonly #names = new KnownNames(this.seeds);
  readonly log: AccountLog;
  readonly client: ApiClient;
  readonly storage: VaultStorage;
  readonly person: Person;

  private constructor(client: ApiClient, storage: VaultStorage, person: Person, log: AccountLog) {
    this.client = client;
    this.storage = storage;
    this.person = person;
    this.log = log;
  }

  /**
   * Verifies the account's log from its first entry on, holds it against every head that was known before, and opens
   * the account seeds, as far as they were handed over yet.
   * @param known heads from the anchor and own state
   * @throws CommonsealError `removed_from_account`
   */
  static async open(
    options: { client: ApiClient; storage: VaultStorage; person: Person },
    accountId: AccountId,
    known: readonly Head[],
  ): Promise<AccountSession> {
    const { client, storage, person } = options;
    // Asked for together with the log, and looked at once that is verified.
    const seals = client.call(endpoints.epochSeals, { params: { accountId } });
    seals.catch(() => undefined);
    const log = await openLog(client, storage, accountId, known).catch(asRemoval);
    const session = new AccountSession(client, storage, person, log);
    requireOwnKeys(session.member, session.person);
    await session.seeds.open(client, log.state, person, seals);
    return session;
  }

  get accountId(): AccountId {
    return this.log.state.accountId;
  }

  get userId(): UserId {
    return this.person.userLog.state.userId;
  }

  /** This person, as the log knows them. */
  get member(): Member {
    const member = this.log.state.members.get(this.userId);
    if (!member) throw new CommonsealError('removed_from_account', 'not a member any more');
    return member;
  }

  /** `waiting`: nobody has handed over the current account seed yet. */
  get standing(): 'open' | 'waiting' {
    return this.seeds.has(currentEpoch(this.log.state).epoch) ? 'open' : 'waiting';
  }

  /** @throws CommonsealError `waiting_for_key` */
  currentSeed(): AccountSeed {
    if (this.standing === 'waiting') throw new CommonsealError('waiting_for_key', 'no account seed yet');
    return this.seeds.require(currentEpoch(this.log.state).epoch);
  }

  /** Fetches and verifies the log's news. @throws CommonsealError `removed_from_account` */
  async syncLog(): Promise<void> {
    await fetchEntries(this.client, this.log, (entries) => this.#keep(entries)).catch(asRemoval);
    requireOwnKeys(this.member, this.person);
    await this.seeds.open(this.client, this.log.state, this.person);
  }

  /** What an author function needs, on top of the log as it is now. */
  authoring(): Authoring {
    const { userSeed } = this.person;
    const { state } = this.log;
    return {
      state,
      author: { userId: this.userId, seed: userSeed },
      // As the entry will be dated: a clock that is behind the log does not make what it grants shorter.
      nowMs: Math.max(Date.now(), state.timeMs),
    };
  }

  /**
   * Appends an entry. When somebody else was first, the log's news are verified and the entry is made anew on top of
   * them, with fresh secrets; `amend` may then find that it is no longer wanted, and throw.
   *
   * One that was on its way is settled first, and told by `takeSettled`.
   *
   * What the server says that it took stands in the log here at once, so that no later answer can leave it out.
   * @throws CommonsealError `log_rollback` when an entry is said to have been first and is not shown: signing once more
   * for the same place would let the server show one of the two to each half of the members
   * @param isAsked whether the entry that was on its way does what is asked for: then nothing is left to do
   */
  async append(
    amend: (session: AccountSession) => Amendment,
    isAsked: (entry: ParsedEntry) => boolean = () => false,
  ): Promise<Head> {
    return this.#withAppendLock(async () => {
      const settled = await this.#settlePending();
      if (settled?.isMade && isAsked(parseAccountEntry(settled.entry))) return this.log.head;
      for (let attempt = 1; ; attempt += 1) {
        const amendment = amend(this);
        const head = await this.#propose(amendment);
        const isTaken = equalBytes(this.log.hashAt(head.sequence) ?? new Uint8Array(), head.hash);
        if (isTaken) return this.log.head;
        if (attempt === maxAttempts)
          throw new CommonsealError('log_conflict', 'others were first, again and again');
      }
    });
  }

  /**
   * Sees what came of an entry that was on its way when this program, the network or the server ended; nothing as long
   * as that cannot be known.
   * @throws CommonsealError `log_rollback` when another is said to have been first and is not shown
   */
  async settlePending(): Promise<void> {
    await this.#withAppendLock(async () => {
      try {
        await this.#settlePending();
      } catch (error) {
        // Holds up nobody who reads: whoever changes something next is told.
        if (!(error instanceof NotSent)) throw error;
      }
    });
  }

  /** What came of entries that had been on their way; each is told once. */
  takeSettled(): readonly Settled[] {
    return this.#settled.splice(0);
  }

  #withAppendLock<T>(work: () => Promise<T>): Promise<T> {
    return this.storage.withLock(`append/${this.accountId}/${this.userId}`, work);
  }

  async #settlePending(): Promise<Settled | undefined> {
    const pending = await readPending(this);
    if (!pending) return undefined;
    const { entry } = pending.amendment;
    const { frame, entry: signed } = parseEntryHeading(entry);
    await this.syncLog();
    if (!this.log.hashAt(pending.sequence)) {
      // It did when it was signed: else what stands before it is not what was seen then.
      this.log.requireExtends({ sequence: pending.sequence - 1, hash: frame.previousHash });
      await this.#deliver(pending).catch((error: unknown) => {
        if (!isOver(error, entry)) throw error;
      });
    }
    await dropPending(this);
    const shown = this.log.hashAt(pending.sequence);
    const isMade = shown !== undefined && equalBytes(shown, signed.hash);
    const settled = { isMade, entry };
    this.#settled.push(settled);
    return settled;
  }

  /** Sends an entry for the next place of the log. @returns where it would stand */
  async #propose(amendment: Amendment): Promise<Head> {
    const { head } = requireAccepted(apply(this.log.state, amendment.entry), 'log_refused');
    const pending = { sequence: head.sequence, amendment };
    await keepPending(this, pending);
    await this.#deliver(pending);
    return head;
  }

  /**
   * It stays kept until the place is seen to be taken, whatever the server answers: an entry that is said to be refused
   * may be shown to somebody, and another one for the same place would be shown to somebody else. Only for a request to be
   * let back in that is over there is no waiting: nobody else may ever take the place.
   */
  async #deliver({ sequence, amendment: { entry, ...parts } }: PendingChange): Promise<void> {
    const isSent = await this.#send({ ...parts, entry: encodeBase64url(entry) }).catch(async (error) => {
      if (isOver(error, entry)) await dropPending(this);
      throw error;
    });
    if (isSent) {
      await appendEntries(this.log, [entry], (entries) => this.#keep(entries));
      await dropPending(this);
    }
    await this.syncLog();
    if (!this.log.hashAt(sequence))
      throw new CommonsealError('log_rollback', 'an entry that was first is not shown');
    await dropPending(this);
  }

  /** @returns false when another entry was first */
  async #send(body: BodyOf<typeof endpoints.appendEntry>): Promise<boolean> {
    try {
      await this.client.call(endpoints.appendEntry, { params: { accountId: this.accountId }, body });
      return true;
    } catch (error) {
      if (error instanceof CommonsealError && error.code === 'log_conflict') return false;
      if (error instanceof CommonsealError) throw new NotSent(error);
      throw error;
    }
  }

  async #keep(entries: Parameters<typeof keepEntries>[2]): Promise<void> {
    await keepEntries(this.storage, this.accountId, entries);
  }

  /** The name of a source, an invite or the account; '' when it cannot be read. */
  nameOf(nameOf: NameOf, box: Uint8Array, sequence: number): string {
    return this.#names.of(this.log.state, nameOf, box, sequence);
  }

  /** A worker's own writer is called as the worker is. */
  nameOfWriter({ nameBox, since, workerId }: Pick<Writer, 'nameBox' | 'since' | 'workerId'>): string {
    if (nameBox) return this.nameOf('writer', nameBox, since);
    return workerId === undefined ? '' : this.nameOfWorker(workerId);
  }

  /** As it was called when something was granted to it last. */
  nameOfWorker(workerId: WorkerId): string {
    const { workers, grants } = this.log.state;
    const last = grants.get(workers.get(workerId)?.lastGrant ?? -1);
    return last ? this.nameOf('worker', last.nameBox, last.since) : '';
  }

  nameOfMember(member: Parameters<KnownNames['ofMember']>[1]): string {
    return this.#names.ofMember(this.log.state, member);
  }
}

/** A server that follows the log shows it to members alone. */
function asRemoval(error: unknown): never {
  if (error instanceof CommonsealError && error.code === 'not_found')
    throw new CommonsealError('removed_from_account', 'the account is not shown to this person', {
      cause: error,
    });
  throw error;
}
