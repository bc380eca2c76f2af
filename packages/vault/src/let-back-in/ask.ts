import {
  AccountId,
  CommonsealError,
  UserId,
  encodeBase64url,
  normaliseEmail,
  parseBase64url,
} from '@commonseal/protocol';
import { type ReplyOf, endpoints } from '@commonseal/protocol/api';
import {
  type ResetRequest,
  maxRequestAheadMs,
  maxRequestLifetimeMs,
  requestNonceBytes,
} from '@commonseal/account-log';
import { signResetRequest } from '@commonseal/account-log/author';
import { startRegistration } from '@commonseal/crypto/opaque-client';
import { generateBytes } from '@commonseal/crypto/seal';
import { makePerson, requirePlausible, sealedPerson } from '../session/new-person.ts';
import type { Person } from '../session/person.ts';
import { sendSurely } from '../ways-in/send-surely.ts';
import { type Waiting, findReturn } from './find-return.ts';
import type { LetBackInHost } from './host.ts';

export type Place = ReplyOf<typeof endpoints.returnStart>['places'][number];

/** A new password as the server knows it, and where its address asks to be let back in. */
export async function startReturn(
  { client, passwords }: Pick<LetBackInHost, 'client' | 'passwords'>,
  { email, password }: { readonly email: string; readonly password: string },
) {
  const { state, request } = startRegistration(password);
  const { returnId, registrationResponse, places } = await client.call(endpoints.returnStart, {
    body: { email, registrationRequest: request },
  });
  const { credentialSeed, registrationRecord, stretching } = await passwords.finishRegistration({
    password,
    state,
    registrationResponse,
  });
  return { credentialSeed, places, body: { email, returnId, registrationRecord, stretching } };
}

/**
 * Makes a person with new keys and asks for them in each account that the server names. None of that is believed: whoever lets
 * them in compares words that are of it.
 * @throws CommonsealError `too_many_returns`, `invalid_request`
 */
export async function askToBeLetBackIn(
  host: Pick<LetBackInHost, 'client' | 'passwords' | 'storage'>,
  input: { readonly email: string; readonly newPassword: string },
): Promise<Waiting> {
  const { client, storage } = host;
  const email = normaliseEmail(input.email);
  const password = input.newPassword;
  requirePlausible({ email, password });
  const { credentialSeed, places, body } = await startReturn(host, { email, password });
  const nowMs = Date.now();
  const { person, genesis } = makePerson(client, storage, { email, credentialSeed, nowMs });
  const requests = signRequests(places, person, nowMs);
  const waiting = {
    ...body,
    ...sealedPerson(person),
    userEntry: encodeBase64url(genesis),
    requests,
  };
  try {
    const { ticket } = await sendSurely(() => client.call(endpoints.returnAsk, { body: waiting }));
    return { person, ticket };
  } catch (error) {
    const { userId } = person.userLog.state;
    const kept = await findReturn(host, { email, password }, userId).catch(() => undefined);
    // The server has it, and the answer got lost: it takes nothing twice.
    if (kept?.person.userLog.state.userId === userId) return kept;
    throw error;
  }
}

/**
 * One request for each place, encoded.
 * @throws CommonsealError `malformed`
 */
export function signRequests(
  places: readonly Place[],
  { userLog, userSeed }: Pick<Person, 'userLog' | 'userSeed'>,
  nowMs: number,
): string[] {
  if (new Set(places.map(({ accountId }) => accountId)).size !== places.length)
    throw new CommonsealError('malformed', 'one account twice');
  return places.map((place) =>
    encodeBase64url(signResetRequest(requestFor(place, userLog.state, nowMs), userSeed)),
  );
}

/** It is judged by the log's time, which anybody's clock may have put ahead by as much as the rules allow. */
function timeFor({ timeMs }: Place, nowMs: number): number {
  return Math.max(nowMs, Math.min(timeMs, nowMs + maxRequestAheadMs));
}

function requestFor(
  place: Place,
  { userId, signingKey, receivingKey }: Person['userLog']['state'],
  nowMs: number,
): ResetRequest {
  const { accountId, memberId, head } = place;
  const madeAtMs = timeFor(place, nowMs);
  return {
    accountId: AccountId.parse(accountId),
    head: { sequence: head.sequence, hash: parseBase64url(head.hash) },
    memberId: UserId.parse(memberId),
    userId,
    signingKey,
    receivingKey,
    nonce: generateBytes(requestNonceBytes),
    madeAtMs,
    expiresAtMs: madeAtMs + maxRequestLifetimeMs,
  };
}
