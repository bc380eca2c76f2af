import type { WriterId } from '@commonseal/protocol';
import { type ChainEnd, type ChainHead, type Writer, devicesOf } from '@commonseal/account-log';
import type { AccountSession } from '../account/account-session.ts';
import { chainEndAt, chainEndOf } from '../account/members.ts';
import { withdrawSource } from '../account/sources.ts';
import type { ContentIndex } from './content-index.ts';

/** Devices of this person that may write and were admitted with keys that have been replaced since. */
export function formerDevices({ log: { state }, member, userId }: AccountSession): Writer[] {
  return devicesOf(state, userId).filter(({ since }) => since < (member.keysSince ?? 0));
}

/**
 * Whoever had the old keys may have admitted a device of their own: with the keys goes all that they let in, this very
 * device included. What it had delivered stays, and it becomes a new writer. Whatever cuts this off, the next sync of any
 * device of the person goes on with it.
 * @param own how far this device knows by itself that it has delivered
 */
export async function withdrawFormerDevices(
  session: AccountSession,
  content: ContentIndex,
  own: readonly [WriterId, ChainHead] | undefined,
): Promise<void> {
  for (const { writerId } of formerDevices(session)) {
    const endOf = (): ChainEnd => {
      const seen = chainEndOf(session, content, { writerId });
      if (own?.[0] !== writerId) return seen;
      const delivered = chainEndAt(writerId, own[1]);
      return delivered.batchCount > seen.batchCount ? delivered : seen;
    };
    try {
      await withdrawSource(session, writerId, endOf);
    } catch (error) {
      // Another device of the person was faster.
      if (!session.log.state.writers.get(writerId)?.withdrawn) throw error;
    }
  }
}
