import { CommonsealError } from '@commonseal/protocol';
import { type AccountState, type ParsedEntry, type Policy, ownersOf } from '@commonseal/account-log';
import { authorPolicy } from '@commonseal/account-log/author';
import type { AccountSession } from '../account/account-session.ts';
import { foreseeAs, noDelivery } from '../account/members.ts';
import type { ResetPolicy } from '../let-back-in-api.ts';

const maxApprovals = 3;

export function describePolicy({ log: { state } }: AccountSession): ResetPolicy {
  const { vouchers, approvals } = state.policy;
  return {
    vouchers,
    approvals,
    possibleForMember: possibleFor(state, 'member'),
    possibleForOwner: possibleFor(state, 'owner'),
  };
}

/** Nobody vouches for themselves, and for an owner nobody without another one. */
function possibleFor({ members, policy }: AccountState, role: 'owner' | 'member'): number {
  const owners = ownersOf(members).length;
  if (role === 'owner' && owners < 2) return 0;
  const all = policy.vouchers === 'owners' ? owners : members.size;
  const isAmongThem = policy.vouchers === 'members' || role === 'owner';
  // Where everybody is an owner, a member would come on top.
  const isThere = role === 'owner' || members.size > owners;
  return all - (isAmongThem && isThere ? 1 : 0);
}

/** @throws CommonsealError `not_owner`, `invalid_request` */
export async function setPolicy(session: AccountSession, policy: Policy): Promise<void> {
  const { vouchers, approvals } = policy;
  if (!Number.isInteger(approvals) || approvals < 1 || approvals > maxApprovals)
    throw new CommonsealError('invalid_request', 'number of approvals');
  const isNow = () => {
    const { policy: now } = session.log.state;
    return now.vouchers === vouchers && now.approvals === approvals;
  };
  // Every change voids requests that wait.
  if (isNow()) return;
  const isAsked = (entry: ParsedEntry) => entry.name === 'policy' && isNow();
  await session.append(() => {
    foreseeAs(session, 'policy', { vouchers, approvals });
    return { entry: authorPolicy(session.authoring(), { vouchers, approvals }), ...noDelivery };
  }, isAsked);
}
