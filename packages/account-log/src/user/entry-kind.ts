import type { ByteReader } from '@commonseal/protocol';
import type { Refused } from '../refused.ts';
import type { EntryFrame } from '../signed-entry.ts';
import type { UserState } from './state.ts';

export type UserStateChange = Partial<Pick<UserState, 'credentials' | 'accounts'>>;

/** One kind of entry after the first. */
export interface UserEntryKind<Payload> {
  readonly type: number;
  parse(reader: ByteReader): Payload;
  apply(state: UserState, payload: Payload, frame: EntryFrame): UserStateChange | Refused;
}

/** Numbers of the user log's entries. A number is never used again. */
export const userEntryTypes = { genesis: 1, accountJoined: 2, accountLeft: 3 } as const;
