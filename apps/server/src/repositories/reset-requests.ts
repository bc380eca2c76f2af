import type { AccountState } from '@commonseal/account-log';
import SQL from '@nearform/sql';
import { bytesOf } from '../bytes.ts';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';
import { userIdsUnder } from './people.ts';

/** How long what is over is still shown, and what was granted, by whoever came in, found. */
const keptDays = 3;
const grantedDays = 30;

export interface NewRequest {
  readonly name: Buffer;
  readonly accountId: Buffer;
  readonly memberId: Buffer;
  readonly head: { readonly sequence: number; readonly hash: Buffer };
  readonly expiresAtMs: number;
  readonly bytes: Buffer;
}

/** Which return of which address. */
export interface ReturnKey {
  readonly email: string;
  readonly returnId: Buffer;
}

export interface StoredRequest {
  readonly name: Buffer;
  readonly accountId: Buffer;
  readonly request: Buffer;
  readonly memberId: Buffer;
  readonly headSequence: number;
  readonly expiresAtMs: number;
  /** Whether it is of a member with that address, and rests on an entry of the account's log. */
  readonly fits: boolean;
  /** Null while it has not ended; it may have expired or been overtaken all the same. */
  readonly ended: 'refused' | 'withdrawn' | 'overtaken' | 'granted' | null;
  readonly refusedBy: Buffer | null;
  readonly vouches: number;
  /** The entry of that account that last changed who may do what; null unless it fits. */
  readonly powerSequence: number | null;
}

const storedRequest = SQL`
  r.request_name as name, r.account_id as "accountId", r.request, r.member_id as "memberId",
  r.head_sequence as "headSequence", r.expires_at_ms as "expiresAtMs", r.fits, r.ended,
  r.refused_by as "refusedBy", r.vouches, a.power_sequence as "powerSequence"
  from reset_requests r left join accounts a on a.account_id = r.account_id and r.fits`;

/** Accounts of an address's members among those given, and those in which something asked under it waits. */
export async function accountsAskedUnder(
  db: Queryable,
  email: string,
  accountIds: readonly Buffer[],
): Promise<Buffer[]> {
  const rows = await rowsOf<{ accountId: Buffer }>(
    db,
    SQL`
      select m.account_id as "accountId" from account_members m
      where m.account_id = any(${accountIds}::bytea[]) and m.user_id in (${userIdsUnder(email)})
      union
      select r.account_id from reset_requests r where r.email = ${email} and r.ended is null and r.fits`,
  );
  return rows.map(({ accountId }) => accountId);
}

/**
 * Whether each fits is found in the same statement, whoever has the address.
 * @throws a unique violation for one that is there already
 */
export async function insertRequests(
  db: Queryable,
  { email, returnId }: ReturnKey,
  requests: readonly NewRequest[],
): Promise<void> {
  await db.query(SQL`
      insert into reset_requests (account_id, request_name, email, return_id, request, member_id, head_sequence,
        expires_at_ms, expires_at, fits)
      select account_id, name, ${email}, ${returnId}, request, member_id, sequence, expires_at_ms,
        to_timestamp(expires_at_ms::float8 / 1000) + ${keptDays} * interval '1 day',
        exists (
          select 1 from account_members m
          join account_log l on l.account_id = given.account_id and l.sequence = given.sequence
          where m.account_id = given.account_id and m.user_id = given.member_id and l.hash = given.hash
            and m.user_id in (${userIdsUnder(email)}))
      from unnest(${requests.map(({ accountId }) => accountId)}::bytea[],
        ${requests.map(({ name }) => name)}::bytea[],
        ${requests.map(({ bytes }) => bytes)}::bytea[],
        ${requests.map(({ memberId }) => memberId)}::bytea[],
        ${requests.map(({ head }) => head.sequence)}::bigint[],
        ${requests.map(({ head }) => head.hash)}::bytea[],
        ${requests.map(({ expiresAtMs }) => expiresAtMs)}::bigint[])
        as given (account_id, name, request, member_id, sequence, hash, expires_at_ms)`);
}

/** Part of `project`: how many members vouch for which request. */
export async function projectVouches(
  db: Queryable,
  accountId: Buffer,
  after: AccountState,
  before: AccountState | undefined,
): Promise<void> {
  if (after.requests === before?.requests) return;
  const names = new Set([...(before?.requests.keys() ?? []), ...after.requests.keys()]);
  for (const name of names) {
    const now = after.requests.get(name);
    if (now === before?.requests.get(name)) continue;
    await db.query(SQL`
      update reset_requests set vouches = ${now?.vouchers.length ?? 0}
      where account_id = ${accountId} and request_name = ${bytesOf(name)}`);
  }
}

