import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf } from '../database/database.ts';

export async function insertWorkerChallenge(
  db: Queryable,
  challenge: { readonly challengeHash: Buffer; readonly workerId: Buffer; readonly lifetimeSeconds: number },
): Promise<void> {
  const { challengeHash, workerId, lifetimeSeconds } = challenge;
  await db.query(SQL`
    insert into worker_challenges (challenge_hash, worker_id, expires_at)
    values (${challengeHash}, ${workerId}, now() + ${lifetimeSeconds} * interval '1 second')`);
}

/** Takes a challenge out: it counts once. @returns whether it was valid for this worker */
export async function takeWorkerChallenge(
  db: Queryable,
  challengeHash: Buffer,
  workerId: Buffer,
): Promise<boolean> {
  const found = await firstOf<{ isValid: boolean }>(
    db,
    SQL`
      delete from worker_challenges where challenge_hash = ${challengeHash}
      returning worker_id = ${workerId} and expires_at > now() as "isValid"`,
  );
  return found?.isValid ?? false;
}

export async function insertWorkerSession(
  db: Queryable,
  session: { readonly tokenHash: Buffer; readonly workerId: Buffer; readonly lifetimeSeconds: number },
): Promise<number> {
  const { tokenHash, workerId, lifetimeSeconds } = session;
  const row = await firstOf<{ expiresAtMs: number }>(
    db,
    SQL`
      insert into worker_sessions (token_hash, worker_id, expires_at)
      values (${tokenHash}, ${workerId}, now() + ${lifetimeSeconds} * interval '1 second')
      returning floor(extract(epoch from expires_at) * 1000)::bigint as "expiresAtMs"`,
  );
  return row?.expiresAtMs ?? 0;
}

export async function findWorkerSession(db: Queryable, tokenHash: Buffer): Promise<Buffer | undefined> {
  const row = await firstOf<{ workerId: Buffer }>(
    db,
    SQL`
      select worker_id as "workerId" from worker_sessions
      where token_hash = ${tokenHash} and expires_at > now()`,
  );
  return row?.workerId;
}

export interface KeptIdentity {
  readonly workerId: Buffer;
  readonly fingerprint: Buffer;
  readonly identity: Buffer;
}

/** Notes that a worker uses the identity that is kept. @returns false when none is, or another one */
export async function touchIdentity(
  db: Queryable,
  { workerId, fingerprint }: KeptIdentity,
): Promise<boolean> {
  const touched = await countOf(
    db,
    SQL`
      update worker_identities set used_at = now()
      where worker_id = ${workerId} and fingerprint = ${fingerprint}`,
  );
  return touched === 1;
}

/** One for each worker: another one takes its place. */
export async function putIdentity(
  db: Queryable,
  { workerId, fingerprint, identity }: KeptIdentity,
): Promise<void> {
  await db.query(SQL`
    with replaced as (
      delete from worker_identities where worker_id = ${workerId} and fingerprint <> ${fingerprint})
    insert into worker_identities (fingerprint, worker_id, identity)
    values (${fingerprint}, ${workerId}, ${identity})
    on conflict (fingerprint) do update set used_at = now()`);
}

/** Of workers to which nothing is granted, those that were used last stay. */
export async function trimIdentities(db: Queryable, most: number): Promise<void> {
  await db.query(SQL`
    delete from worker_identities where worker_id in (
      select w.worker_id from worker_identities w
      where not exists (select 1 from account_grants g where g.worker_id = w.worker_id and not g.ended)
      order by w.used_at desc, w.worker_id offset ${most})`);
}

export async function findIdentity(db: Queryable, fingerprint: Buffer): Promise<Buffer | undefined> {
  const row = await firstOf<{ identity: Buffer }>(
    db,
    SQL`select identity from worker_identities where fingerprint = ${fingerprint}`,
  );
  return row?.identity;
}

/** The worker that has this fingerprint. */
export async function findNamed(db: Queryable, fingerprint: Buffer): Promise<Buffer | undefined> {
  const row = await firstOf<{ workerId: Buffer }>(
    db,
    SQL`select worker_id as "workerId" from worker_identities where fingerprint = ${fingerprint}`,
  );
  return row?.workerId;
}
