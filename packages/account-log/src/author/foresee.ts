import type { EntryMatters } from '../account/entry-kinds.ts';
import { entryKindOf } from '../account/entry-kinds.ts';
import { accountEntryTypes } from '../account/entry-kind.ts';
import { type EpochRecipient, endsAccess, recipientsNow } from '../account/recipients.ts';
import type { AccountState, BreakGlassSet, Invite, Member, Worker } from '../account/state.ts';
import { Refused } from '../refused.ts';
import { nextFrame } from '../signed-entry.ts';

/** What the rules will ask of an entry that is about to be made. */
export interface Foreseen {
  /** Whether it has to bring a new account seed. */
  readonly needsEpoch: boolean;
  /** Whom that is sealed to. */
  readonly recipients: readonly EpochRecipient[];
}

/** Asks the rules themselves, so that whoever makes an entry never works out recipients in a way of their own. */
export function foresee<Name extends keyof EntryMatters>(
  state: AccountState,
  name: Name,
  matter: EntryMatters[Name],
  author: Member | Invite | BreakGlassSet | Worker,
  nowMs: number,
): Foreseen | Refused {
  const kind = entryKindOf(accountEntryTypes[name]);
  if (!kind) throw new TypeError(`no such entry: ${name}`);
  const frame = nextFrame(accountEntryTypes[name], state, nowMs);
  const change = kind.apply(state, matter, { frame, author });
  if (change instanceof Refused) return change;
  const after = { ...state, ...change };
  return {
    needsEpoch: kind.epoch === 'always' || endsAccess(state, after),
    recipients: recipientsNow(after, frame.timeMs),
  };
}
