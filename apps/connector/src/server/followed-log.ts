import { type AccountId, CommonsealError, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { AccountLog, type Head, memberTimeOf } from '@commonseal/account-log';
import type { Connection } from './connection.ts';

/** The account's log, verified from its first entry on and followed from there. */
export class FollowedLog {
  readonly #connection: Connection;
  readonly #log: AccountLog;
  /** Of the newest entry that is not a worker's. */
  #madeMs = 0;

  private constructor(connection: Connection, log: AccountLog, entries: readonly Uint8Array[]) {
    this.#connection = connection;
    this.#log = log;
    this.#note(entries);
  }

  /**
   * Fetches and verifies the whole log.
   * @param accountId what its first entry must hash to
   * @param known entries that it must contain: what was pinned here before, what the enrolment line names
   * @throws CommonsealError `log_refused`, `log_fork`, `log_rollback`; what the connection throws
   */
  static async open(
    connection: Connection,
    accountId: AccountId,
    known: readonly Head[],
  ): Promise<FollowedLog> {
    const first = await fetchPage(connection, accountId, -1);
    const followed = new FollowedLog(connection, AccountLog.verify(first.entries, accountId), first.entries);
    if (first.more) await followed.refresh();
    for (const head of known) followed.#log.requireExtends(head);
    return followed;
  }

  get log(): AccountLog {
    return this.#log;
  }

  /** When a member has made the newest entry of one. */
  get madeMs(): number {
    return this.#madeMs;
  }

  /**
   * Fetches and verifies what was added since. Only signed entries of members get in, so a server cannot make it long.
   * @throws CommonsealError as for `open`
   */
  async refresh(): Promise<void> {
    for (let more = true; more; ) {
      const page = await fetchPage(this.#connection, this.#log.state.accountId, this.#log.head.sequence);
      if (page.more && page.entries.length === 0)
        throw new CommonsealError('malformed', 'a page without entries');
      for (const entry of page.entries) this.#log.append(entry);
      this.#note(page.entries);
      more = page.more;
    }
  }

  #note(entries: readonly Uint8Array[]): void {
    this.#madeMs = entries.reduce((newest, entry) => Math.max(newest, memberTimeOf(entry)), this.#madeMs);
  }
}

async function fetchPage(
  connection: Connection,
  accountId: AccountId,
  after: number,
): Promise<{ readonly entries: readonly Uint8Array[]; readonly more: boolean }> {
  const { entries, more } = await connection.call(endpoints.accountLog, {
    params: { accountId },
    query: { after },
  });
  return { entries: entries.map(parseBase64url), more };
}
