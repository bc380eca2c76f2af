import { credentialSeedOfPassword } from '../src/derive.ts';
import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import * as client from '@commonseal/crypto/opaque-client';
import * as server from '@commonseal/crypto/opaque-server';
import { cryptoReady } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf, joined, toHex } from './samples.ts';

const userIdentifier = 'ada@example.org';
const password = 'caf\u00e9 crème brûlée';
const stretching = 'argon2id-64MiB-3-4';

let serverSetup: string;
let registered: ReturnType<typeof register>;

beforeAll(async () => {
  await Promise.all([cryptoReady(), client.opaqueReady(), server.opaqueReady()]);
  serverSetup = server.createServerSetup();
  registered = register(password);
});

function register(secret: string, identifier = userIdentifier) {
  const { state, request } = client.startRegistration(secret);
  const registrationResponse = server.createRegistrationResponse({
    serverSetup,
    userIdentifier: identifier,
    registrationRequest: request,
  });
  return client.finishRegistration({ password: secret, state, registrationResponse });
}

/** The part of a login that happens before the client has proven anything. */
function proveLogin(
  secret: string,
  registrationRecord: string | null = registered.registrationRecord,
  identifier = userIdentifier,
  setup = serverSetup,
) {
  const { state, request } = client.startLogin(secret);
  const { serverLoginState, loginResponse } = server.startLogin({
    serverSetup: setup,
    userIdentifier: identifier,
    registrationRecord,
    startLoginRequest: request,
  });
  const finished = client.finishLogin({ password: secret, state, loginResponse, stretching });
  return { ...finished, serverLoginState };
}

function logIn(secret: string) {
  const { serverLoginState, finishLoginRequest, credentialSeed } = proveLogin(secret);
  server.finishLogin({ serverLoginState, finishLoginRequest });
  return { finishLoginRequest, credentialSeed };
}

describe('a password', () => {
  it('yields the same credential seed at every login, and lets the server in on nothing', () => {
    expect(registered.stretching).toBe(stretching);
    expect(registered.credentialSeed).toHaveLength(32);
    const again = [logIn(password), logIn(password)].map(({ credentialSeed }) => toHex(credentialSeed));
    expect(again).toEqual([toHex(registered.credentialSeed), toHex(registered.credentialSeed)]);
  });

  it('is the same typed with composed or decomposed accents, or in full width', () => {
    const spellings = [password.normalize('NFD'), password.replace('c', '\uff43')];
    for (const spelling of spellings) {
      expect(spelling).not.toBe(password);
      expect(toHex(logIn(spelling).credentialSeed)).toBe(toHex(registered.credentialSeed));
    }
  });

  it('yields another credential seed when it is registered again', () => {
    expect(toHex(register(password).credentialSeed)).not.toBe(toHex(registered.credentialSeed));
  });

  it.each(['', 'cafe creme brulee', 'Café crème brûlée', ' café crème brûlée'])(
    'is not %j',
    async (wrong) => {
      expect(await codeOf(() => proveLogin(wrong))).toBe('login_failed');
    },
  );

  it('fails for an address that nobody has as a wrong one does', async () => {
    expect(await codeOf(() => proveLogin(password, null))).toBe('login_failed');
  });

  it('fails under another name, and with another server', async () => {
    const { registrationRecord } = registered;
    expect(await codeOf(() => proveLogin(password, registrationRecord, 'eve@example.org'))).toBe(
      'login_failed',
    );
    const other = server.createServerSetup();
    expect(await codeOf(() => proveLogin(password, registrationRecord, userIdentifier, other))).toBe(
      'login_failed',
    );
  });
});

