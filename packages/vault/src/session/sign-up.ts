import {
  CommonsealError,
  encodeBase64url,
  isPlausibleEmail,
  minPasswordLength,
  normaliseEmail,
} from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { AccountLog, UserLog } from '@commonseal/account-log';
import { authorAccountJoined, authorGenesis, authorUserGenesis } from '@commonseal/account-log/author';
import { startRegistration } from '@commonseal/crypto/opaque-client';
import {
  accountSeedContext,
  generateAccountSeed,
  generateCredentialId,
  generateUserSeed,
  receivingPublicKey,
  sealSecret,
  signingPublicKey,
  userSeedContext,
} from '@commonseal/crypto/seal';
import { encryptName } from '../account/names.ts';
import type { SignUpInput } from '../api.ts';
import type { VaultStorage } from '../storage.ts';
import { OwnStateStore } from './own-state-store.ts';
import type { PasswordFinisher } from './password-finisher.ts';
import { encryptAnchor } from './person.ts';
import type { Unlocked } from './unlock.ts';

/**
 * Creates a person with a password, and their first account. Everything goes to the server in one request: either all
 * of it is there afterwards, or nothing.
 * @throws CommonsealError `email_taken`, `invalid_request`, `offline`
 */
export async function signUp(
  client: ApiClient,
  storage: VaultStorage,
  input: SignUpInput,
  passwords: PasswordFinisher,
): Promise<Unlocked> {
  const email = normaliseEmail(input.email);
  if (
    !isPlausibleEmail(email) ||
    [...input.password].length < minPasswordLength ||
    input.accountName.trim() === ''
  ) {
    throw new CommonsealError('invalid_request', 'sign-up input');
  }
  const started = startRegistration(input.password);
  const { signUpId, registrationResponse } = await client.call(endpoints.signUpStart, {
    body: { email, registrationRequest: started.request },
  });
  const registration = await passwords.finishRegistration({
    password: input.password,
    state: started.state,
    registrationResponse,
  });
  const { credentialSeed } = registration;

  const nowMs = Date.now();
  const userSeed = generateUserSeed();
  const credentialId = generateCredentialId();
  const userGenesis = authorUserGenesis(
    {
      signingKey: signingPublicKey(userSeed),
      receivingKey: receivingPublicKey(userSeed),
      credential: { credentialId, kind: 'password', receivingKey: receivingPublicKey(credentialSeed) },
    },
    userSeed,
    nowMs,
  );
  const userLog = UserLog.verify([userGenesis]);
  const { userId, signingKey, receivingKey } = userLog.state;

  const accountSeed = generateAccountSeed();
  const ingestKey = receivingPublicKey(accountSeed);
  const ownerNameBox = encryptName('member', email, accountSeed);
  const genesis = authorGenesis(
    {
      owner: { userId, signingKey, receivingKey, nameBox: ownerNameBox },
      ingestKey,
      nameBox: encryptName('account', input.accountName.trim(), accountSeed),
    },
    userSeed,
    nowMs,
  );
  const accountLog = AccountLog.verify([genesis]);
  const { accountId } = accountLog.state;
  const joined = authorAccountJoined(userLog.state, { accountId, head: accountLog.head }, userSeed, nowMs);
  userLog.append(joined);

  const ownState = new OwnStateStore({ client, storage, userId, userSeed });
  const accounts = new Map([[accountId, accountLog.head]]);
  const anchor = encryptAnchor({ userLog, credentialId, credentialSeed }, accounts);
  const userSeal = sealSecret(
    userSeed,
    receivingPublicKey(credentialSeed),
    userSeedContext({ userId, generation: 0, credentialId }),
  );
  const accountSeal = sealSecret(
    accountSeed,
    receivingKey,
    accountSeedContext({ accountId, epoch: 0, recipient: { kind: 'member', id: userId } }),
  );
  await client.call(endpoints.signUpFinish, {
    body: {
      email,
      signUpId,
      registrationRecord: registration.registrationRecord,
      stretching: registration.stretching,
      userEntries: [userGenesis, joined].map(encodeBase64url),
      credential: { credentialId, seal: encodeBase64url(userSeal), anchor: encodeBase64url(anchor) },
      genesis: encodeBase64url(genesis),
      accountSeal: encodeBase64url(accountSeal),
      ownState: encodeBase64url(ownState.encryptFirst()),
    },
  });
  await ownState.load();
  return {
    person: { email, userSeed, userLog, credentialId, credentialSeed, ownState },
    anchor: { userId, userHead: userLog.head, accounts },
  };
}
