import { CommonsealError, minPasswordLength } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { startRegistration } from '@commonseal/crypto/opaque-client';
import { generateCredentialId } from '@commonseal/crypto/seal';
import type { PasswordFinisher } from '../session/password-finisher.ts';
import { type PreparedWayIn, prepareWayIn } from './prepared-way-in.ts';

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
