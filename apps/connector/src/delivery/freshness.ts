import { type AccountState, rotationDue } from '@commonseal/account-log';
import { Stop } from '../stop.ts';

const dayMs = 24 * 60 * 60_000;
/** Members sign at every visit: a month without one is worth a word. */
export const tellAfterMs = 30 * dayMs;
/** Whoever shows this connector an old state of the account can make it go on under an old key until then. */
export const holdAfterMs = 90 * dayMs;

/**
 * A server may show an old state of the account for ever, and nothing in that state tells so but its age.
 * @param heardMs when a member was last heard of
 * @returns what the person should know, if anything
 * @throws Stop `account_silent`
 */
export function requireFresh(heardMs: number, nowMs: number): string | undefined {
  const silentMs = nowMs - heardMs;
  if (silentMs < tellAfterMs) return undefined;
  const heard = `The newest sign of any member of the account is of ${new Date(heardMs).toISOString().slice(0, 10)}`;
  const advice = "a member opens Commonseal once (or this machine's clock is set right, if it is ahead)";
  if (silentMs < holdAfterMs) {
    const left = Math.ceil((holdAfterMs - silentMs) / dayMs);
    return `${heard}. Nothing more is delivered in ${left} ${left === 1 ? 'day' : 'days'} unless ${advice}.`;
  }
  throw new Stop(
    'account_silent',
    `${heard}. The server may be showing an old state of it, so nothing is delivered until ${advice}.`,
  );
}

/**
 * Whoever leaves an account makes its next key in leaving, and knows it until a member's client has made another.
 * @throws Stop `key_to_be_replaced`
 */
export function requireKeyOfMembers(state: AccountState, nowMs: number): void {
  if (rotationDue(state, nowMs) !== 'author has left') return;
  throw new Stop(
    'key_to_be_replaced',
    'Somebody has left the account and knows its present key. Nothing is delivered under that key: it is replaced ' +
      'as soon as a member opens Commonseal.',
  );
}
