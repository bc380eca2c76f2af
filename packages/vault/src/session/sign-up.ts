import {
  CommonsealError,
  encodeBase64url,
  isPlausibleEmail,
  minPasswordLength,
  normaliseEmail,
} from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { UserLog } from '@commonseal/account-log';
import { authorUserGenesis } from '@commonseal/account-log/author';
import { startRegistration } from '@commonseal/crypto/opaque-client';
import {
  generateCredentialId,
  generateUserSeed,
  receivingPublicKey,
  sealSecret,
  signingPublicKey,
  userSeedContext,
} from '@commonseal/crypto/seal';
import { beginAccount } from '../account/begin-account.ts';
import type { SignUpInput } from '../api.ts';
import type { VaultStorage } from '../storage.ts';
import { OwnStateStore } from './own-state-store.ts';
import type { PasswordFinisher } from './password-finisher.ts';
import { type Person, encryptAnchor } from './person.ts';

/**
 * Creates a person with a password, and their first account where it has a name. Everything goes to the server in one
 * request: either all of it is there afterwards, or nothing.
 * @throws CommonsealError `email_taken`, `invalid_request`, `offline`
 */
export async function signUp(
  client: ApiClient,
  storage: VaultStorage,
  input: SignUpInput,
  passwords: PasswordFinisher,
): Promise<Person> {
  const email = normaliseEmail(input.email);
  const accountName = input.accountName?.trim();
  if (!isPlausibleEmail(email) || [...input.password].length < minPasswordLength || accountName === '') {
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
  const { userId } = userLog.state;
  const ownState = new OwnStateStore({ client, storage, userId, userSeed, email });
  const person: Person = {
    email,
    userSeed,
    userLog,
    credentialId,
    credentialSeed,
    ownState,
    accountHeads: new Map(),
  };
  const begun = accountName === undefined ? undefined : beginAccount(person, accountName, nowMs);
  if (begun) {
    userLog.append(begun.joined.entry);
    person.accountHeads.set(begun.accountId, begun.head);
  }
  const userSeal = sealSecret(
    userSeed,
    receivingPublicKey(credentialSeed),
    userSeedContext({ userId, generation: 0, credentialId }),
  );
  const anchor = encryptAnchor(person, person.accountHeads);
  await client.call(endpoints.signUpFinish, {
    body: {
      email,
      signUpId,
      registrationRecord: registration.registrationRecord,
      stretching: registration.stretching,
      userEntries: [userGenesis, ...(begun ? [begun.joined.entry] : [])].map(encodeBase64url),
      credential: { credentialId, seal: encodeBase64url(userSeal), anchor: encodeBase64url(anchor) },
      ...(begun ? { account: begun.account } : {}),
      ownState: encodeBase64url(ownState.encryptFirst()),
    },
  });
  await ownState.load();
  return person;
}
