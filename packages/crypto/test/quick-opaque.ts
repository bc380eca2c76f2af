import { CommonsealError, parseBase64url } from '@commonseal/protocol';
import { client, ready } from '@serenity-kit/opaque';
import { credentialSeedOfPassword } from '../src/derive.ts';
import type * as real from '../src/opaque-client.ts';
import { currentStretching } from '../src/opaque/stretching.ts';

const hardlyAny = { 'argon2id-custom': { iterations: 1, memory: 8, parallelism: 1 } } as const;

type Finishing<F extends (input: never) => unknown> = (input: Parameters<F>[0]) => Promise<ReturnType<F>>;

/** The halves of OPAQUE that stretch a password, with a stretching that costs next to nothing. */
export const finishRegistration: Finishing<typeof real.finishRegistration> = async ({
  password,
  state,
  registrationResponse,
}) => {
  await ready;
  const { registrationRecord, exportKey } = client.finishRegistration({
    password,
    clientRegistrationState: state,
    registrationResponse,
    keyStretching: hardlyAny,
  });
  const credentialSeed = credentialSeedOfPassword(parseBase64url(exportKey));
  return { registrationRecord, stretching: currentStretching, credentialSeed };
};

/** @throws CommonsealError `login_failed` */
export const finishLogin: Finishing<typeof real.finishLogin> = async ({ password, state, loginResponse }) => {
  await ready;
  const finished = client.finishLogin({
    password,
    clientLoginState: state,
    loginResponse,
    keyStretching: hardlyAny,
  });
  if (!finished) throw new CommonsealError('login_failed', 'wrong password or unknown address');
  const { finishLoginRequest, exportKey } = finished;
  return { finishLoginRequest, credentialSeed: credentialSeedOfPassword(parseBase64url(exportKey)) };
};
