import SQL from '@nearform/sql';
import { type Queryable, firstOf, rowsOf } from '../database/database.ts';

/** One worker's records of one account. */
export interface AccessChainKey {
  readonly accountId: Buffer;
  readonly workerId: Buffer;
}

export interface AccessChainSize {
  readonly records: number;
  readonly bytes: number;
}

export async function findAccessChain(
  db: Queryable,
  { accountId, workerId }: AccessChainKey,
): Promise<AccessChainSize> {
  const row = await firstOf<AccessChainSize>(
    db,
    SQL`select records, bytes from access_chains where account_id = ${accountId} and worker_id = ${workerId}`,
  );
  return row ?? { records: 0, bytes: 0 };
}

/** For the rest of the transaction nobody else delivers to it. */
export async function lockAccessChain(
  db: Queryable,
  { accountId, workerId }: AccessChainKey,
): Promise<AccessChainSize> {
  await db.query(SQL`
    insert into access_chains (account_id, worker_id) values (${accountId}, ${workerId})
    on conflict do nothing`);
  const row = await firstOf<AccessChainSize>(
    db,
    SQL`
      select records, bytes from access_chains
      where account_id = ${accountId} and worker_id = ${workerId} for update`,
  );
  return row ?? { records: 0, bytes: 0 };
}

/** At the end of a locked chain. */
export async function appendAccessRecords(
  db: Queryable,
  { accountId, workerId }: AccessChainKey,
  from: number,
  records: readonly Buffer[],
): Promise<void> {
  await db.query(SQL`
    insert into access_records (account_id, worker_id, index, record)
    select ${accountId}, ${workerId}, ${from} + at - 1, record
    from unnest(${records}::bytea[]) with ordinality as given (record, at)`);
  const bytes = records.reduce((sum, { length }) => sum + length, 0);
  await db.query(SQL`
    update access_chains set records = records + ${records.length}, bytes = bytes + ${bytes}
    where account_id = ${accountId} and worker_id = ${workerId}`);
}

export async function listAccessRecords(
  db: Queryable,
  { accountId, workerId }: AccessChainKey,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<Buffer[]> {
  const rows = await rowsOf<{ record: Buffer }>(
    db,
    SQL`
      select record from access_records
      where account_id = ${accountId} and worker_id = ${workerId} and index >= ${from}
      order by index limit ${limit}`,
  );
  return rows.map(({ record }) => record);
}
