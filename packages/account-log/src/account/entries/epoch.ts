import { Refused } from '../../refused.ts';
import { type EntryKind, accountEntryTypes } from '../entry-kind.ts';
import { type EpochPart, applyEpochPart, readEpochPart } from './epoch-part.ts';

/** `epoch`: a new account seed for unchanged recipients. Any member may. */
export const epochEntry: EntryKind<EpochPart> = {
  type: accountEntryTypes.epoch,
  parse: readEpochPart,
  apply(state, part, { frame }) {
    const epochs = applyEpochPart(state, part, state.members, frame.sequence);
    return epochs instanceof Refused ? epochs : { epochs };
  },
};
