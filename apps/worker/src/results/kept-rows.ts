import { type AccountId, type BatchId, type ChunkRow, type ItemId, inMessages } from '@commonseal/protocol';
import type { Queryable } from '../queue/database.ts';

/** Rows lie with the batch that they are of. */
export interface BatchPlace {
  readonly accountId: AccountId;
  readonly batchId: BatchId;
}

/** Of the rows of one statement, or of one answer; a row by itself is half a megabyte at most. */
const bytesAtOnce = 4 * 1024 * 1024;

export async function keepRows(
  db: Queryable,
  { accountId, batchId }: BatchPlace,
  rows: readonly ChunkRow[],
): Promise<void> {
  for await (const some of inMessages(rows, bytesAtOnce)) {
    // One parameter for all bytes: as an array they would travel as hexadecimal text.
    const bytes = Buffer.concat(some.map(({ row }) => row));
    await db.query(
      `insert into commonseal_work.rows (account_id, batch_id, item_id, chunk, bytes)
       select $1, $2, item_id, chunk, substring($3::bytea from past::integer - size + 1 for size)
       from (
         select item_id, chunk, size, sum(size) over (order by at) as past
         from unnest($4::text[], $5::integer[], $6::integer[]) with ordinality as given (item_id, chunk, size, at)
       ) as row`,
      [
        accountId,
        batchId,
        bytes,
        some.map(({ itemId }) => itemId),
        some.map(({ chunk }) => chunk),
        some.map(({ row }) => row.length),
      ],
    );
  }
}

/** A few after the others: they may be large together. */
export async function* keptRows(db: Queryable, { accountId, batchId }: BatchPlace): AsyncGenerator<ChunkRow> {
  const { rows: places } = await db.query<{ item_id: ItemId; chunk: number; size: number }>(
    `select item_id, chunk, octet_length(bytes) as size from commonseal_work.rows
     where account_id = $1 and batch_id = $2 order by item_id, chunk`,
    [accountId, batchId],
  );
  for (const some of upTo(bytesAtOnce, places)) {
    // Base64 made by the database: decoding bytea's hexadecimal text would be the slowest part.
    const { rows } = await db.query<{ item_id: ItemId; chunk: number; base64: string }>(
      `select item_id, chunk, encode(bytes, 'base64') as base64 from commonseal_work.rows
       where account_id = $1 and batch_id = $2
         and (item_id, chunk) in (select * from unnest($3::text[], $4::integer[]))`,
      [accountId, batchId, some.map((place) => place.item_id), some.map(({ chunk }) => chunk)],
    );
    for (const { item_id: itemId, chunk, base64 } of rows)
      yield { itemId, chunk, row: Buffer.from(base64, 'base64') };
  }
}

export async function dropRows(db: Queryable, { accountId, batchId }: BatchPlace): Promise<void> {
  await db.query('delete from commonseal_work.rows where account_id = $1 and batch_id = $2', [
    accountId,
    batchId,
  ]);
}

/** In their order; one that is larger is alone. */
function upTo<T extends { readonly size: number }>(mostBytes: number, all: readonly T[]): T[][] {
  const parts: T[][] = [];
  let room = 0;
  for (const each of all) {
    if (each.size > room || parts.length === 0) {
      parts.push([]);
      room = mostBytes;
    }
    parts.at(-1)?.push(each);
    room -= each.size;
  }
  return parts;
}
