import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountId } from '@commonseal/protocol';
import type { Pool } from 'pg';
import { bytesOf, textOf } from '../bytes.ts';
import { membershipsAmong, progressOf } from '../repositories/changes.ts';
import { sessionsAmong } from '../repositories/sessions.ts';
import { AccountStream, type StreamFor } from './account-stream.ts';
import { OpenStreams } from './open-streams.ts';

/** An account that changes all the time is not asked about, and told of, more often than this. */
const pauseMs = 100;

/**
 * All streams of this process. It learns of changes by being told (`look`) and asks the database now and then in any
 * case (`lookAtAll`); no stream holds a connection to it. Before anything is told, it is asked who is still a member.
 */
export class AccountStreams {
  readonly #pool: Pool;
  readonly #open = new OpenStreams();
  readonly #due = new Set<AccountId>();
  #looking: Promise<void> | undefined;
  #isClosed = false;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Whether the caller is a member was asked when the request came in, and is asked again by the first look. */
  open(wanted: StreamFor): AccountStream {
    const stream = new AccountStream(wanted);
    if (this.#isClosed) {
      // By an end, unlike by an error, the page is made to come back: to another server, or to the next one.
      stream.finish();
      return stream;
    }
    this.#open.add(stream);
    this.look([wanted.accountId]);
    return stream;
  }

  /** Tells the streams of these accounts what is new. */
  look(accountIds: Iterable<AccountId>): void {
    for (const accountId of accountIds) this.#due.add(accountId);
    this.#looking ??= this.#lookWhileDue().finally(() => {
      this.#looking = undefined;
    });
  }

  lookAtAll(): void {
    if (this.#open.size > 0) this.look(this.#open.all().map(({ accountId }) => accountId));
  }

  /** Ends the streams whose session or membership has ended, and keeps the others alive. */
  async beat(): Promise<void> {
    if (this.#open.size === 0) return;
    try {
      await this.#endWithoutSession(this.#open.all());
      await this.#endWithoutMembership(this.#open.all());
    } finally {
      for (const stream of this.#open.all()) stream.beat();
    }
  }

  /** @param tokenHashes of sessions that have ended */
  endSessions(tokenHashes: readonly Buffer[]): void {
    for (const stream of this.#open.all()) {
      if (tokenHashes.some((ended) => stream.tokenHash.equals(ended))) this.#open.end(stream);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const stream of this.#open.all()) this.#open.end(stream);
    await this.#looking;
  }

  async #lookWhileDue(): Promise<void> {
    while (this.#due.size > 0 && !this.#isClosed) {
      const accountIds = new Set(this.#due);
      this.#due.clear();
      // What cannot be read now is read when all are looked at again.
      await this.#lookAt(accountIds).catch(() => undefined);
      if (!this.#isClosed) await sleep(pauseMs);
    }
  }

  async #lookAt(accountIds: ReadonlySet<AccountId>): Promise<void> {
    const streams = this.#open.ofAccounts(accountIds);
    if (streams.length === 0) return;
    const watched = [...new Set(streams.map(({ accountId }) => accountId))];
    const reached = await progressOf(this.#pool, watched.map(bytesOf));
    const byAccount = new Map(reached.map((progress) => [textOf(progress.accountId), progress]));
    const news = streams.flatMap((stream) => {
      const progress = byAccount.get(stream.accountId);
      return progress && stream.isBehind(progress) ? [{ stream, progress }] : [];
    });
    await this.#endWithoutMembership(news.map(({ stream }) => stream));
    for (const { stream, progress } of news) stream.tell(progress);
  }

  async #endWithoutSession(streams: readonly AccountStream[]): Promise<void> {
    const sessions = await sessionsAmong(
      this.#pool,
      streams.map(({ tokenHash }) => tokenHash),
    );
    const present = new Set(sessions.map((tokenHash) => tokenHash.toString('hex')));
    for (const stream of streams) {
      if (!present.has(stream.tokenHash.toString('hex'))) this.#open.end(stream);
    }
  }

  async #endWithoutMembership(streams: readonly AccountStream[]): Promise<void> {
    if (streams.length === 0) return;
    const pairs = streams.map(({ accountId, userId }) => ({
      accountId: bytesOf(accountId),
      userId: bytesOf(userId),
    }));
    const memberships = await membershipsAmong(this.#pool, pairs);
    const keyOf = (account: string, user: string) => `${account} ${user}`;
    const present = new Set(
      memberships.map(({ accountId, userId }) => keyOf(textOf(accountId), textOf(userId))),
    );
    for (const stream of streams) {
      if (!present.has(keyOf(stream.accountId, stream.userId))) this.#open.end(stream);
    }
  }
}
