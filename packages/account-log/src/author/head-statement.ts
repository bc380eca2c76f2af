import { AccountId } from '@commonseal/protocol';
import { type UserSeed, sign } from '@commonseal/crypto/seal';
import { signPurposes } from '@commonseal/crypto/verify';
import { type HeadStatement, headStatementMessage } from '../content/head-statement.ts';

/** Signs what this client knows of a log; checked by `verifyHeadStatement`. */
export function signHeadStatement(
  accountId: AccountId,
  statement: HeadStatement,
  seed: UserSeed,
): { readonly message: Uint8Array; readonly signature: Uint8Array } {
  const message = headStatementMessage(statement);
  return {
    message,
    signature: sign(signPurposes.headStatement, AccountId.toBytes(accountId), message, seed),
  };
}
