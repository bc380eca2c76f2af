import { type InviteReading, verifyInviteReading } from '@commonseal/account-log';
import { CommonsealError } from '@commonseal/protocol';
import { bytesOf } from '../bytes.ts';
import { type Queryable, inSnapshot } from '../database/database.ts';
import { isMember } from '../repositories/account-roles.ts';
import { type StoredInvite, findInvite } from '../repositories/invites.ts';
import { newestSealOf } from '../repositories/seals.ts';
import type { Services } from '../services.ts';
import { requirePending } from './invite-standing.ts';
import { notFound } from './not-found.ts';
import { type LogPage, readLogPage } from './read-log.ts';

/** A signature that somebody has kept shall not open the log later. */
const maxClockDifferenceMs = 5 * 60_000;

/**
 * The account's log for whoever holds an invite's link; of one that opens at once, and has not ended, also the newest
 * seal. All as of one moment: a seal of another epoch than the log's newest would open nothing.
 * @throws CommonsealError `forbidden` when the time is not now; `not_found` for a wrong signature as for an unknown
 * account or invite; `invite_used`, `invite_revoked`, `invite_expired`
 */
export async function readInviteLog(
  { pool }: Services,
  reading: InviteReading & { readonly signature: Uint8Array },
  after: number,
): Promise<LogPage & { readonly seal: Buffer | undefined }> {
  if (Math.abs(reading.timeMs - Date.now()) > maxClockDifferenceMs) {
    throw new CommonsealError('forbidden', 'signed at another time');
  }
  requireLinkHolder(reading);
  const accountId = bytesOf(reading.accountId);
  const inviteId = bytesOf(reading.inviteId);
  return inSnapshot(pool, async (db) => {
    const invite = await findInvite(db, accountId, inviteId);
    if (!invite) throw notFound();
    const hasJoined = await hasJoinedBy(db, accountId, invite, bytesOf(reading.userId));
    if (!hasJoined) requirePending(invite);
    const seal = hasJoined ? undefined : await newestSealOf(db, accountId, { kind: 'invite', id: inviteId });
    return { ...(await readLogPage(db, accountId, after)), seal };
  });
}

function requireLinkHolder(reading: InviteReading & { readonly signature: Uint8Array }): void {
  try {
    verifyInviteReading(reading);
  } catch {
    throw notFound();
  }
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
