import { recipientsNow } from '../recipients.ts';
import type { AccountState } from '../state.ts';
import type { EpochPart } from './epoch-part.ts';

/** Whether a new account seed is sealed to exactly those whom the log names, in their order. */
export function areRecipients({ seals }: EpochPart, after: AccountState, atMs: number): boolean {
  const expected = recipientsNow(after, atMs);
  return (
    seals.length === expected.length &&
    seals.every(({ recipient }, at) => {
      const wanted = expected[at]?.recipient;
      return wanted?.kind === recipient.kind && wanted.id === recipient.id;
    })
  );
}
