import type { UserId } from '@commonseal/protocol';
import { equalBytes } from '@commonseal/crypto/verify';
import {
  type ResetRequest,
  type SignedResetRequest,
  maxRequestLifetimeMs,
  resetRequestName,
} from '../content/reset-request.ts';
import type { Head } from '../head.ts';
import { Refused } from '../refused.ts';
import { isKeyInUse } from './access.ts';
import type { AccountState, Member, OpenRequest } from './state.ts';

/** Requests with a vouch that are open at a time: nobody asks so often. */
export const maxOpenRequests = 100;
/** How far the clock of whoever asks may be ahead of the log. */
export const maxRequestAheadMs = 24 * 60 * 60_000;

/** Whether a head lies on the log, not before what changed last who may do what. */
function checkHead({ power, head: newest }: AccountState, { sequence, hash }: Head): Refused | undefined {
  if (sequence > newest.sequence) return new Refused('head is beyond the log');
  if (sequence < power.since) return new Refused('what it rests on has changed');
  const own = power.hashes.get(sequence - power.since);
  return own && equalBytes(own, hash) ? undefined : new Refused('head is not on the chain');
}

function checkTimes({ madeAtMs, expiresAtMs }: ResetRequest, atMs: number): Refused | undefined {
  if (expiresAtMs - madeAtMs > maxRequestLifetimeMs) return new Refused('lasts too long');
  if (atMs >= expiresAtMs || madeAtMs >= expiresAtMs) return new Refused('expired');
  return madeAtMs > atMs + maxRequestAheadMs ? new Refused('made in the future') : undefined;
}

/**
 * Whether a request to be let back in can still be granted, whoever does it. Its signature is another matter.
 * @returns the member whom it is about, or why not
 */
export function judgeRequest(state: AccountState, request: ResetRequest, atMs: number): Member | Refused {
  if (request.accountId !== state.accountId) return new Refused('another account');
  const refusal = checkHead(state, request.head) ?? checkTimes(request, atMs);
  if (refusal) return refusal;
  const member = state.members.get(request.memberId);
  if (!member) return new Refused('not there');
  if (state.members.has(request.userId)) return new Refused('already there');
  return isKeyInUse(state, request) ? new Refused('key was used before') : member;
}

/** Whether the policy lets somebody vouch for another one. */
export function mayVouch(
  { policy }: Pick<AccountState, 'policy'>,
  voucher: Member,
  forWhom: Member,
): boolean {
  return voucher.userId !== forWhom.userId && (policy.vouchers === 'members' || voucher.role === 'owner');
}

/** @returns the member whom the request is about, or why the author cannot approve it */
export function judgeApproval(
  state: AccountState,
  { request }: SignedResetRequest,
  author: Member,
  atMs: number,
): Member | Refused {
  const member = judgeRequest(state, request, atMs);
  if (member instanceof Refused) return member;
  return mayVouch(state, author, member) ? member : new Refused('author is not entitled');
}

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

export function withVouch(
  { requests }: AccountState,
  signed: SignedResetRequest,
  voucherId: UserId,
  atMs: number,
): AccountState['requests'] | Refused {
  const name = resetRequestName(signed);
  const { memberId, expiresAtMs } = signed.request;
  const open = openAt(requests, atMs);
  const { vouchers = [] } = open.get(name) ?? {};
  if (vouchers.includes(voucherId)) return new Refused('already there');
  if (!open.has(name) && open.size >= maxOpenRequests) return new Refused('too many');
  return open.set(name, { memberId, expiresAtMs, vouchers: [...vouchers, voucherId] });
}

function openAt(requests: AccountState['requests'], atMs: number): AccountState['requests'] {
  return filtered(requests, ({ expiresAtMs }) => atMs < expiresAtMs);
}

function filtered(requests: AccountState['requests'], keep: (request: OpenRequest) => boolean) {
  return [...requests].reduce(
    (left, [name, request]) => (keep(request) ? left : left.delete(name)),
    requests,
  );
}

/** What somebody said with keys that are theirs no more. */
export function withoutVouchesOf(
  requests: AccountState['requests'],
  userId: UserId,
): AccountState['requests'] {
  const without = [...requests].reduce(
    (left, [name, request]) =>
      request.vouchers.includes(userId)
        ? left.set(name, { ...request, vouchers: request.vouchers.filter((id) => id !== userId) })
        : left,
    requests,
  );
  return filtered(without, ({ vouchers }) => vouchers.length > 0);
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
