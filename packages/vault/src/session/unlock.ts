import { CommonsealError, normaliseEmail } from '@commonseal/protocol';
import {
  type ApiClient,
  type BodyOf,
  type SignedIn,
  endpoints,
  requireSignedIn,
} from '@commonseal/protocol/api';
import { startLogin } from '@commonseal/crypto/opaque-client';
import type { CredentialSeed } from '@commonseal/crypto/seal';
import type { VaultStorage } from '../storage.ts';
import { openPerson } from './open-person.ts';
import type { PasswordFinisher } from './password-finisher.ts';
import type { Person } from './person.ts';

export interface PasswordLogin {
  readonly email: string;
  readonly credentialSeed: CredentialSeed;
}

/** The password was right, and the server asks for more before it hands anything out. */
export class SecondFactorNeeded extends CommonsealError {
  readonly login: PasswordLogin;
  readonly secondFactorId: string;

  constructor(login: PasswordLogin, secondFactorId: string) {
    super('second_factor_needed');
    this.login = login;
    this.secondFactorId = secondFactorId;
  }
}

/**
 * Signs in by OPAQUE and opens the user seed.
 * @throws CommonsealError `login_failed`, `stretching_refused`, as `openPerson`, and SecondFactorNeeded
 */
export async function unlock(
  client: ApiClient,
  storage: VaultStorage,
  input: { readonly email: string; readonly password: string },
  passwords: PasswordFinisher,
): Promise<Person> {
  const { signedIn, credentialSeed } = await signIn(client, input, passwords);
  return openPerson(client, storage, { ...signedIn, isTyped: true }, credentialSeed);
}

/** @throws CommonsealError `login_failed`, `stretching_refused`, and SecondFactorNeeded */
export async function signIn(
  client: ApiClient,
  input: { readonly email: string; readonly password: string },
  passwords: PasswordFinisher,
): Promise<{
  readonly signedIn: SignedIn & { readonly email: string };
  readonly credentialSeed: CredentialSeed;
}> {
  const email = normaliseEmail(input.email);
  const { password } = input;
  const started = startLogin(password);
  const { loginId, loginResponse, stretching } = await client.call(endpoints.loginStart, {
    body: { email, startLoginRequest: started.request },
  });
  const { finishLoginRequest, credentialSeed } = await passwords.finishLogin({
    password,
    state: started.state,
    loginResponse,
    stretching,
  });
  const reply = await client.call(endpoints.loginFinish, { body: { loginId, finishLoginRequest } });
  if ('secondFactor' in reply)
    throw new SecondFactorNeeded({ email, credentialSeed }, reply.secondFactor.secondFactorId);
  return { signedIn: { ...requireSignedIn(reply), email }, credentialSeed };
}

/** The second step after a password. @throws CommonsealError `login_failed`, as `openPerson` */
export async function finishUnlock(
  client: ApiClient,
  storage: VaultStorage,
  { login, secondFactorId }: SecondFactorNeeded,
  secondFactor: Omit<BodyOf<typeof endpoints.secondFactorFinish>, 'secondFactorId'>,
): Promise<Person> {
  const reply = await client.call(endpoints.secondFactorFinish, {
    body: { secondFactorId, ...secondFactor },
  });
  return openPerson(client, storage, { ...reply, email: login.email, isTyped: true }, login.credentialSeed);
}