describe('a login', () => {
  it.each(['argon2id-8MiB-1-1', 'none', '', 'constructor', '__proto__', `${stretching} `])(
    'refuses the stretching %j before it looks at anything else',
    async (name) => {
      // What else is given is no message of OPAQUE: that would be found next.
      const input = { password, state: '!', loginResponse: '!', stretching: name };
      expect(await codeOf(() => client.finishLogin(input))).toBe('stretching_refused');
    },
  );

  it.each(['', '!', 'AAAA', 'A'.repeat(427), '<html>'])(
    'refuses the answer %j as malformed',
    async (garbage) => {
      const { state } = client.startLogin(password);
      const login = { password, state, loginResponse: garbage, stretching };
      expect(await codeOf(() => client.finishLogin(login))).toBe('malformed');
      const registration = client.startRegistration(password);
      const answer = { password, state: registration.state, registrationResponse: garbage };
      expect(await codeOf(() => client.finishRegistration(answer))).toBe('malformed');
    },
  );

  it.each(['', '!', 'AAAA', 'A'.repeat(128)])('refuses the request %j as malformed', async (garbage) => {
    const asked = { serverSetup, userIdentifier };
    const { registrationRecord } = registered;
    expect(
      await codeOf(() => server.createRegistrationResponse({ ...asked, registrationRequest: garbage })),
    ).toBe('malformed');
    expect(
      await codeOf(() => server.startLogin({ ...asked, registrationRecord, startLoginRequest: garbage })),
    ).toBe('malformed');
    const { request } = client.startLogin(password);
    const record = { ...asked, registrationRecord: garbage, startLoginRequest: request };
    expect(await codeOf(() => server.startLogin(record))).toBe('malformed');
  });

  it('has one spelling of each message: nothing may stand behind it', async () => {
    const longer = (message: string) => encodeBase64url(joined([parseBase64url(message), new Uint8Array(1)]));
    const started = client.startRegistration(password);
    const asked = { serverSetup, userIdentifier };
    const request = (text: string) =>
      codeOf(() => server.createRegistrationResponse({ ...asked, registrationRequest: text }));
    expect([await request(started.request), await request(longer(started.request))]).toEqual([
      undefined,
      'malformed',
    ]);
    const { state, request: startLoginRequest } = client.startLogin(password);
    const { registrationRecord } = registered;
    const login = { ...asked, registrationRecord, startLoginRequest };
    const { serverLoginState, loginResponse } = server.startLogin(login);
    const start = (changed: Partial<typeof login>) =>
      codeOf(() => server.startLogin({ ...login, ...changed }));
    expect(await start({ startLoginRequest: longer(startLoginRequest) })).toBe('malformed');
    expect(await start({ registrationRecord: longer(registrationRecord) })).toBe('malformed');
    const answer = { password, state, stretching };
    const finish = (text: string) => codeOf(() => client.finishLogin({ ...answer, loginResponse: text }));
    expect(await finish(longer(loginResponse))).toBe('malformed');
    const { finishLoginRequest } = client.finishLogin({ ...answer, loginResponse });
    const prove = (text: string) =>
      codeOf(() => server.finishLogin({ serverLoginState, finishLoginRequest: text }));
    expect(await prove(longer(finishLoginRequest))).toBe('login_failed');
    expect(await prove(finishLoginRequest)).toBeUndefined();
    const registration = { password, state: started.state };
    const response = server.createRegistrationResponse({ ...asked, registrationRequest: started.request });
    const enrol = (text: string) =>
      codeOf(() => client.finishRegistration({ ...registration, registrationResponse: text }));
    expect(await enrol(longer(response))).toBe('malformed');
  });

  it('is not finished by anything but the proof that belongs to it', async () => {
    const start = () =>
      server.startLogin({
        serverSetup,
        userIdentifier,
        registrationRecord: registered.registrationRecord,
        startLoginRequest: client.startLogin(password).request,
      });
    const { serverLoginState } = start();
    for (const finishLoginRequest of ['', '!', 'AAAA', 'A'.repeat(86)]) {
      expect(await codeOf(() => server.finishLogin({ serverLoginState, finishLoginRequest }))).toBe(
        'login_failed',
      );
    }
    const { finishLoginRequest } = logIn(password);
    expect(await codeOf(() => server.finishLogin({ serverLoginState, finishLoginRequest }))).toBe(
      'login_failed',
    );
  });

  it('never quotes a password in what it throws', () => {
    const login = () =>
      client.finishLogin({ password, state: password, loginResponse: password, stretching });
    expect(login).toThrow(/^not (a message of OPAQUE|base64url)$/);
  });
});

describe('the credential seed', () => {
  it('is not the export key, nor a part of it', () => {
    const exportKey = Uint8Array.from({ length: 64 }, (_, at) => at);
    expect(toHex(exportKey)).not.toContain(toHex(credentialSeedOfPassword(exportKey)));
  });
});
