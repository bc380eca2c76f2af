import { type InviteReading, verifyInviteReading } from '@commonseal/account-log';
import { bytesOf } from '../bytes.ts';
import type { Queryable } from '../database/database.ts';
import { isMember } from '../repositories/account-roles.ts';
import { type StoredInvite, findInvite } from '../repositories/invites.ts';
import type { Services } from '../services.ts';
import { requirePending } from './invite-standing.ts';
import { notFound } from './not-found.ts';
import type { LogPage } from './read-log.ts';
import { readSigned } from './signed-reading.ts';

/**
 * The account's log for whoever holds an invite's link; of one that opens at once, and has not ended, also the newest
 * seal.
 * @throws CommonsealError as `readSigned`; `invite_used`, `invite_revoked`, `invite_expired`
 */
export async function readInviteLog(
  services: Services,
  reading: InviteReading & { readonly signature: Uint8Array },
  after: number,
): Promise<LogPage & { readonly seal: Buffer | undefined }> {
  const accountId = bytesOf(reading.accountId);
  const inviteId = bytesOf(reading.inviteId);
  const { timeMs } = reading;
  const verify = () => verifyInviteReading(reading);
  const key = { kind: 'invite', id: inviteId } as const;
  return readSigned(services, { timeMs, verify, accountId, key, after }, async (db) => {
    const invite = await findInvite(db, accountId, inviteId);
    if (!invite) throw notFound();
    const hasJoined = await hasJoinedBy(db, accountId, invite, bytesOf(reading.userId));
    if (!hasJoined) requirePending(invite);
    return !hasJoined;
  });
}

/** Whoever has joined may read the log anyway, and their client may not know yet that it has. */
async function hasJoinedBy(
  db: Queryable,
  accountId: Buffer,
  { ended, userId }: StoredInvite,
  callerId: Buffer,
): Promise<boolean> {
  return ended === 'used' && userId !== null && userId.equals(callerId) && isMember(db, accountId, callerId);
}
