import { parseBase64url } from '@commonseal/protocol';
import * as real from '../../../../packages/account-log/src/account/recipients.ts';
import { said } from '../heeding/said.ts';

export {
  type RotationReason,
  holdersOf,
  jobWorkersOf,
  rotationDue,
} from '../../../../packages/account-log/src/account/recipients.ts';
export type EpochRecipient = real.EpochRecipient;

/** With the key that the server has for them, where it has one. */
function withListedKey({ recipient, receivingKey }: EpochRecipient): EpochRecipient {
  const listed = said.current.keys?.[recipient.id];
  return { recipient, receivingKey: listed === undefined ? receivingKey : parseBase64url(listed) };
}

export const recipientsOf: typeof real.recipientsOf = (state, atMs) =>
  real.recipientsOf(state, atMs).map(withListedKey);

export const recipientsNow: typeof real.recipientsNow = (state, atMs) =>
  real.recipientsNow(state, atMs).map(withListedKey);

export const newcomersOf: typeof real.newcomersOf = (state, atMs) =>
  real.newcomersOf(state, atMs).map(withListedKey);

export const endsAccess = real.endsAccess;
