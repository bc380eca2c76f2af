import { CommonsealError, type UserId, minPasswordLength } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import type { UserState } from '@commonseal/account-log';
import { startRegistration } from '@commonseal/crypto/opaque-client';
import { generateCredentialId } from '@commonseal/crypto/seal';
import type { PasswordFinisher } from '../session/password-finisher.ts';
import type { Person } from '../session/person.ts';
import type { WaysInHost } from './host.ts';
import { type PreparedWayIn, prepareWayIn } from './prepared-way-in.ts';

/** A password whose change is not known to count. */
export interface UnsettledPassword {
  last: { readonly userId: UserId; readonly password: string; readonly wayIn: PreparedWayIn } | undefined;
}

/**
 * Sets a password. Asked for again after an answer got lost, or after a refusal, it is the same way in: what was signed for
 * it is sent again, and nothing else is signed.
 */
export async function withPassword<T>(
  { client, passwords, unsettledPassword }: WaysInHost,
  { userLog: { state } }: Person,
  password: string,
  set: (wayIn: PreparedWayIn) => Promise<T>,
): Promise<T> {
  const { userId } = state;
  const { last } = unsettledPassword;
  const isSame = last?.userId === userId && last.password === password && isOpen(state, last.wayIn);
  const wayIn = isSame ? last.wayIn : await preparePassword(client, passwords, password);
  unsettledPassword.last = { userId, password, wayIn };
  try {
    const done = await set(wayIn);
    unsettledPassword.last = undefined;
    return done;
  } catch (error) {
    // What the server has of it is over, or was never begun.
    if (error instanceof CommonsealError && error.code === 'invalid_request')
      unsettledPassword.last = undefined;
    throw error;
  }
}

/** It counts already, or may still come to. */
function isOpen({ credentials, usedIds }: UserState, { credential }: PreparedWayIn): boolean {
  return credentials.has(credential.credentialId) || !usedIds.has(credential.credentialId);
}

/** Stretches a password and has the server's half of it made. @throws CommonsealError `invalid_request` when it is too short */
export async function preparePassword(
  client: ApiClient,
  passwords: PasswordFinisher,
  password: string,
): Promise<PreparedWayIn> {
  if ([...password].length < minPasswordLength) throw new CommonsealError('invalid_request', 'too short');
  const { state, request } = startRegistration(password);
  const { registrationId, registrationResponse } = await client.call(endpoints.registrationStart, {
    body: { registrationRequest: request },
  });
  const { registrationRecord, stretching, credentialSeed } = await passwords.finishRegistration({
    password,
    state,
    registrationResponse,
  });
  return prepareWayIn('password', generateCredentialId(), credentialSeed, {
    password: { registrationId, registrationRecord, stretching },
  });
}
