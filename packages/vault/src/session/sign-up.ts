import { CommonsealError, encodeBase64url, normaliseEmail } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { startRegistration } from '@commonseal/crypto/opaque-client';
import { beginAccount } from '../account/begin-account.ts';
import type { SignUpInput } from '../api.ts';
import type { VaultStorage } from '../storage.ts';
import { makePerson, requirePlausible, sealedPerson } from './new-person.ts';
import type { PasswordFinisher } from './password-finisher.ts';
import type { Person } from './person.ts';

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
  requirePlausible({ email, password: input.password });
  if (accountName === '') throw new CommonsealError('invalid_request', 'an account needs a name');
  const started = startRegistration(input.password);
  const { signUpId, registrationResponse } = await client.call(endpoints.signUpStart, {
    body: { email, registrationRequest: started.request },
  });
  const { credentialSeed, registrationRecord, stretching } = await passwords.finishRegistration({
    password: input.password,
    state: started.state,
    registrationResponse,
  });

  const nowMs = Date.now();
  const { person, genesis } = makePerson(client, storage, { email, credentialSeed, nowMs });
  const begun = accountName === undefined ? undefined : beginAccount(person, accountName, nowMs);
  if (begun) {
    person.userLog.append(begun.joined.entry);
    person.accountHeads.set(begun.accountId, begun.head);
  }
  await client.call(endpoints.signUpFinish, {
    body: {
      email,
      signUpId,
      registrationRecord,
      stretching,
      userEntries: [genesis, ...(begun ? [begun.joined.entry] : [])].map(encodeBase64url),
      ...sealedPerson(person),
      ...(begun ? { account: begun.account } : {}),
    },
  });
  await person.ownState.load();
  return person;
}
