import * as real from '../../../../packages/account-log/src/account/request-rules.ts';
import { mayVouch } from '../../../../packages/account-log/src/account/may-vouch.ts';
import { Refused } from '../../../../packages/account-log/src/refused.ts';

export const { maxRequestAheadMs } = real;

/** Where the account stands is all the same. */
export const judgeRequest: typeof real.judgeRequest = (state, request, atMs) =>
  real.judgeRequest(state, { ...request, head: state.head }, atMs);

export const judgeApproval: typeof real.judgeApproval = (state, { request }, author, atMs) => {
  const member = judgeRequest(state, request, atMs);
  if (member instanceof Refused) return member;
  return mayVouch(state, author, member) ? member : new Refused('author is not entitled');
};
