import type { FollowedAccount } from './followed-account.ts';
import { AccountRefusal } from './account-refusal.ts';

const dayMs = 24 * 60 * 60_000;

/** How old what is known of an account may be. */
export interface FreshnessBounds {
  /** Since a member was last heard of: until then a server that withholds a revocation is not noticed. */
  readonly silentMs: number;
  /** Since the log was last shown as whole: an honest server's news come that late at most. */
  readonly shownMs: number;
}

export const longestSilenceMs = 90 * dayMs;
export const freshnessBounds: FreshnessBounds = { silentMs: longestSilenceMs, shownMs: 10 * 60_000 };

/**
 * Nothing in an old state of an account tells that it is old, but its age.
 * @throws AccountRefusal `log_held`, `log_unwritten`, `log_withheld`, `log_not_current`, `log_silent`
 */
export function requireFresh(account: FollowedAccount, bounds: FreshnessBounds, nowMs: number): void {
  account.requireOneLog();
  account.requireWritten();
  account.requireNothingOwed();
  const { shownWholeMs, heardMs } = account;
  const isShown = shownWholeMs !== undefined && Math.abs(nowMs - shownWholeMs) <= bounds.shownMs;
  if (!isShown) throw new AccountRefusal('log_not_current', 'the log was not shown as whole of late');
  if (nowMs - heardMs > bounds.silentMs)
    throw new AccountRefusal('log_silent', 'no member of the account was heard of for too long');
}
