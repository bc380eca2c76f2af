import { type AccountId, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { AccountLog, type Head } from '@commonseal/account-log';
import { storageKeys } from '../storage-keys.ts';
import { type VaultStorage, keepIfPossible } from '../storage.ts';

/** An entry that the log has taken, and its number. */
type VerifiedEntry = readonly [sequence: number, entry: Uint8Array];
type KeepEntries = (entries: readonly VerifiedEntry[]) => Promise<void>;

/**
 * Verifies an account's log, as kept on this device and with the server's news, and holds it against every head that was
 * known before. What does not fit is not kept here.
 */
export async function openLog(
  client: ApiClient,
  storage: VaultStorage,
  accountId: AccountId,
  known: readonly Head[],
): Promise<AccountLog> {
  const checkpoint = newestOf(known);
  const kept = (await storage.list(storageKeys.logEntries(accountId))).map(([, entry]) => entry);
  const { log, fetched } =
    (await verifyKept(client, kept, accountId, checkpoint)) ??
    (await fetchLog(client, accountId, checkpoint));
  const news = [...fetched];
  await fetchEntries(client, log, async (entries) => void news.push(...entries));
  for (const head of known) log.requireExtends(head);
  await keepEntries(storage, accountId, news);
  return log;
}

function newestOf(heads: readonly Head[]): Head | undefined {
  return heads.toSorted((left, right) => right.sequence - left.sequence)[0];
}

interface OpenedLog {
  readonly log: AccountLog;
  readonly fetched: readonly VerifiedEntry[];
}

/** What this device kept of the log; damaged, it is fetched anew: what was pinned is compared all the same. */
async function verifyKept(
  client: ApiClient,
  kept: readonly Uint8Array[],
  accountId: AccountId,
  checkpoint: Head | undefined,
): Promise<OpenedLog | undefined> {
  if (kept.length === 0) return undefined;
  const missing = await fetchUpTo(client, accountId, kept.length - 1, checkpoint);
  try {
    return verified([...kept, ...missing], kept.length, accountId, checkpoint);
  } catch {
    return undefined;
  }
}

async function fetchLog(
  client: ApiClient,
  accountId: AccountId,
  checkpoint: Head | undefined,
): Promise<OpenedLog> {
  const first = await client.call(endpoints.accountLog, { params: { accountId }, query: {} });
  const entries = first.entries.map(parseBase64url);
  const missing = await fetchUpTo(client, accountId, entries.length - 1, checkpoint);
  return verified([...entries, ...missing], 0, accountId, checkpoint);
}

function verified(
  entries: readonly Uint8Array[],
  keptCount: number,
  accountId: AccountId,
  checkpoint: Head | undefined,
): OpenedLog {
  return {
    log: AccountLog.verify(entries, accountId, checkpoint),
    fetched: entries.slice(keptCount).map((entry, at) => [keptCount + at, entry]),
  };
}

/**
 * The entries up to a checkpoint are judged together, for its hash is all that vouches for their signatures. Never more
 * of them than it counts: nothing else that a server sends is gathered before it is verified.
 */
async function fetchUpTo(
  client: ApiClient,
  accountId: AccountId,
  from: number,
  checkpoint: Head | undefined,
): Promise<readonly Uint8Array[]> {
  const entries: Uint8Array[] = [];
  if (!checkpoint) return entries;
  for (let after = from; after < checkpoint.sequence; ) {
    const reply = await client.call(endpoints.accountLog, { params: { accountId }, query: { after } });
    entries.push(...reply.entries.slice(0, checkpoint.sequence - after).map(parseBase64url));
    if (reply.entries.length === 0) break;
    after += reply.entries.length;
  }
  return entries;
}

/** Fetches and verifies what is new. */
export async function fetchEntries(client: ApiClient, log: AccountLog, keep: KeepEntries): Promise<void> {
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
export async function appendEntries(
  log: AccountLog,
  entries: readonly Uint8Array[],
  keep: KeepEntries,
): Promise<void> {
  const taken: VerifiedEntry[] = [];
  try {
    for (const entry of entries) {
      log.append(entry);
      taken.push([log.head.sequence, entry]);
    }
  } finally {
    await keep(taken);
  }
}

export async function keepEntries(
  storage: VaultStorage,
  accountId: AccountId,
  entries: readonly VerifiedEntry[],
): Promise<void> {
  const kept = entries.map(
    ([sequence, entry]) => [storageKeys.logEntry(accountId, sequence), entry] as const,
  );
  if (kept.length > 0) await keepIfPossible(storage, kept);
}
