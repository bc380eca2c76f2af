import { cryptoReady } from '@commonseal/crypto/seal';
import * as client from '@commonseal/crypto/opaque-client';
import * as server from '@commonseal/crypto/opaque-server';
import { type Target, requireThat } from '../target.ts';
import { bytesOf, textOf } from '../text-input.ts';

const kiB = 1024;
const password = 'correct horse battery staple';
const userIdentifier = 'sign-up-1';
const memory = { factor: 64, bytes: 4 * kiB * kiB };
/** The password is stretched for every message that is of the right form. */
const stretchedMs = 10_000;

interface Registered {
  readonly serverSetup: string;
  readonly started: client.Started;
  readonly registrationResponse: string;
}

async function register(): Promise<Registered> {
  await cryptoReady();
  await client.opaqueReady();
  const serverSetup = server.createServerSetup();
  const started = client.startRegistration(password);
  const registrationResponse = server.createRegistrationResponse({
    serverSetup,
    userIdentifier,
    registrationRequest: started.request,
  });
  return { serverSetup, started, registrationResponse };
}

function recordOf({ started, registrationResponse }: Registered): string {
  return client.finishRegistration({ password, state: started.state, registrationResponse })
    .registrationRecord;
}

const registrationAnswer: Target = {
  name: 'opaque-client-registration',
  memory,
  refusals: ['malformed'],
  floorPerSecond: 0.5,
  baseMs: stretchedMs,
  maxBytes: 4 * kiB,
  async prepare() {
    const { started, registrationResponse } = await register();
    return {
      samples: [bytesOf(registrationResponse)],
      run(input) {
        const registered = client.finishRegistration({
          password,
          state: started.state,
          registrationResponse: textOf(input),
        });
        requireThat(registered.credentialSeed.length === 32, 'no seed');
      },
    };
  },
};

const loginAnswer: Target = {
  name: 'opaque-client-login',
  memory,
  refusals: ['malformed', 'login_failed'],
  floorPerSecond: 0.5,
  baseMs: stretchedMs,
  maxBytes: 4 * kiB,
  async prepare() {
    const registered = await register();
    const started = client.startLogin(password);
    const { loginResponse } = server.startLogin({
      serverSetup: registered.serverSetup,
      userIdentifier,
      registrationRecord: recordOf(registered),
      startLoginRequest: started.request,
    });
    const samples = [bytesOf(loginResponse)];
    return {
      samples,
      run(input) {
        const stretching = 'argon2id-64MiB-3-4';
        client.finishLogin({ password, state: started.state, loginResponse: textOf(input), stretching });
        requireThat(textOf(input) === loginResponse, 'an answer that the server did not give');
      },
    };
  },
};

/** Input: which of the three messages, then the message. */
const messagesToServer: Target = {
  name: 'opaque-server',
  memory,
  refusals: ['malformed', 'login_failed'],
  floorPerSecond: 50,
  baseMs: 1_000,
  maxBytes: 4 * kiB,
  async prepare() {
    const registered = await register();
    const { serverSetup, started } = registered;
    const registrationRecord = recordOf(registered);
    const login = client.startLogin(password);
    const answered = server.startLogin({
      serverSetup,
      userIdentifier,
      registrationRecord,
      startLoginRequest: login.request,
    });
    const { finishLoginRequest } = client.finishLogin({
      password,
      state: login.state,
      loginResponse: answered.loginResponse,
      stretching: 'argon2id-64MiB-3-4',
    });
    const samples = [started.request, login.request, finishLoginRequest].map((message, at) =>
      bytesOf(`${at}${message}`),
    );
    return {
      samples,
      run(input) {
        const text = textOf(input.subarray(1));
        const which = (input[0] ?? 0) % 3;
        if (which === 0) {
          server.createRegistrationResponse({ serverSetup, userIdentifier, registrationRequest: text });
        } else if (which === 1) {
          server.startLogin({ serverSetup, userIdentifier, registrationRecord, startLoginRequest: text });
        } else {
          server.finishLogin({ serverLoginState: answered.serverLoginState, finishLoginRequest: text });
          requireThat(text === finishLoginRequest, 'a proof of the password that nobody made');
        }
      },
    };
  },
};

export const opaqueTargets = [registrationAnswer, loginAnswer, messagesToServer];
