import { CommonsealError, type UserId } from '@commonseal/protocol';
import { type Head, requireExtends } from '../head.ts';
import { requireAccepted } from '../refused.ts';
import { applyUserEntry } from './apply.ts';
import type { UserState } from './state.ts';

/** A person's own log as far as it was verified here. */
export class UserLog {
  readonly #hashes: Uint8Array[];
  #state: UserState;

  private constructor(state: UserState) {
    this.#state = state;
    this.#hashes = [state.head.hash];
  }

  /** @throws CommonsealError `log_refused`; `log_rollback` when it is empty; `log_fork` when it is another person's */
  static verify(entries: readonly Uint8Array[], userId?: UserId): UserLog {
    const [genesis, ...others] = entries;
    if (!genesis) throw new CommonsealError('log_rollback', 'the user log is empty');
    const log = new UserLog(requireAccepted(applyUserEntry(undefined, genesis), 'log_refused'));
    if (userId !== undefined && log.state.userId !== userId)
      throw new CommonsealError('log_fork', "another person's log");
    for (const entry of others) log.append(entry);
    return log;
  }

  /** Another log that grows by itself from here on. */
  copy(): UserLog {
    const copy = new UserLog(this.#state);
    copy.#hashes.splice(0, 1, ...this.#hashes);
    return copy;
  }

  get state(): UserState {
    return this.#state;
  }

  get head(): Head {
    return this.#state.head;
  }

  /** @throws CommonsealError `log_refused`; the log is then as it was */
  append(entry: Uint8Array): void {
    this.#state = requireAccepted(applyUserEntry(this.#state, entry), 'log_refused');
    this.#hashes.push(this.#state.head.hash);
  }

  hashAt(sequence: number): Uint8Array | undefined {
    return this.#hashes[sequence];
  }

  /** @throws CommonsealError `log_rollback`, `log_fork` */
  requireExtends(known: Head): void {
    requireExtends(this, known);
  }
}