/** The newest one for each account. */
export async function requestsOfReturn(
  db: Queryable,
  { email, returnId }: ReturnKey,
): Promise<StoredRequest[]> {
  return rowsOf<StoredRequest>(
    db,
    SQL`
      select distinct on (r.account_id) ${storedRequest} where r.email = ${email} and r.return_id = ${returnId}
      order by r.account_id, r.asked_at desc, r.request_name`,
  );
}

/** Those of members; the newest ones, and of all of them first those that have not ended. */
export async function requestsIn(
  db: Queryable,
  accountId: Buffer,
  { limit }: { readonly limit: number },
): Promise<StoredRequest[]> {
  return rowsOf<StoredRequest>(
    db,
    SQL`
      select picked.* from (
        select r.asked_at, ${storedRequest} where r.account_id = ${accountId} and r.fits and r.expires_at > now()
        order by r.ended is not null, r.asked_at desc, r.request_name limit ${limit}
      ) as picked order by asked_at desc, name`,
  );
}

/** By which return, and of whose address, a request was made. */
export async function findReturnOf(
  db: Queryable,
  accountId: Buffer,
  name: Buffer,
): Promise<ReturnKey | undefined> {
  return firstOf<ReturnKey>(
    db,
    SQL`
      select email, return_id as "returnId" from reset_requests
      where account_id = ${accountId} and request_name = ${name} and fits`,
  );
}

/** A member's; until the transaction ends nobody else ends it. */
export async function lockRequest(
  db: Queryable,
  accountId: Buffer,
  name: Buffer,
): Promise<StoredRequest | undefined> {
  return firstOf<StoredRequest>(
    db,
    SQL`
      select ${storedRequest} where r.account_id = ${accountId} and r.request_name = ${name} and r.fits
      for update of r`,
  );
}

export async function refuseRequest(
  db: Queryable,
  { accountId, name }: Pick<StoredRequest, 'accountId' | 'name'>,
  refusedBy: Buffer,
): Promise<void> {
  await db.query(SQL`
    update reset_requests set ended = 'refused', ended_at = now(), refused_by = ${refusedBy},
      expires_at = now() + ${keptDays} * interval '1 day'
    where account_id = ${accountId} and request_name = ${name}`);
}

export async function grantRequest(
  db: Queryable,
  { accountId, name }: Pick<StoredRequest, 'accountId' | 'name'>,
): Promise<void> {
  await db.query(SQL`
    update reset_requests set ended = 'granted', ended_at = now(),
      expires_at = now() + ${grantedDays} * interval '1 day'
    where account_id = ${accountId} and request_name = ${name}`);
}

/** Takes back all that nobody has granted, refused or taken back yet. */
export async function withdrawRequests(db: Queryable, { email, returnId }: ReturnKey): Promise<number> {
  return countOf(
    db,
    SQL`
      update reset_requests set ended = 'withdrawn', ended_at = now(),
        expires_at = now() + ${keptDays} * interval '1 day'
      where email = ${email} and return_id = ${returnId} and ended is null`,
  );
}

/** Makes room for new ones in the same accounts; what an account has refused, its members go on seeing. */
export async function dropRequests(
  db: Queryable,
  { email, returnId }: ReturnKey,
  accountIds: readonly Buffer[],
): Promise<void> {
  await db.query(SQL`
    delete from reset_requests
    where email = ${email} and return_id = ${returnId} and account_id = any(${accountIds}::bytea[])
      and ended is distinct from 'granted' and ended is distinct from 'refused'`);
}

/** Whatever still waits that somebody asked who has come in. @returns accounts in which a member asked */
export async function withdrawRequestsOf(db: Queryable, userId: Buffer): Promise<Buffer[]> {
  const rows = await rowsOf<{ accountId: Buffer; fits: boolean }>(
    db,
    SQL`
      update reset_requests r set ended = 'withdrawn', ended_at = now(),
        expires_at = now() + ${keptDays} * interval '1 day'
      from waiting_returns w
      where w.user_id = ${userId} and w.entered and r.email = w.email and r.return_id = w.return_id and r.ended is null
      returning r.account_id as "accountId", r.fits`,
  );
  return rows.filter(({ fits }) => fits).map(({ accountId }) => accountId);
}

/** @returns accounts in which a member asked */
export async function overtakeRequests(
  db: Queryable,
  email: string,
  returnIds: readonly Buffer[],
): Promise<Buffer[]> {
  const rows = await rowsOf<{ accountId: Buffer; fits: boolean }>(
    db,
    SQL`
      update reset_requests set ended = 'overtaken', ended_at = now(),
        expires_at = now() + ${keptDays} * interval '1 day'
      where email = ${email} and return_id = any(${returnIds}::bytea[]) and ended is null
      returning account_id as "accountId", fits`,
  );
  return rows.filter(({ fits }) => fits).map(({ accountId }) => accountId);
}
