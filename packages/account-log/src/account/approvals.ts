import type { UserId } from '@commonseal/protocol';
import { type SignedResetRequest, resetRequestName } from '../content/reset-request.ts';
import { Refused } from '../refused.ts';
import { mayVouch } from './may-vouch.ts';
import { judgeApproval } from './request-rules.ts';
import type { AccountState, Member } from './state.ts';

/** Those who vouch for a request and still may, and whoever approves it now. */
function approversOf(
  state: AccountState,
  signed: SignedResetRequest,
  member: Member,
  author?: Member,
): Member[] {
  const { vouchers = [] } = state.requests.get(resetRequestName(signed)) ?? {};
  const ids = new Set([...vouchers, ...(author ? [author.userId] : [])]);
  return [...ids]
    .flatMap((userId) => state.members.get(userId) ?? [])
    .filter((voucher) => mayVouch(state, voucher, member));
}

/** Whether that is all that the policy asks for: an owner is let back in by one owner at least. */
export function checkApprovals(
  state: AccountState,
  signed: SignedResetRequest,
  member: Member,
  author: Member,
): Refused | undefined {
  const approvers = approversOf(state, signed, member, author);
  if (approvers.length < state.policy.approvals) return new Refused('approvals are missing');
  const hasOwner = approvers.some(({ role }) => role === 'owner');
  return member.role === 'owner' && !hasOwner ? new Refused('no owner approves') : undefined;
}

/** How far a request has got. */
export interface ApprovalStanding {
  readonly vouchers: readonly UserId[];
  /** Approvals that are missing, this one included. */
  readonly missing: number;
  /** Whether one of them has to be an owner's. */
  readonly needsOwner: boolean;
  /** Whether the next approval by this member is the last one that it takes: then it is a `reset`, else a `vouch`. */
  readonly isLast: boolean;
}

/** @returns what an approval by somebody would be, or why they cannot give it */
export function approvalStanding(
  state: AccountState,
  signed: SignedResetRequest,
  author: Member,
  atMs: number,
): ApprovalStanding | Refused {
  const member = judgeApproval(state, signed, author, atMs);
  if (member instanceof Refused) return member;
  const vouchers = approversOf(state, signed, member);
  const needsOwner = member.role === 'owner' && vouchers.every(({ role }) => role !== 'owner');
  return {
    vouchers: vouchers.map(({ userId }) => userId),
    missing: Math.max(needsOwner ? 1 : 0, state.policy.approvals - vouchers.length),
    needsOwner,
    isLast: checkApprovals(state, signed, member, author) === undefined,
  };
}

/** Who could approve a request of a member: all of them together may be too few, or none of them an owner. */
export function possibleVouchers(state: AccountState, member: Member): readonly Member[] {
  return [...state.members.values()].filter((other) => mayVouch(state, other, member));
}
