import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';

export interface SessionLifetime {
  /** Ends after this long without a request. */
  readonly idleSeconds: number;
  /** Ends in any case. */
  readonly totalSeconds: number;
}

export interface NewSession {
  readonly tokenHash: Buffer;
  readonly sessionId: Buffer;
  readonly userId: Buffer;
  readonly label: string;
  /** Whether the person has just shown that they are there. */
  readonly isAuthenticated: boolean;
  /** Whether it was with more than a password and what is asked for beside it. */
  readonly isBeyondPassword: boolean;
  /** The way in that was shown, if it is one that opens something. */
  readonly credentialId: Buffer | null;
  /** In the session in whose place it comes. */
  readonly shownBefore: readonly Buffer[];
  readonly lifetime: SessionLifetime;
}

export async function insertSession(db: Queryable, session: NewSession): Promise<void> {
  const { tokenHash, sessionId, userId, label, isAuthenticated, isBeyondPassword, lifetime } = session;
  const { credentialId, shownBefore } = session;
  const credentialIds = credentialId ? [...shownBefore, credentialId] : shownBefore;
  await db.query(SQL`
    insert into sessions (token_hash, session_id, user_id, label, authenticated_at, is_beyond_password,
      credential_ids, idle_expires_at, expires_at)
    values (${tokenHash}, ${sessionId}, ${userId}, ${label},
      case when ${isAuthenticated}::boolean then now() end, ${isBeyondPassword},
      array(select credential_id from credentials
        where user_id = ${userId} and credential_id = any(${credentialIds}::bytea[])),
      now() + ${lifetime.idleSeconds} * interval '1 second',
      least(now() + ${lifetime.totalSeconds} * interval '1 second',
        (select expires_at from credentials where user_id = ${userId} and credential_id = ${credentialId}::bytea)))`);
}

export interface FoundSession {
  readonly userId: Buffer;
  /** How much of the idle time is left. */
  readonly idleSecondsLeft: number;
  readonly unseenSeconds: number;
  /** Since the person showed that they are there; null when they never did in this session. */
  readonly authenticatedSeconds: number | null;
  /** Whether it was with more than a password and what is asked for beside it. */
  readonly isBeyondPassword: boolean;
}

export async function findSession(db: Queryable, tokenHash: Buffer): Promise<FoundSession | undefined> {
  return firstOf<FoundSession>(
    db,
    SQL`
      select user_id as "userId",
        extract(epoch from idle_expires_at - now())::float8 as "idleSecondsLeft",
        extract(epoch from now() - last_seen_at)::float8 as "unseenSeconds",
        extract(epoch from now() - authenticated_at)::float8 as "authenticatedSeconds",
        is_beyond_password as "isBeyondPassword"
      from sessions
      where token_hash = ${tokenHash} and idle_expires_at > now() and expires_at > now()`,
  );
}

export async function prolongSession(db: Queryable, tokenHash: Buffer, idleSeconds: number): Promise<void> {
  await db.query(SQL`
    update sessions set idle_expires_at = now() + ${idleSeconds} * interval '1 second', last_seen_at = now()
    where token_hash = ${tokenHash}`);
}

export async function deleteSession(db: Queryable, tokenHash: Buffer): Promise<number> {
  return countOf(db, SQL`delete from sessions where token_hash = ${tokenHash}`);
}

/** Ends a session in whose place another one comes. @returns the ways in that this person has shown in it */
export async function takeSession(db: Queryable, tokenHash: Buffer, userId: Buffer): Promise<Buffer[]> {
  const taken = await firstOf<{ isTheirs: boolean; credentialIds: Buffer[] }>(
    db,
    SQL`
      delete from sessions where token_hash = ${tokenHash}
      returning credential_ids as "credentialIds",
        user_id = ${userId} and idle_expires_at > now() and expires_at > now() as "isTheirs"`,
  );
  return taken?.isTheirs ? taken.credentialIds : [];
}

/** Whoever gives a person a new way in to go on with holds that one too. */
export async function addToSession(
  db: Queryable,
  tokenHash: Buffer,
  credentialIds: readonly Buffer[],
): Promise<void> {
  await db.query(SQL`
    update sessions set credential_ids = credential_ids || ${credentialIds}::bytea[]
    where token_hash = ${tokenHash}`);
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

export interface ListedSession {
  readonly tokenHash: Buffer;
  readonly sessionId: Buffer;
  readonly label: string;
  readonly createdAtMs: number;
  readonly lastSeenAtMs: number;
}

/** The newest ones, as many as a reply holds. */
export async function sessionsOf(db: Queryable, userId: Buffer): Promise<ListedSession[]> {
  return rowsOf<ListedSession>(
    db,
    SQL`
      select token_hash as "tokenHash", session_id as "sessionId", label,
        floor(extract(epoch from created_at) * 1000)::float8 as "createdAtMs",
        floor(extract(epoch from last_seen_at) * 1000)::float8 as "lastSeenAtMs"
      from sessions where user_id = ${userId} and idle_expires_at > now() and expires_at > now()
      order by last_seen_at desc limit 1000`,
  );
}

/** @returns the hash of its token; undefined when the person has no such session */
export async function deleteSessionOf(
  db: Queryable,
  userId: Buffer,
  sessionId: Buffer,
): Promise<Buffer | undefined> {
  const row = await firstOf<{ tokenHash: Buffer }>(
    db,
    SQL`
      delete from sessions where user_id = ${userId} and session_id = ${sessionId}
      returning token_hash as "tokenHash"`,
  );
  return row?.tokenHash;
}

/** @param kept hash of the token of the one that goes on, if one does @returns the hashes of the others */
export async function deleteOtherSessions(
  db: Queryable,
  userId: Buffer,
  kept: Buffer | null,
): Promise<Buffer[]> {
  const rows = await rowsOf<{ tokenHash: Buffer }>(
    db,
    SQL`
      delete from sessions where user_id = ${userId} and token_hash is distinct from ${kept}::bytea
      returning token_hash as "tokenHash"`,
  );
  return rows.map(({ tokenHash }) => tokenHash);
}
