import { AccountId, type ByteWriter, longIdBytes } from '@commonseal/protocol';
import { type Head, readHead, writeHead } from '../../head.ts';
import { Refused } from '../../refused.ts';
import { type UserEntryKind, userEntryTypes } from '../entry-kind.ts';

/** The person says that they belong to an account: one that they never joined is never shown to them. */
export interface AccountJoined {
  readonly accountId: AccountId;
  readonly head: Head;
}

export function writeAccountJoined(writer: ByteWriter, { accountId, head }: AccountJoined): ByteWriter {
  return writeHead(writer.bytes(AccountId.toBytes(accountId)), head);
}

export const accountJoinedEntry: UserEntryKind<AccountJoined> = {
  type: userEntryTypes.accountJoined,
  parse: (reader) => ({ accountId: AccountId.fromBytes(reader.bytes(longIdBytes)), head: readHead(reader) }),
  apply(state, { accountId, head }) {
    if (state.accounts.has(accountId)) return new Refused('already there');
    return { accounts: new Map(state.accounts).set(accountId, head) };
  },
};
