import type { Queryable } from '../database/database.ts';
import { entriesAfter, findHead } from '../repositories/accounts.ts';
import { notFound } from './not-found.ts';

const entriesAtOnce = 500;
const maxReplyBytes = 8 * 1024 * 1024;

export interface LogPage {
  readonly entries: readonly Buffer[];
  readonly more: boolean;
}

/** Entries after a given one, as many as fit into one reply. @throws CommonsealError `not_found` */
export async function readLogPage(db: Queryable, accountId: Buffer, after: number): Promise<LogPage> {
  const head = await findHead(db, accountId);
  if (!head) throw notFound();
  const range = { accountId, after, limit: entriesAtOnce, maxBytes: maxReplyBytes };
  const entries = await entriesAfter(db, range);
  return { entries, more: after + entries.length < head.sequence };
}
