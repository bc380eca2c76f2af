import type { AccountId } from '@commonseal/protocol';

const keyOf = (accountId: AccountId) => `commonseal.activity-seen.${accountId}`;

/** How many entries the log had when its page was last looked at in this browser: a number, and nothing of them. */
export function entriesSeen(accountId: AccountId): number | undefined {
  const kept = Number(localStorage.getItem(keyOf(accountId)) ?? Number.NaN);
  return Number.isSafeInteger(kept) && kept >= 0 ? kept : undefined;
}

export function keepEntriesSeen(accountId: AccountId, entries: number): void {
  localStorage.setItem(keyOf(accountId), String(entries));
}
