import SQL from '@nearform/sql';
import { type Queryable, firstOf } from '../database/database.ts';

interface WriterKey {
  readonly accountId: Buffer;
  readonly writerId: Buffer;
}

export async function insertChallenge(
  db: Queryable,
  challenge: WriterKey & { readonly challengeHash: Buffer; readonly lifetimeSeconds: number },
): Promise<void> {
  const { challengeHash, accountId, writerId, lifetimeSeconds } = challenge;
  await db.query(SQL`
    insert into writer_challenges (challenge_hash, account_id, writer_id, expires_at)
    values (${challengeHash}, ${accountId}, ${writerId}, now() + ${lifetimeSeconds} * interval '1 second')`);
}

/** Takes a challenge out: it counts once. @returns whether it was valid for this writer */
export async function takeChallenge(
  db: Queryable,
  challenge: WriterKey & { readonly challengeHash: Buffer },
): Promise<boolean> {
  const { challengeHash, accountId, writerId } = challenge;
  const found = await firstOf<{ isValid: boolean }>(
    db,
    SQL`
      delete from writer_challenges where challenge_hash = ${challengeHash}
      returning account_id = ${accountId} and writer_id = ${writerId} and expires_at > now() as "isValid"`,
  );
  return found?.isValid ?? false;
}

export async function insertWriterSession(
  db: Queryable,
  session: WriterKey & { readonly tokenHash: Buffer; readonly lifetimeSeconds: number },
): Promise<number> {
  const { tokenHash, accountId, writerId, lifetimeSeconds } = session;
  const row = await firstOf<{ expiresAtMs: number }>(
    db,
    SQL`
      insert into writer_sessions (token_hash, account_id, writer_id, expires_at)
      values (${tokenHash}, ${accountId}, ${writerId}, now() + ${lifetimeSeconds} * interval '1 second')
      returning floor(extract(epoch from expires_at) * 1000)::bigint as "expiresAtMs"`,
  );
  return row?.expiresAtMs ?? 0;
}

/** With the worker whose results it writes; null for others. */
export async function findWriterSession(
  db: Queryable,
  tokenHash: Buffer,
): Promise<(WriterKey & { readonly workerId: Buffer | null }) | undefined> {
  return firstOf(
    db,
    SQL`
      select account_id as "accountId", writer_id as "writerId", worker_id as "workerId"
      from writer_sessions join account_writers using (account_id, writer_id)
      where token_hash = ${tokenHash} and expires_at > now()`,
  );
}

export interface FoundWriter {
  /** Whose device it is; null for programs. */
  readonly userId: Buffer | null;
  readonly withdrawn: boolean;
}

export async function findWriter(
  db: Queryable,
  { accountId, writerId }: WriterKey,
): Promise<FoundWriter | undefined> {
  return firstOf<FoundWriter>(
    db,
    SQL`
      select user_id as "userId", withdrawn from account_writers
      where account_id = ${accountId} and writer_id = ${writerId}`,
  );
}
