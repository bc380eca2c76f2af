import SQL from '@nearform/sql';
import { type Queryable, countOf, rowsOf } from '../database/database.ts';

export interface StoredStatement {
  readonly message: Buffer;
  readonly signature: Buffer;
}

export async function listStatements(db: Queryable, accountId: Buffer): Promise<StoredStatement[]> {
  return rowsOf<StoredStatement>(
    db,
    SQL`select message, signature from head_statements where account_id = ${accountId} order by user_id`,
  );
}

/** @returns false when one is there that is newer, or that knows more of the log */
export async function replaceStatement(
  db: Queryable,
  next: StoredStatement & {
    readonly accountId: Buffer;
    readonly userId: Buffer;
    readonly headSequence: number;
    readonly timeMs: number;
  },
): Promise<boolean> {
  const { accountId, userId, headSequence, timeMs, message, signature } = next;
  const stored = await countOf(
    db,
    SQL`
      insert into head_statements as present (account_id, user_id, head_sequence, time_ms, message, signature)
      values (${accountId}, ${userId}, ${headSequence}, ${timeMs}, ${message}, ${signature})
      on conflict (account_id, user_id) do update
        set head_sequence = excluded.head_sequence, time_ms = excluded.time_ms, message = excluded.message,
          signature = excluded.signature
        where present.time_ms <= excluded.time_ms and present.head_sequence <= excluded.head_sequence`,
  );
  return stored === 1;
}

export async function deleteStatement(db: Queryable, accountId: Buffer, userId: Buffer): Promise<void> {
  await db.query(SQL`delete from head_statements where account_id = ${accountId} and user_id = ${userId}`);
}
