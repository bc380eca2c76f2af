import { CommonsealError, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { type ParsedEntry, parseAccountEntry } from '@commonseal/account-log';
import { equalBytes } from '@commonseal/crypto/verify';
import { storageKeys } from '../storage-keys.ts';
import type { AccountSession } from './account-session.ts';

/** As kept on this device, else from the server: either way held against the hashes that were verified. */
export async function readLogEntries(session: AccountSession): Promise<readonly ParsedEntry[]> {
  const { accountId, log, storage, client } = session;
  const kept = (await storage.list(storageKeys.logEntries(accountId))).map(([, entry]) => entry);
  const entries: ParsedEntry[] = [];
  const take = (bytes: Uint8Array) => {
    const hash = log.hashAt(entries.length);
    const entry = parseAccountEntry(bytes);
    if (!hash || !equalBytes(entry.entry.hash, hash)) return false;
    entries.push(entry);
    return true;
  };
  for (const entry of kept) if (!take(entry)) break;
  while (entries.length <= log.head.sequence) {
    const query = { after: entries.length - 1 };
    const reply = await client.call(endpoints.accountLog, { params: { accountId }, query });
    const before = entries.length;
    for (const entry of reply.entries.map(parseBase64url)) {
      if (entries.length <= log.head.sequence && !take(entry))
        throw new CommonsealError('log_fork', 'the log differs from what was verified');
    }
    if (entries.length === before) throw new CommonsealError('log_rollback', 'the log ends before its head');
  }
  return entries;
}
