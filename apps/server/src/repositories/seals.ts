import SQL from '@nearform/sql';
import { type Queryable, countOf, firstOf, rowsOf } from '../database/database.ts';

export interface StoredSeal {
  readonly recipientKind: string;
  readonly recipientId: Buffer;
  readonly seal: Buffer;
}

/** Those that an entry of the log names. */
export async function insertSeals(
  db: Queryable,
  accountId: Buffer,
  epoch: number,
  seals: readonly StoredSeal[],
): Promise<void> {
  if (seals.length === 0) return;
  const kinds = seals.map(({ recipientKind }) => recipientKind);
  const ids = seals.map(({ recipientId }) => recipientId);
  const bytes = seals.map(({ seal }) => seal);
  await db.query(SQL`
    insert into account_seals (account_id, epoch, recipient_kind, recipient_id, seal)
    select ${accountId}, ${epoch}, * from unnest(${kinds}::text[], ${ids}::bytea[], ${bytes}::bytea[])`);
}

export async function insertChainBack(
  db: Queryable,
  accountId: Buffer,
  epoch: number,
  chainBack: Buffer,
): Promise<void> {
  await db.query(SQL`
    insert into chain_backs (account_id, epoch, chain_back) values (${accountId}, ${epoch}, ${chainBack})`);
}

/** For a member or a worker that no entry names as a recipient of the epoch. @returns false when an entry does name them */
export async function putLateSeal(
  db: Queryable,
  accountId: Buffer,
  epoch: number,
  { recipientKind, recipientId, seal }: StoredSeal,
): Promise<boolean> {
  const stored = await countOf(
    db,
    SQL`
      insert into account_seals as present (account_id, epoch, recipient_kind, recipient_id, seal, named)
      values (${accountId}, ${epoch}, ${recipientKind}, ${recipientId}, ${seal}, false)
      on conflict (account_id, epoch, recipient_kind, recipient_id) do update set seal = excluded.seal
        where not present.named`,
  );
  return stored === 1;
}

/** The account seed of the newest epoch has a seal for somebody, so the newest seals tell which one it is. */
export async function sealedReaders(
  db: Queryable,
  accountId: Buffer,
): Promise<{ readonly epoch: number; readonly userIds: Buffer[]; readonly workerIds: Buffer[] }> {
  const row = await firstOf<{ epoch: number; userIds: Buffer[] | null; workerIds: Buffer[] | null }>(
    db,
    SQL`
      select epoch,
        array_agg(recipient_id order by recipient_id) filter (where recipient_kind = 'member') as "userIds",
        array_agg(recipient_id order by recipient_id) filter (where recipient_kind = 'worker') as "workerIds"
      from account_seals
      where account_id = ${accountId}
        and epoch = (select max(epoch) from account_seals where account_id = ${accountId})
      group by epoch`,
  );
  if (!row) throw new TypeError('an account without a seal');
  return { epoch: row.epoch, userIds: row.userIds ?? [], workerIds: row.workerIds ?? [] };
}

/** Under the newest epoch only: what lies further back opens nothing that counts. */
export async function newestSealOf(
  db: Queryable,
  accountId: Buffer,
  { kind, id }: { readonly kind: 'invite' | 'breakGlass'; readonly id: Buffer },
): Promise<Buffer | undefined> {
  const row = await firstOf<{ seal: Buffer }>(
    db,
    SQL`
      select seal from account_seals
      where account_id = ${accountId} and recipient_kind = ${kind} and recipient_id = ${id}
        and epoch = (select max(epoch) from account_seals where account_id = ${accountId})`,
  );
  return row?.seal;
}

export async function sealsOf(
  db: Queryable,
  accountId: Buffer,
  { kind, id }: { readonly kind: 'member' | 'worker'; readonly id: Buffer },
): Promise<{ readonly epoch: number; readonly seal: Buffer }[]> {
  return rowsOf(
    db,
    SQL`
      select epoch, seal from account_seals
      where account_id = ${accountId} and recipient_kind = ${kind} and recipient_id = ${id}
      order by epoch`,
  );
}

export async function chainBacks(
  db: Queryable,
  accountId: Buffer,
): Promise<{ readonly epoch: number; readonly chainBack: Buffer }[]> {
  return rowsOf(
    db,
    SQL`
      select epoch, chain_back as "chainBack" from chain_backs where account_id = ${accountId} order by epoch`,
  );
}
