import {
  finishLogin,
  finishRegistration,
  opaqueReady,
  startLogin,
  startRegistration,
} from '@commonseal/crypto/opaque-client';
import {
  createRegistrationResponse,
  createServerSetup,
  startLogin as answerLogin,
} from '@commonseal/crypto/opaque-server';
import { cryptoReady } from '@commonseal/crypto/verify';

const password = 'correct horse battery staple';
const userIdentifier = 'somebody';

/** Both halves of OPAQUE in one page: what is timed is the step in which a login stretches the password, and nothing beside it. */
async function prepare(): Promise<() => number> {
  await Promise.all([cryptoReady(), opaqueReady()]);
  const serverSetup = createServerSetup();
  const registration = startRegistration(password);
  const registrationResponse = createRegistrationResponse({
    serverSetup,
    userIdentifier,
    registrationRequest: registration.request,
  });
  const { registrationRecord, stretching } = finishRegistration({
    password,
    state: registration.state,
    registrationResponse,
  });
  return () => {
    const { state, request } = startLogin(password);
    const { loginResponse } = answerLogin({
      serverSetup,
      userIdentifier,
      registrationRecord,
      startLoginRequest: request,
    });
    const startMs = performance.now();
    finishLogin({ password, state, loginResponse, stretching });
    return performance.now() - startMs;
  };
}

Object.assign(globalThis, { stretching: prepare() });
