import { CommonsealError, CredentialId, normaliseEmail, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { UserLog } from '@commonseal/account-log';
import { startLogin } from '@commonseal/crypto/opaque-client';
import { openAnchor, openUserSeed } from '../session/open-person.ts';
import type { Person } from '../session/person.ts';
import type { LetBackInHost } from './host.ts';

/** Somebody who waits to be let back in, in this vault. */
export interface Waiting {
  readonly person: Pick<Person, 'email' | 'userSeed' | 'userLog' | 'credentialId' | 'credentialSeed'>;
  /** Stands for the password: it was proven, or set. */
  readonly ticket: string;
}

/**
 * Finds a return by the password that it was asked with. What the server hands out of it must be what the anchor names,
 * which only a holder of the password can have written.
 * @throws CommonsealError `login_failed`, `anchor_mismatch`, `key_mismatch`, `stretching_refused`
 */
export async function findReturn(
  host: Pick<LetBackInHost, 'client' | 'passwords'>,
  input: { readonly email: string; readonly password: string },
): Promise<Waiting> {
  const email = normaliseEmail(input.email);
  const { credentialSeed, reply } = await logIn(host, email, input.password);
  const { ticket, userEntry, credential } = reply;
  const credentialId = CredentialId.parse(credential.credentialId);
  const anchor = openAnchor(parseBase64url(credential.anchor), credentialSeed, credentialId);
  // Somebody's id is the hash of the first entry of their log.
  const userLog = UserLog.verify([parseBase64url(userEntry)], anchor.userId);
  const userSeed = openUserSeed(parseBase64url(credential.seal), userLog, credentialId, credentialSeed);
  return { person: { email, userSeed, userLog, credentialId, credentialSeed }, ticket };
}

/** Several may wait under an address, and the server answers for as many as may: it does not know which one is meant. */
async function logIn(
  { client, passwords }: Pick<LetBackInHost, 'client' | 'passwords'>,
  email: string,
  password: string,
) {
  const { state, request } = startLogin(password);
  const { loginId, answers } = await client.call(endpoints.returnLoginStart, {
    body: { email, startLoginRequest: request },
  });
  let refusal = new CommonsealError('login_failed', 'no answer is of this password');
  for (const [answer, { loginResponse, stretching }] of answers.entries()) {
    try {
      const { finishLoginRequest, credentialSeed } = await passwords.finishLogin({
        password,
        state,
        loginResponse,
        stretching,
      });
      const body = { loginId, answer, finishLoginRequest };
      return { credentialSeed, reply: await client.call(endpoints.returnLoginFinish, { body }) };
    } catch (error) {
      if (!(error instanceof CommonsealError)) throw error;
      // A wrong one says nothing; what else went wrong is told when none is right.
      if (error.code !== 'login_failed') refusal = error;
    }
  }
  throw refusal;
}
