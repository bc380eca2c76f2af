import { CommonsealError } from '@commonseal/protocol';
import { bytesOf } from '../bytes.ts';
import type { PersonCaller, WriterCaller } from '../caller.ts';
import type { Queryable } from '../database/database.ts';
import type { BatchKey, Principal } from '../repositories/uploads.ts';
import { findWriter } from '../repositories/writers.ts';

/** Workers deliver by writers of their own. */
export type DeliveringCaller = PersonCaller | WriterCaller;

/** As whom a caller delivers: all devices of a person are one. */
export function principalOf(caller: DeliveringCaller): Principal {
  return caller.kind === 'person'
    ? { kind: 'person', id: bytesOf(caller.userId) }
    : { kind: 'writer', id: bytesOf(caller.writerId) };
}

export function batchKeyOf(params: { readonly accountId: string; readonly batchId: string }): BatchKey {
  return { accountId: bytesOf(params.accountId), batchId: bytesOf(params.batchId) };
}

/**
 * That the caller belongs to the account was checked when the request came in.
 * @throws CommonsealError `forbidden` for a program whose writer was withdrawn
 */
export async function requireMayDeliver(
  db: Queryable,
  accountId: string,
  caller: DeliveringCaller,
): Promise<void> {
  if (caller.kind === 'person') return;
  const writer = await findWriter(db, { accountId: bytesOf(accountId), writerId: bytesOf(caller.writerId) });
  if (!writer || writer.withdrawn) throw new CommonsealError('forbidden', 'the writer was withdrawn');
}

export function requireOwn<T extends { readonly isOwn: boolean }>(upload: T): T {
  if (!upload.isOwn) throw new CommonsealError('forbidden', "another one's batch");
  return upload;
}
