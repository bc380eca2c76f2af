import { Refused } from '../refused.ts';
import type { EntryKind } from './entry-kind.ts';
import { endsAccess } from './recipients.ts';
import type { AccountState } from './state.ts';

/** Whatever takes access away contains its epoch, and nothing else does. */
export function checkPart(
  kind: EntryKind<unknown>,
  before: AccountState,
  after: AccountState,
  hasPart: boolean,
): Refused | undefined {
  if (kind.epoch !== 'when access ends') return undefined;
  const isNeeded = endsAccess(before, after);
  if (isNeeded === hasPart) return undefined;
  return new Refused(isNeeded ? 'epoch is missing' : 'epoch without a reason');
}
