import { AccountId, parseBase64url } from '@commonseal/protocol';
import { accountsOf as accountsOfReal } from '../../../../packages/vault/src/session/accounts-of.ts';
import { said } from '../heeding/said.ts';

/** Those of the person's own log, and those that the server lists. */
export const accountsOf: typeof accountsOfReal = (userLog, anchor) => {
  const accounts = accountsOfReal(userLog, anchor);
  for (const { accountId, sequence, hash } of said.current.accounts ?? []) {
    accounts.set(AccountId.parse(accountId), { sequence, hash: parseBase64url(hash) });
  }
  return accounts;
};
