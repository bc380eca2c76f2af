import { CommonsealError } from '@commonseal/protocol';
import type { StoredInvite } from '../repositories/invites.ts';

/**
 * Whether somebody can still join by an invite, by this server's clock: the rules of the log have none, and take the
 * newcomer's word for the time.
 * @throws CommonsealError `invite_used`, `invite_revoked` (also for one that a removal voided), `invite_expired`
 */
export function requirePending({ ended, expiresAtMs }: Pick<StoredInvite, 'ended' | 'expiresAtMs'>): void {
  if (ended === 'used') throw new CommonsealError('invite_used');
  if (ended) throw new CommonsealError('invite_revoked', ended);
  if (expiresAtMs <= Date.now()) throw new CommonsealError('invite_expired');
}
