import { type AccountId, CommonsealError, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, type BodyOf, endpoints } from '@commonseal/protocol/api';
import { AccountLog, type Head, currentEpoch, epochAt } from '@commonseal/account-log';
import type { Authoring } from '@commonseal/account-log/author';
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
    const cached = (await storage.list(storageKeys.logEntries(accountId))).map(([, entry]) => entry);
    const log = await verifyLog(client, storage, accountId, cached);
    for (const head of known) log.requireExtends(head);
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
    await fetchEntries(this.client, this.storage, this.log);
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
   */
  async append(amend: (session: AccountSession) => Amendment): Promise<Head> {
    for (let attempt = 0; ; attempt += 1) {
      const { entry, ...parts } = amend(this);
      try {
        const body = { ...parts, entry: encodeBase64url(entry) };
        await this.client.call(endpoints.appendEntry, { params: { accountId: this.accountId }, body });
        await this.syncLog();
        return this.log.head;
      } catch (error) {
        if (!(error instanceof CommonsealError) || error.code !== 'log_conflict' || attempt >= 4) throw error;
        await this.syncLog();
      }
    }
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

async function verifyLog(
  client: ApiClient,
  storage: VaultStorage,
  accountId: AccountId,
  cached: readonly Uint8Array[],
): Promise<AccountLog> {
  const kept = verifyKept(cached, accountId);
  if (kept) {
    await fetchEntries(client, storage, kept);
    return kept;
  }
  const { entries } = await client.call(endpoints.accountLog, { params: { accountId }, query: {} });
  const [genesis, ...others] = entries.map(parseBase64url);
  const log = AccountLog.verify(genesis ? [genesis] : [], accountId);
  if (genesis) await keepIfPossible(storage, [[storageKeys.logEntry(accountId, 0), genesis]]);
  await appendEntries(storage, log, others);
  await fetchEntries(client, storage, log);
  return log;
}

/** What this device kept of the log; damaged, it is fetched anew: what was pinned is compared all the same. */
function verifyKept(cached: readonly Uint8Array[], accountId: AccountId): AccountLog | undefined {
  try {
    return cached.length > 0 ? AccountLog.verify(cached, accountId) : undefined;
  } catch {
    return undefined;
  }
}

async function fetchEntries(client: ApiClient, storage: VaultStorage, log: AccountLog): Promise<void> {
  const { accountId } = log.state;
  for (let more = true; more; ) {
    const reply = await client.call(endpoints.accountLog, {
      params: { accountId },
      query: { after: log.head.sequence },
    });
    await appendEntries(storage, log, reply.entries.map(parseBase64url));
    more = reply.more && reply.entries.length > 0;
  }
}

async function appendEntries(
  storage: VaultStorage,
  log: AccountLog,
  entries: readonly Uint8Array[],
): Promise<void> {
  const verified: [string, Uint8Array][] = [];
  for (const entry of entries) {
    log.append(entry);
    verified.push([storageKeys.logEntry(log.state.accountId, log.head.sequence), entry]);
  }
  if (verified.length > 0) await keepIfPossible(storage, verified);
}
