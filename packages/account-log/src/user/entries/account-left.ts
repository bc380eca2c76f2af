import { AccountId, type ByteWriter, longIdBytes } from '@commonseal/protocol';
import { Refused } from '../../refused.ts';
import { type UserEntryKind, userEntryTypes } from '../entry-kind.ts';

/** The person belongs to an account no longer: by leaving, or because they have seen that they were removed. */
export function writeAccountLeft(writer: ByteWriter, accountId: AccountId): ByteWriter {
  return writer.bytes(AccountId.toBytes(accountId));
}

export const accountLeftEntry: UserEntryKind<AccountId> = {
  type: userEntryTypes.accountLeft,
  parse: (reader) => AccountId.fromBytes(reader.bytes(longIdBytes)),
  apply(state, accountId) {
    if (!state.accounts.has(accountId)) return new Refused('not there');
    const accounts = new Map(state.accounts);
    accounts.delete(accountId);
    return { accounts };
  },
};
