import { type AccountId, CommonsealError } from '@commonseal/protocol';
import { type Head, requireExtends } from '../head.ts';
import { requireAccepted } from '../refused.ts';
import { apply } from './apply.ts';
import type { AccountState } from './state.ts';

/** An account's log as far as it was verified here: the state and the hash of every entry. */
export class AccountLog {
  readonly #hashes: Uint8Array[];
  #state: AccountState;

  private constructor(state: AccountState) {
    this.#state = state;
    this.#hashes = [state.head.hash];
  }

  /**
   * Verifies a log from its first entry on.
   * @param accountId what the first entry must hash to; learnt from anybody but the server
   * @throws CommonsealError `log_refused`; `log_fork` when it is another account's log
   */
  static verify(entries: readonly Uint8Array[], accountId?: AccountId): AccountLog {
    const [genesis, ...others] = entries;
    if (!genesis) throw new CommonsealError('log_rollback', 'the log is empty');
    const log = new AccountLog(requireAccepted(apply(undefined, genesis), 'log_refused'));
    if (accountId !== undefined && log.state.accountId !== accountId) {
      throw new CommonsealError('log_fork', "another account's log");
    }
    for (const entry of others) log.append(entry);
    return log;
  }

  get state(): AccountState {
    return this.#state;
  }

  get head(): Head {
    return this.#state.head;
  }

  /** @throws CommonsealError `log_refused`; the log is then as it was */
  append(entry: Uint8Array): void {
    this.#state = requireAccepted(apply(this.#state, entry), 'log_refused');
    this.#hashes.push(this.#state.head.hash);
  }

  /** The hash of an entry; undefined beyond the head. */
  hashAt(sequence: number): Uint8Array | undefined {
    return this.#hashes[sequence];
  }

  /** @throws CommonsealError `log_rollback`, `log_fork` */
  requireExtends(known: Head): void {
    requireExtends(this, known);
  }
}
