import type { ByteReader } from '@commonseal/protocol';
import type { Refused } from '../refused.ts';
import type { EntryFrame } from '../signed-entry.ts';
import type { AccountState, Member } from './state.ts';

/** What the rules of one kind of entry get to see; frame, author and signature are checked already. */
export interface EntryContext {
  readonly frame: EntryFrame;
  readonly author: Member;
}

/** The parts of the state that an entry may change; sequence, head and time are moved by `apply` itself. */
export type StateChange = Partial<Pick<AccountState, 'members' | 'epochs' | 'writers'>>;

/** One kind of entry after genesis: its number in the format, how its payload is read, and what it may do. */
export interface EntryKind<Payload> {
  readonly type: number;
  parse(reader: ByteReader): Payload;
  apply(state: AccountState, payload: Payload, context: EntryContext): StateChange | Refused;
}

/** Numbers of the account log's entries. A number is never used again. */
export const accountEntryTypes = { genesis: 1, epoch: 2, writer: 3, revokeWriter: 4 } as const;

/** Authors are members. Other kinds of authors (an invite's key, a break-glass key) get numbers of their own. */
export const memberAuthor = 1;
