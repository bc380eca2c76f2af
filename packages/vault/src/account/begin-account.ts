import { encodeBase64url } from '@commonseal/protocol';
import { AccountLog } from '@commonseal/account-log';
import { authorGenesis } from '@commonseal/account-log/author';
import {
  accountSeedContext,
  generateAccountSeed,
  receivingPublicKey,
  sealSecret,
} from '@commonseal/crypto/seal';
import type { Person } from '../session/person.ts';
import { joinStep } from '../session/user-steps.ts';
import { encryptName } from './names.ts';

/** A new account of a person: its first entry, its first seed sealed to them, and the entry of their own log. */
export function beginAccount(person: Person, accountName: string, nowMs: number) {
  const { userId, signingKey, receivingKey } = person.userLog.state;
  const seed = generateAccountSeed();
  const genesis = authorGenesis(
    {
      owner: { userId, signingKey, receivingKey, nameBox: encryptName('member', person.email, seed) },
      ingestKey: receivingPublicKey(seed),
      nameBox: encryptName('account', accountName, seed),
    },
    person.userSeed,
    nowMs,
  );
  const { state, head } = AccountLog.verify([genesis]);
  const { accountId } = state;
  const recipient = { kind: 'member', id: userId } as const;
  const accountSeal = sealSecret(seed, receivingKey, accountSeedContext({ accountId, epoch: 0, recipient }));
  return {
    accountId,
    head,
    joined: joinStep(person, accountId, head, nowMs),
    account: { genesis: encodeBase64url(genesis), accountSeal: encodeBase64url(accountSeal) },
  };
}
