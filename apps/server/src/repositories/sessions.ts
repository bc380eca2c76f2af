import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';

export interface SessionLifetime {
  /** Ends after this long without a request. */
  readonly idleSeconds: number;
  /** Ends in any case. */
  readonly totalSeconds: number;
}

export async function insertSession(
  db: Queryable,
  session: { readonly tokenHash: Buffer; readonly userId: Buffer; readonly lifetime: SessionLifetime },
): Promise<void> {
  const { tokenHash, userId, lifetime } = session;
  await db.query(SQL`
    insert into sessions (token_hash, user_id, idle_expires_at, expires_at)
    values (${tokenHash}, ${userId}, now() + ${lifetime.idleSeconds} * interval '1 second',
      now() + ${lifetime.totalSeconds} * interval '1 second')`);
}

export interface FoundSession {
  readonly userId: Buffer;
  /** How much of the idle time is left. */
  readonly idleSecondsLeft: number;
}

export async function findSession(db: Queryable, tokenHash: Buffer): Promise<FoundSession | undefined> {
  return firstOf<FoundSession>(
    db,
    SQL`
      select user_id as "userId", extract(epoch from idle_expires_at - now())::float8 as "idleSecondsLeft"
      from sessions
      where token_hash = ${tokenHash} and idle_expires_at > now() and expires_at > now()`,
  );
}

export async function prolongSession(db: Queryable, tokenHash: Buffer, idleSeconds: number): Promise<void> {
  await db.query(SQL`
    update sessions set idle_expires_at = now() + ${idleSeconds} * interval '1 second'
    where token_hash = ${tokenHash}`);
}

export async function deleteSession(db: Queryable, tokenHash: Buffer): Promise<number> {
  return countOf(db, SQL`delete from sessions where token_hash = ${tokenHash}`);
}

/** Those of the given sessions that have not ended. */
export async function sessionsAmong(db: Queryable, tokenHashes: readonly Buffer[]): Promise<Buffer[]> {
  const rows = await rowsOf<{ tokenHash: Buffer }>(
    db,
    SQL`
      select token_hash as "tokenHash" from sessions
      where token_hash = any(${tokenHashes}::bytea[]) and idle_expires_at > now() and expires_at > now()`,
  );
  return rows.map(({ tokenHash }) => tokenHash);
}
