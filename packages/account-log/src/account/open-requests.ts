import type { UserId } from '@commonseal/protocol';
import { type SignedResetRequest, resetRequestName } from '../content/reset-request.ts';
import { Refused } from '../refused.ts';
import type { AccountState, OpenRequest } from './state.ts';

/** Requests with a vouch that are open at a time: nobody asks so often. */
export const maxOpenRequests = 100;

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
