import type { ByteReader } from '@commonseal/protocol';
import type { Refused } from '../refused.ts';
import type { EntryFrame } from '../signed-entry.ts';
import type { UserState } from './state.ts';

export type UserStateChange = Partial<Omit<UserState, 'userId' | 'head' | 'timeMs'>>;

/** One kind of entry after the first. */
export interface UserEntryKind<Payload> {
  readonly type: number;
  parse(reader: ByteReader): Payload;
  /** Whose signature is asked for beside that of the person's key. */
  readonly coSigner?: (payload: Payload) => Uint8Array;
  apply(state: UserState, payload: Payload, frame: EntryFrame): UserStateChange | Refused;
}

/** Numbers of the user log's entries. A number is never used again. */
export const userEntryTypes = {
  genesis: 1,
  accountJoined: 2,
  accountLeft: 3,
  credentialAdded: 4,
  passwordChanged: 5,
  rekey: 6,
  deviceForgotten: 7,
  kitConfirmed: 8,
} as const;
export type UserEntryName = keyof typeof userEntryTypes;
