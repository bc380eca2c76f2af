import type { AccountId } from '@commonseal/protocol';
import type { FollowedAccount } from './followed-account.ts';
import type { FreshnessBounds } from './freshness.ts';

const dayMs = 24 * 60 * 60_000;
/** Members sign at every visit. A third of the time after which nothing is given any more is worth a word: 30 days of 90. */
const tellAfter = 1 / 3;

/** Tells an operator of accounts of which nobody was heard of for long: before their work is held, and while it is. Once a day for each. */
export class SilenceWarnings {
  readonly #tell: (words: string) => void;
  readonly #toldMs = new Map<AccountId, number>();

  constructor(tell: (words: string) => void) {
    this.#tell = tell;
  }

  look(
    { accountId, heardMs }: Pick<FollowedAccount, 'accountId' | 'heardMs'>,
    { silentMs }: Pick<FreshnessBounds, 'silentMs'>,
    nowMs: number,
  ): void {
    const silence = nowMs - heardMs;
    if (silence < silentMs * tellAfter) {
      this.#toldMs.delete(accountId);
      return;
    }
    if (nowMs - (this.#toldMs.get(accountId) ?? -Infinity) < dayMs) return;
    this.#toldMs.set(accountId, nowMs);
    const heard = `The newest sign of any member of account ${accountId} is of ${new Date(heardMs).toISOString().slice(0, 10)}`;
    const advice = "a member opens Commonseal once (or this machine's clock is set right, if it is ahead)";
    const left = Math.ceil((silentMs - silence) / dayMs);
    this.#tell(
      left > 0
        ? `${heard}. Nothing more of it is given in ${left} ${left === 1 ? 'day' : 'days'} unless ${advice}.`
        : `${heard}. The server may be showing an old state of it, so nothing of it is given until ${advice}.`,
    );
  }
}
