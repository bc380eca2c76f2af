import { equalBytes } from '@commonseal/crypto/verify';
import {
  type ResetRequest,
  type SignedResetRequest,
  maxRequestLifetimeMs,
} from '../content/reset-request.ts';
import type { Head } from '../head.ts';
import { Refused } from '../refused.ts';
import { isKeyInUse } from './access.ts';
import { mayVouch } from './may-vouch.ts';
import type { AccountState, Member } from './state.ts';

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
