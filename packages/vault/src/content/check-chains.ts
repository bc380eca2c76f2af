import type { WriterId } from '@commonseal/protocol';
import type { ChainHead } from '@commonseal/account-log';
import { equalBytes } from '@commonseal/crypto/verify';
import type { AccountSession } from '../account/account-session.ts';
import type { ContentIndex } from './content-index.ts';
import { problemOf } from './problem-of.ts';

/**
 * Holds the verified chains against what was seen before, and against where withdrawn writers' chains end.
 * @param remembered chain heads that are known from before; a writer may come twice
 * @returns the chains that may be remembered; of one that differs from what was seen, that is still what is remembered
 */
export function checkChains(
  session: AccountSession,
  content: ContentIndex,
  remembered: Iterable<readonly [WriterId, ChainHead]>,
): ReadonlyMap<WriterId, ChainHead> {
  const trusted = new Map(content.chainHeads());
  for (const [writerId, pin] of remembered) {
    const hash = content.chainHashAt(writerId, pin.index);
    if (hash && equalBytes(hash, pin.hash)) continue;
    trusted.delete(writerId);
    content.addProblem(problemOf(session, hash ? 'log_fork' : 'log_rollback', writerId));
  }
  for (const { writerId, withdrawn } of session.log.state.writers.values()) {
    if (withdrawn && content.deliveriesOf(writerId).batches < withdrawn.batchCount) {
      content.addProblem(problemOf(session, 'chain_broken', writerId));
    }
  }
  return trusted;
}
