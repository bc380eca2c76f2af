import type { WorkerId } from '@commonseal/protocol';
import type { AccountState, Grant, Manifest } from '@commonseal/account-log';
import { AccountRefusal } from './account-refusal.ts';
import type { GrantTimes } from './pin.ts';

/**
 * The grant of an entry, if this worker may read by it now.
 * @param nowMs by this machine's clock; where the log's own time is later, that one counts
 * @throws AccountRefusal `grant_unknown`, `grant_ended`, `grant_expired`
 */
export function requireGrant(
  state: AccountState,
  workerId: WorkerId,
  { since, nowMs }: { readonly since: number; readonly nowMs: number },
): Grant {
  const grant = state.grants.get(since);
  if (!grant || grant.workerId !== workerId) throw new AccountRefusal('grant_unknown');
  if (grant.ended) throw new AccountRefusal('grant_ended', `the grant was ${grant.ended.how}`);
  if (Math.max(nowMs, state.timeMs) >= grant.expiresAtMs) throw new AccountRefusal('grant_expired');
  return grant;
}

/** Whether there is nothing to refuse. */
export function isGrantInForce(...asked: Parameters<typeof requireGrant>): boolean {
  try {
    requireGrant(...asked);
    return true;
  } catch (error) {
    if (error instanceof AccountRefusal) return false;
    throw error;
  }
}

/** Whether this worker may hold the account's keys now. */
export function mayHoldKeys(state: AccountState, workerId: WorkerId, nowMs: number): boolean {
  const since = state.workers.get(workerId)?.standing;
  return since !== undefined && isGrantInForce(state, workerId, { since, nowMs });
}

/** Of all grants to this worker. */
export function grantTimesOf({ grants }: AccountState, workerId: WorkerId): GrantTimes {
  const own = [...grants.values()].filter((grant) => grant.workerId === workerId);
  const latest = (times: readonly number[]) => times.reduce((last, atMs) => Math.max(last, atMs), 0);
  return {
    openUntilMs: latest(own.map(({ ended, expiresAtMs }) => (ended ? 0 : expiresAtMs))),
    expiredMs: latest(own.map(({ expiresAtMs }) => expiresAtMs)),
  };
}

/** Whether a grant names the source of a batch. @throws AccountRefusal `source_not_granted` */
export function requireInScope({ terms }: Grant, { writerId }: Pick<Manifest, 'writerId'>): void {
  const isMeant = terms.kind === 'standing' && (terms.writerIds?.includes(writerId) ?? true);
  if (!isMeant) throw new AccountRefusal('source_not_granted');
}
