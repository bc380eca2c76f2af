import { type AccountId, CommonsealError, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, type BodyOf, endpoints } from '@commonseal/protocol/api';
import {
  AccountLog,
  type Head,
  apply,
  currentEpoch,
  epochAt,
  requireAccepted,
} from '@commonseal/account-log';
import type { Authoring } from '@commonseal/account-log/author';
import { equalBytes } from '@commonseal/crypto/verify';
import type { Person } from '../session/person.ts';
import { storageKeys } from '../storage-keys.ts';
import { type VaultStorage, keepIfPossible } from '../storage.ts';
import { AccountSeeds } from './account-seeds.ts';
import { decryptName } from './names.ts';

/** What an appended entry brings along; made anew for every attempt, since it depends on the log's newest state. */
export type Amendment = Omit<BodyOf<typeof endpoints.appendEntry>, 'entry'> & { readonly entry: Uint8Array };

/** One account of an unlocked person: its verified log and its opened seeds. */
export class AccountSession {
  readonly seeds = new AccountSeeds();
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
   * the account seeds.
   * @param known heads from the anchor and own state
   */
  static async open(
    options: { client: ApiClient; storage: VaultStorage; person: Person },
    accountId: AccountId,
    known: readonly Head[],
  ): Promise<AccountSession> {
    const { client, storage, person } = options;
    const log = await openLog(client, storage, accountId, known);
    if (!log.state.members.has(person.userLog.state.userId))
      throw new CommonsealError('forbidden', 'not a member');
    const session = new AccountSession(client, storage, person, log);
    await session.seeds.open(client, log.state, person);
    return session;
  }

  get accountId(): AccountId {
    return this.log.state.accountId;
  }

  /** Fetches and verifies the log's news. */
  async syncLog(): Promise<void> {
    await fetchEntries(this.client, this.log, (entries) => this.#keep(entries));
    await this.seeds.open(this.client, this.log.state, this.person);
  }

  /** What an author function needs, on top of the log as it is now. */
  authoring(): Authoring {
    const { userLog, userSeed } = this.person;
    return {
      state: this.log.state,
      author: { userId: userLog.state.userId, seed: userSeed },
      nowMs: Date.now(),
    };
  }

  /**
   * Appends an entry. When somebody else was first, the log's news are verified and the entry is made anew on top of
   * them, with fresh secrets; `amend` may then find that it is no longer wanted, and throw.
   *
   * What the server says that it took stands in the log here at once, so that no later answer can leave it out.
   * @throws CommonsealError `log_rollback` when an entry is said to have been first and is not shown: signing once more
   * for the same place would let the server show one of the two to each half of the members
   */
  async append(amend: (session: AccountSession) => Amendment): Promise<Head> {
    for (let attempt = 0; ; attempt += 1) {
      const { entry, ...parts } = amend(this);
      const { head } = requireAccepted(apply(this.log.state, entry), 'log_refused');
      if (await this.#send({ ...parts, entry: encodeBase64url(entry) }, attempt)) {
        await appendEntries(this.log, [entry], (entries) => this.#keep(entries));
      }
      await this.syncLog();
      const shown = this.log.hashAt(head.sequence);
      if (!shown) throw new CommonsealError('log_rollback', 'an entry that was first is not shown');
      if (equalBytes(shown, head.hash)) return this.log.head;
    }
  }

  /** @returns false when another entry was first */
  async #send(body: BodyOf<typeof endpoints.appendEntry>, attempt: number): Promise<boolean> {
    try {
      await this.client.call(endpoints.appendEntry, { params: { accountId: this.accountId }, body });
      return true;
    } catch (error) {
      if (!(error instanceof CommonsealError) || error.code !== 'log_conflict' || attempt >= 4) throw error;
      return false;
    }
  }

  async #keep(entries: readonly VerifiedEntry[]): Promise<void> {
    await keepEntries(this.storage, this.accountId, entries);
  }

  /** The name of a source, a member or the account; '' when it cannot be read, so that a bad name hides nothing else. */
  nameOf(nameOf: 'account' | 'member' | 'writer', box: Uint8Array, sequence: number): string {
    const epoch = epochAt(this.log.state, sequence) ?? currentEpoch(this.log.state);
    try {
      return decryptName(nameOf, box, this.seeds.require(epoch.epoch));
    } catch {
      return '';
    }
  }
}

/** An entry that the log has taken, and its number. */
type VerifiedEntry = readonly [sequence: number, entry: Uint8Array];
type KeepEntries = (entries: readonly VerifiedEntry[]) => Promise<void>;

/** Verifies the log, as kept on this device and with the server's news. What does not fit `known` is not kept here. */
async function openLog(
  client: ApiClient,
  storage: VaultStorage,
  accountId: AccountId,
  known: readonly Head[],
): Promise<AccountLog> {
  const kept = (await storage.list(storageKeys.logEntries(accountId))).map(([, entry]) => entry);
  const { log, fetched } = verifyKept(kept, accountId) ?? (await fetchLog(client, accountId));
  const news = [...fetched];
  await fetchEntries(client, log, async (entries) => void news.push(...entries));
  for (const head of known) log.requireExtends(head);
  await keepEntries(storage, accountId, news);
  return log;
}

interface OpenedLog {
  readonly log: AccountLog;
  readonly fetched: readonly VerifiedEntry[];
}

/** What this device kept of the log; damaged, it is fetched anew: what was pinned is compared all the same. */
function verifyKept(kept: readonly Uint8Array[], accountId: AccountId): OpenedLog | undefined {
  try {
    return kept.length > 0 ? { log: AccountLog.verify(kept, accountId), fetched: [] } : undefined;
  } catch {
    return undefined;
  }
}

async function fetchLog(client: ApiClient, accountId: AccountId): Promise<OpenedLog> {
  const reply = await client.call(endpoints.accountLog, { params: { accountId }, query: {} });
  const entries = reply.entries.map(parseBase64url);
  return {
    log: AccountLog.verify(entries, accountId),
    fetched: entries.map((entry, sequence) => [sequence, entry]),
  };
}

/** Fetches and verifies what is new. */
async function fetchEntries(client: ApiClient, log: AccountLog, keep: KeepEntries): Promise<void> {
  const { accountId } = log.state;
  for (let more = true; more; ) {
    const reply = await client.call(endpoints.accountLog, {
      params: { accountId },
      query: { after: log.head.sequence },
    });
    await appendEntries(log, reply.entries.map(parseBase64url), keep);
    more = reply.more && reply.entries.length > 0;
  }
}

/** Keeps what the log has taken, also when it refuses the next one. */
async function appendEntries(
  log: AccountLog,
  entries: readonly Uint8Array[],
  keep: KeepEntries,
): Promise<void> {
  const verified: VerifiedEntry[] = [];
  try {
    for (const entry of entries) {
      log.append(entry);
      verified.push([log.head.sequence, entry]);
    }
  } finally {
    await keep(verified);
  }
}

async function keepEntries(
  storage: VaultStorage,
  accountId: AccountId,
  entries: readonly VerifiedEntry[],
): Promise<void> {
  const kept = entries.map(
    ([sequence, entry]) => [storageKeys.logEntry(accountId, sequence), entry] as const,
  );
  if (kept.length > 0) await keepIfPossible(storage, kept);
}
