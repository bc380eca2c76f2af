import { CommonsealError, parseBase64url } from '@commonseal/protocol';
import { client } from '@serenity-kit/opaque';
import { credentialSeedOfPassword } from './derive.ts';
import type { CredentialSeed } from './keys.ts';
import { requireOpaqueMessage } from './opaque/messages.ts';
import { type Stretching, currentStretching, stretchingConfig } from './opaque/stretching.ts';

export { opaqueReady } from './opaque/ready.ts';

/**
 * The client's half of OPAQUE (RFC 9807, `@serenity-kit/opaque`: ristretto255, SHA-512, Argon2id). The password, or
 * anything equal to it, never leaves this module. Messages are base64url.
 */
export interface Started {
  /** Secret; lives until the exchange is finished. */
  readonly state: string;
  readonly request: string;
}

/** People type the same password with composed or decomposed accents, depending on the machine. */
function normalisePassword(password: string): string {
  return password.normalize('NFKC');
}

export function startRegistration(password: string): Started {
  const started = client.startRegistration({ password: normalisePassword(password) });
  return { state: started.clientRegistrationState, request: started.registrationRequest };
}

/** Stretches the password with the current cost. Takes about half a second. */
export function finishRegistration(input: {
  readonly password: string;
  readonly state: string;
  readonly registrationResponse: string;
}): {
  readonly registrationRecord: string;
  readonly stretching: Stretching;
  readonly credentialSeed: CredentialSeed;
} {
  requireOpaqueMessage(input.registrationResponse, 'registrationResponse');
  const finished = attempt(() =>
    client.finishRegistration({
      password: normalisePassword(input.password),
      clientRegistrationState: input.state,
      registrationResponse: input.registrationResponse,
      keyStretching: stretchingConfig(currentStretching),
    }),
  );
  return {
    registrationRecord: finished.registrationRecord,
    stretching: currentStretching,
    credentialSeed: credentialSeedOfPassword(parseBase64url(finished.exportKey)),
  };
}

export function startLogin(password: string): Started {
  const started = client.startLogin({ password: normalisePassword(password) });
  return { state: started.clientLoginState, request: started.startLoginRequest };
}

/**
 * @param input.stretching as the server says; refused unless this build knows it
 * @throws CommonsealError `stretching_refused` before anything more is computed or sent; `login_failed` for a wrong
 * password (or an unknown address: OPAQUE does not tell them apart); `malformed`
 */
export function finishLogin(input: {
  readonly password: string;
  readonly state: string;
  readonly loginResponse: string;
  readonly stretching: string;
}): { readonly finishLoginRequest: string; readonly credentialSeed: CredentialSeed } {
  const keyStretching = stretchingConfig(input.stretching);
  requireOpaqueMessage(input.loginResponse, 'loginResponse');
  const finished = attempt(() =>
    client.finishLogin({
      password: normalisePassword(input.password),
      clientLoginState: input.state,
      loginResponse: input.loginResponse,
      keyStretching,
    }),
  );
  if (!finished) throw new CommonsealError('login_failed', 'wrong password or unknown address');
  return {
    finishLoginRequest: finished.finishLoginRequest,
    credentialSeed: credentialSeedOfPassword(parseBase64url(finished.exportKey)),
  };
}

function attempt<T>(exchange: () => T): T {
  try {
    return exchange();
  } catch {
    // The library throws for messages that are not of OPAQUE's form; its text could quote them.
    throw new CommonsealError('malformed', 'not a message of OPAQUE');
  }
}
