import SQL from '@nearform/sql';
import { type Queryable, rowsOf } from '../database/database.ts';

export interface StoredSeal {
  readonly recipientKind: string;
  readonly recipientId: Buffer;
  readonly seal: Buffer;
}

export async function insertSeals(
  db: Queryable,
  accountId: Buffer,
  epoch: number,
  seals: readonly StoredSeal[],
): Promise<void> {
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

export async function sealsOfMember(
  db: Queryable,
  accountId: Buffer,
  userId: Buffer,
): Promise<{ readonly epoch: number; readonly seal: Buffer }[]> {
  return rowsOf(
    db,
    SQL`
      select epoch, seal from account_seals
      where account_id = ${accountId} and recipient_kind = 'member' and recipient_id = ${userId}
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
