import { CommonsealError } from '@commonseal/protocol';
import { server } from '@serenity-kit/opaque';
import { requireOpaqueMessage } from './opaque/messages.ts';

export { opaqueReady } from './opaque/ready.ts';

/** The server's half of OPAQUE (RFC 9807). Messages, records and states are base64url. */

/** The server's long-term keys. Secret; whoever loses them loses every password credential. */
export function createServerSetup(): string {
  return server.createSetup();
}

/** @throws CommonsealError `malformed` when the request is not a message of OPAQUE */
export function createRegistrationResponse(input: {
  readonly serverSetup: string;
  /** Names the registration, the same at login: the oblivious PRF's key is derived from it. */
  readonly userIdentifier: string;
  readonly registrationRequest: string;
}): string {
  requireOpaqueMessage(input.registrationRequest, 'registrationRequest');
  return attempt(() => server.createRegistrationResponse(input).registrationResponse);
}

/**
 * @param input.registrationRecord null for an unknown address: the answer then looks like any other
 * @throws CommonsealError `malformed`
 */
export function startLogin(input: {
  readonly serverSetup: string;
  readonly userIdentifier: string;
  readonly registrationRecord: string | null;
  readonly startLoginRequest: string;
}): { readonly serverLoginState: string; readonly loginResponse: string } {
  requireOpaqueMessage(input.startLoginRequest, 'loginStart');
  if (input.registrationRecord !== null) requireOpaqueMessage(input.registrationRecord, 'registrationRecord');
  return attempt(() => server.startLogin(input));
}

/** @throws CommonsealError `login_failed`: wrong password, or there is no such person */
export function finishLogin(input: {
  readonly serverLoginState: string;
  readonly finishLoginRequest: string;
}): void {
  try {
    requireOpaqueMessage(input.finishLoginRequest, 'loginFinish');
    server.finishLogin(input);
  } catch {
    throw new CommonsealError('login_failed', 'the password was not proven');
  }
}

function attempt<T>(exchange: () => T): T {
  try {
    return exchange();
  } catch {
    // The library's text could quote the message.
    throw new CommonsealError('malformed', 'not a message of OPAQUE');
  }
}
