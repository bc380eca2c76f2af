import { AccountLog } from '@commonseal/account-log';
import { equalBytes } from '@commonseal/crypto/verify';
import { type AccountId, CommonsealError } from '@commonseal/protocol';
import { bytesOf } from './bytes.ts';
import type { Queryable } from './database/database.ts';
import { type AccountHead, entriesAfter } from './repositories/accounts.ts';

const maxCachedLogs = 200;

/**
 * Verified logs, kept so that each entry is verified once per process. Nothing depends on them: whatever is missing or
 * does not fit the head in the database is read and verified again.
 *
 * A log may be taken only while the account's row is locked (`lockAccount`), and whoever takes it reads only; so it
 * never holds an entry that was not stored.
 */
export class AccountLogs {
  readonly #logs = new Map<AccountId, AccountLog>();

  /** @param head of the locked row */
  async take(db: Queryable, accountId: AccountId, head: AccountHead): Promise<AccountLog> {
    const cached = this.#logs.get(accountId);
    this.#logs.delete(accountId);
    if (cached && cached.head.sequence <= head.sequence) {
      // A database that was restored from a backup can have another log than the one seen before.
      const extended = await this.#read(db, accountId, head, cached).catch(onlyRefusal);
      if (extended) return extended;
    }
    const log = await this.#read(db, accountId, head, undefined);
    if (!log) throw new TypeError('the stored log does not lead to the stored head');
    return log;
  }

  putBack(accountId: AccountId, log: AccountLog): void {
    this.#logs.set(accountId, log);
    for (const oldest of this.#logs.keys()) {
      if (this.#logs.size <= maxCachedLogs) break;
      this.#logs.delete(oldest);
    }
  }

  async #read(
    db: Queryable,
    accountId: AccountId,
    head: AccountHead,
    known: AccountLog | undefined,
  ): Promise<AccountLog | undefined> {
    let log = known;
    for (let after = log?.head.sequence ?? -1; after < head.sequence; after = log.head.sequence) {
      const range = { accountId: bytesOf(accountId), after, limit: 500, maxBytes: 8 * 1024 * 1024 };
      const entries = await entriesAfter(db, range);
      if (entries.length === 0) return undefined;
      if (log) for (const entry of entries) log.append(entry);
      else log = AccountLog.verify(entries, accountId);
    }
    return log && equalBytes(log.head.hash, head.hash) ? log : undefined;
  }
}

function onlyRefusal(error: unknown): undefined {
  if (!(error instanceof CommonsealError)) throw error;
}
