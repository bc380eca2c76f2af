import {
  CommonsealError,
  CredentialId,
  type UserId,
  normaliseEmail,
  parseBase64url,
} from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { UserLog } from '@commonseal/account-log';
import { startLogin } from '@commonseal/crypto/opaque-client';
import { openAnchor, openUserSeed } from '../session/open-person.ts';
import type { Person } from '../session/person.ts';
import type { CredentialSeed } from '@commonseal/crypto/seal';
import type { LetBackInHost } from './host.ts';
import { isLive, readOwnRequests } from './own-requests.ts';
import { signInByReturn } from './sign-in-by-return.ts';

/** Somebody who waits to be let back in, in this vault. */
export interface Waiting {
  readonly person: Pick<Person, 'email' | 'userSeed' | 'userLog' | 'credentialId' | 'credentialSeed'>;
  /** Stands for the password: it was proven, or set. */
  readonly ticket: string;
  /** Whoever has come in by it before. */
  readonly signedIn?: Person;
}

type Host = Pick<LetBackInHost, 'client' | 'passwords' | 'storage'>;

/**
 * Finds a return by the password that it was asked with: of several, the newest one of which something may come. What the
 * server hands out of it must be what the anchor names, which only a holder of the password can have written.
 * @param own who it is, where that is known: then theirs comes first
 * @throws CommonsealError `login_failed`, `anchor_mismatch`, `key_mismatch`, `stretching_refused`
 */
export async function findReturn(
  host: Host,
  input: { readonly email: string; readonly password: string },
  own?: UserId,
): Promise<Waiting> {
  const by = { email: normaliseEmail(input.email), password: input.password };
  const fitting = await logIn(host, by);
  const found: Waiting[] = [];
  let refusal: CommonsealError | undefined;
  for (const [at, fit] of fitting.entries()) {
    try {
      // A login is finished once.
      const [again] = at === 0 ? [fit] : await logIn(host, by, fit.answer);
      if (again) found.push(await openReturn(host, by.email, again));
    } catch (error) {
      if (!(error instanceof CommonsealError)) throw error;
      refusal = error;
    }
  }
  const [first] = found;
  if (!first) throw refusal ?? new CommonsealError('login_failed', 'nobody waits any more');
  const known = found.find(({ person }) => person.userLog.state.userId === own);
  return known ?? (found.length === 1 ? first : newestOf(host, found));
}

/** An answer that is of the password. */
interface Fit {
  readonly answer: number;
  readonly loginId: string;
  readonly finishLoginRequest: string;
  readonly credentialSeed: CredentialSeed;
}

/**
 * Several may wait under an address, and the server answers for as many as may: it does not know which one is meant.
 * @param only one of the answers; else all of them
 * @throws CommonsealError `login_failed`
 */
async function logIn(
  { client, passwords }: Host,
  { email, password }: { readonly email: string; readonly password: string },
  only?: number,
): Promise<readonly Fit[]> {
  const { state, request } = startLogin(password);
  const { loginId, answers } = await client.call(endpoints.returnLoginStart, {
    body: { email, startLoginRequest: request },
  });
  const fitting: Fit[] = [];
  let refusal = new CommonsealError('login_failed', 'no answer is of this password');
  for (const [answer, { loginResponse, stretching }] of answers.entries()) {
    if (only !== undefined && answer !== only) continue;
    try {
      const { finishLoginRequest, credentialSeed } = await passwords.finishLogin({
        password,
        state,
        loginResponse,
        stretching,
      });
      fitting.push({ answer, loginId, finishLoginRequest, credentialSeed });
    } catch (error) {
      if (!(error instanceof CommonsealError)) throw error;
      // A wrong one says nothing; what else went wrong is told when none is right.
      if (error.code !== 'login_failed') refusal = error;
    }
  }
  if (fitting.length === 0) throw refusal;
  return fitting;
}

async function openReturn(host: Host, email: string, { credentialSeed, ...body }: Fit): Promise<Waiting> {
  const { ticket, userEntry, credential } = await host.client.call(endpoints.returnLoginFinish, { body });
  const credentialId = CredentialId.parse(credential.credentialId);
  const anchor = openAnchor(parseBase64url(credential.anchor), credentialSeed, credentialId);
  const { userId } = anchor;
  // Somebody's id is the hash of the first entry of their log.
  const userLog = UserLog.verify([parseBase64url(userEntry)], userId);
  if (anchor.userHead.sequence > 0) {
    // They have come in by it before: their log goes on, and this is their way in.
    const signedIn = await signInByReturn(host, { email, userId, credentialSeed, ticket });
    return { person: signedIn, ticket, signedIn };
  }
  const userSeed = openUserSeed(parseBase64url(credential.seal), userLog, credentialId, credentialSeed);
  return { person: { email, userSeed, userLog, credentialId, credentialSeed }, ticket };
}

async function newestOf({ client }: Host, all: readonly Waiting[]): Promise<Waiting> {
  const aged = [];
  for (const waiting of all) {
    const { requests } = await client.call(endpoints.returnState, { body: { ticket: waiting.ticket } });
    const times = readOwnRequests(requests, waiting.person).map((request) =>
      isLive(request) ? request.signed.request.madeAtMs : 0,
    );
    aged.push({ waiting, atMs: waiting.signedIn ? Infinity : Math.max(0, ...times) });
  }
  const [newest] = aged.toSorted((left, right) => right.atMs - left.atMs);
  if (!newest) throw new CommonsealError('login_failed', 'nobody waits any more');
  return newest.waiting;
}
