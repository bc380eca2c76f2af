import { equalBytes } from '@commonseal/crypto/verify';
import { type AccountState, type Writer, epochAt } from '../account/state.ts';
import { Refused } from '../refused.ts';
import type { ChainHead } from './chain.ts';
import type { Manifest } from './manifest.ts';

/** What is asked of an account's log here. */
export interface VerifiedLog {
  readonly state: AccountState;
  hashAt(sequence: number): Uint8Array | undefined;
}

/** What the writer says that it knows of the log must be true, not shrink, and fit the epoch that it sealed to. */
export function checkKnowledge(
  log: VerifiedLog,
  { logHead, epoch }: Manifest,
  writer: Writer,
  previous: ChainHead | undefined,
): Refused | undefined {
  const known = log.hashAt(logHead.sequence);
  if (!known) return new Refused('head is beyond the log');
  if (!equalBytes(known, logHead.hash)) return new Refused('head is not on the chain');
  if (logHead.sequence < Math.max(previous?.logSequence ?? 0, writer.since))
    return new Refused('time goes backwards');
  return epochAt(log.state, logHead.sequence)?.epoch === epoch ? undefined : new Refused('epoch differs');
}
