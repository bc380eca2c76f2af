import { type AccountId, CommonsealError } from '@commonseal/protocol';
import { equalBytes } from '@commonseal/crypto/verify';
import { type Head, requireExtends } from '../head.ts';
import { requireAccepted } from '../refused.ts';
import { type SignatureCheck, apply } from './apply.ts';
import type { AccountState } from './state.ts';

/** Some ten milliseconds of work. */
const pieceEntries = 128;

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
   * @param checkpoint a head that this person's clients have verified a log up to before: signatures up to it are not
   * verified once more, since its hash covers all bytes and signatures before it
   * @throws CommonsealError `log_refused`; `log_fork` when it is another account's log or does not lead to the
   * checkpoint, `log_rollback` when it ends before it
   */
  static verify(entries: readonly Uint8Array[], accountId?: AccountId, checkpoint?: Head): AccountLog {
    const steps = AccountLog.#verifying(entries, accountId, checkpoint);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /**
   * The same for whoever has others to answer meanwhile.
   * @param pause between pieces of a long log
   */
  static async verifyInPieces(
    entries: readonly Uint8Array[],
    { accountId, checkpoint }: { readonly accountId?: AccountId; readonly checkpoint?: Head },
    pause: () => Promise<void>,
  ): Promise<AccountLog> {
    const steps = AccountLog.#verifying(entries, accountId, checkpoint);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      if (value % pieceEntries === 0) await pause();
    }
  }

  /** One entry after the other; yields how many are verified. */
  static *#verifying(
    entries: readonly Uint8Array[],
    accountId: AccountId | undefined,
    checkpoint: Head | undefined,
  ): Generator<number, AccountLog> {
    const [genesis, ...others] = entries;
    if (!genesis) throw new CommonsealError('log_rollback', 'the log is empty');
    if (checkpoint && entries.length <= checkpoint.sequence)
      throw new CommonsealError('log_rollback', 'the log ends before its checkpoint');
    const checkOf = (sequence: number): SignatureCheck =>
      checkpoint && sequence <= checkpoint.sequence ? 'verified before' : 'verify';
    const log = new AccountLog(requireAccepted(apply(undefined, genesis, checkOf(0)), 'log_refused'));
    if (accountId !== undefined && log.state.accountId !== accountId) {
      throw new CommonsealError('log_fork', "another account's log");
    }
    for (const [at, entry] of others.entries()) {
      log.#append(entry, checkOf(at + 1));
      // Before anything behind it is looked at: until here the entries are only as good as the checkpoint's hash.
      if (at + 1 === checkpoint?.sequence) requireExtends(log, checkpoint);
      yield at + 2;
    }
    if (checkpoint) requireExtends(log, checkpoint);
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
    this.#append(entry, 'verify');
  }

  #append(entry: Uint8Array, signatures: SignatureCheck): void {
    this.#state = requireAccepted(apply(this.#state, entry, signatures), 'log_refused');
    this.#hashes.push(this.#state.head.hash);
  }

  /** The hash of an entry; undefined beyond the head. */
  hashAt(sequence: number): Uint8Array | undefined {
    return this.#hashes[sequence];
  }

  /** Whether a head lies on this log, behind it, or beside it. */
  compare({ sequence, hash }: Head): 'on it' | 'beyond it' | 'beside it' {
    const own = this.#hashes[sequence];
    if (!own) return 'beyond it';
    return equalBytes(own, hash) ? 'on it' : 'beside it';
  }

  /** @throws CommonsealError `log_rollback`, `log_fork` */
  requireExtends(known: Head): void {
    requireExtends(this, known);
  }
}
