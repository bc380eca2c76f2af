import { CommonsealError, type WriterId } from '@commonseal/protocol';
import {
  type AccountLog,
  type ChainHead,
  type Manifest,
  Refused,
  acceptManifest,
  parseManifest,
} from '@commonseal/account-log';
import { equalBytes } from '@commonseal/crypto/verify';
import { AccountRefusal } from '../accounts/account-refusal.ts';

/** Batches of one account that a keyholder keeps the places of, of all writers together. */
export const maxBatches = 200_000;

/**
 * Writers' chains of batches, as they were verified here since the start: a batch counts at its own place, and behind all before it.
 */
export class BatchChains {
  readonly #heads = new Map<WriterId, ChainHead[]>();
  #count = 0;

  /** How many batches of a writer were verified. */
  countOf(writerId: WriterId): number {
    return this.#heads.get(writerId)?.length ?? 0;
  }

  /**
   * Verifies a batch as the next one of its chain, or as one that was verified before.
   * @param signed nobody has vouched for it
   * @throws AccountRefusal `batch_refused`, `batch_gap` when those before it were not shown, `batch_fork` when its writer has signed
   * another one for its place, `log_withheld` when the writer knows more of the log than is shown here, `log_fork` when it knows another
   */
  accept(log: AccountLog, signed: Uint8Array): Manifest {
    const { writerId, index } = placeOf(signed);
    const heads = this.#heads.get(writerId) ?? [];
    const previous = index === 0 ? undefined : heads[index - 1];
    if (index > 0 && !previous) throw new AccountRefusal('batch_gap', `${heads.length} batches are known`);
    const accepted = acceptManifest(log, previous, signed);
    if (accepted instanceof Refused) throw refusalOf(accepted);
    const known = heads[index];
    if (known) {
      if (!equalBytes(known.hash, accepted.head.hash)) throw new AccountRefusal('batch_fork');
      return accepted.manifest;
    }
    if (this.#count >= maxBatches) throw new AccountRefusal('batch_refused', 'too many batches');
    heads.push(accepted.head);
    this.#heads.set(writerId, heads);
    this.#count += 1;
    return accepted.manifest;
  }

  /**
   * Of a writer who was withdrawn, only what leads to the last batch that counts: before that is known, it may be anybody's who has
   * got hold of the writer's key.
   * @throws AccountRefusal `batch_gap`, `batch_fork`
   */
  requireEnd({ state }: AccountLog, { writerId }: Manifest): void {
    const end = state.writers.get(writerId)?.withdrawn;
    if (!end) return;
    const last = this.#heads.get(writerId)?.[end.batchCount - 1];
    if (!last) throw new AccountRefusal('batch_gap', 'the end of a withdrawn writer was not shown');
    if (!equalBytes(last.hash, end.lastHash)) throw new AccountRefusal('batch_fork');
  }
}

function placeOf(signed: Uint8Array): Pick<Manifest, 'writerId' | 'index'> {
  try {
    return parseManifest(signed).manifest;
  } catch (error) {
    if (error instanceof CommonsealError) throw new AccountRefusal('batch_refused', error.message);
    throw error;
  }
}

function refusalOf({ reason }: Refused): AccountRefusal {
  if (reason === 'head is beyond the log') return new AccountRefusal('log_withheld', reason);
  if (reason === 'head is not on the chain') return new AccountRefusal('log_fork', reason);
  return new AccountRefusal('batch_refused', reason);
}
