import { type AccountId, CommonsealError, type ErrorCode } from '@commonseal/protocol';
import type { InviteOffer, VaultApi } from '@commonseal/vault';
import { plainLine } from '../../text/hostile-text.ts';

/** What came of looking at an invitation. */
export type Looked =
  | { readonly kind: 'offer'; readonly offer: InviteOffer }
  /** `isKnown`: the person's own record has the account, so it can be opened without the invitation. */
  | { readonly kind: 'already in'; readonly accountName: string; readonly isKnown: boolean };

const endings: Readonly<Record<Exclude<InviteOffer['standing'], 'pending' | 'already member'>, ErrorCode>> = {
  expired: 'invite_expired',
  used: 'invite_used',
  revoked: 'invite_revoked',
  voided: 'invite_revoked',
};

/**
 * Whoever is in already is told so by a link that has ended, too: of that the server says no more than that it has.
 * @throws CommonsealError `invite_expired`, `invite_used`, `invite_revoked`, and whatever verifying may find
 */
export async function lookAtInvite(vault: VaultApi, link: string, accountId: AccountId): Promise<Looked> {
  const own = (await vault.listAccounts()).find((account) => account.accountId === accountId);
  if (own !== undefined && (own.standing === 'open' || own.standing === 'waiting')) {
    return { kind: 'already in', accountName: plainLine(own.accountName), isKnown: true };
  }
  const offer = await vault.lookAtInvite(link);
  if (offer.standing === 'pending') return { kind: 'offer', offer };
  if (offer.standing === 'already member') return { kind: 'already in', accountName: '', isKnown: false };
  throw new CommonsealError(endings[offer.standing]);
}
