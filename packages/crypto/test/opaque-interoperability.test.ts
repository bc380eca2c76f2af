import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import * as client from '@commonseal/crypto/opaque-client';
import * as server from '@commonseal/crypto/opaque-server';
import { cryptoReady } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import rfcVectors from '../vectors/rfc-9807/opaque.json' with { type: 'json' };
import * as opaque from './opaque-oracle.ts';
import { derive } from './oracle.ts';
import {
  codeOf,
  codesOf,
  everyBitFlipped,
  everyTruncation,
  flipBit,
  fromHex,
  patternBytes,
  toHex,
} from './samples.ts';

const userIdentifier = 'AQIDBAUGBwgJCgsMDQ4PEA';
const text = 'correct horse battery staple';
const password = new TextEncoder().encode(text);
const stretching = 'argon2id-64MiB-3-4';

/** Any scalar: below the order of the group, which ends in 0x10. */
const scalarOf = (start: number) => patternBytes(32, start).with(31, 1);
const secrets = { blind: scalarOf(1), nonce: patternBytes(32, 2), shareSeed: patternBytes(32, 3) };

/** The same stretching twice in one test run is time lost: the oblivious PRF gives the same output for both ways. */
const stretched = new Map<string, Uint8Array>();
const stretch = opaque.argon2Stretching(64 * 1024, 3, 4);
const agreement: opaque.Agreement = {
  context: new Uint8Array(),
  stretch: (bytes) => {
    const known = stretched.get(toHex(bytes)) ?? stretch(bytes);
    stretched.set(toHex(bytes), known);
    return known;
  },
};

let serverSetup: string;
let ours: ReturnType<typeof client.finishRegistration>;

beforeAll(async () => {
  await Promise.all([cryptoReady(), client.opaqueReady(), server.opaqueReady()]);
  serverSetup = server.createServerSetup();
  const { state, request } = client.startRegistration(text);
  ours = client.finishRegistration({ password: text, state, registrationResponse: respond(request) });
});

function respond(registrationRequest: string): string {
  return server.createRegistrationResponse({ serverSetup, userIdentifier, registrationRequest });
}

const credentialSeedOf = (exportKey: Uint8Array) => toHex(derive(exportKey, 'credential seed of a password'));

/** The oracle's registration, in the encoding of the server. */
function registerOracle() {
  const request = encodeBase64url(opaque.blindPassword(password, secrets.blind));
  const response = parseBase64url(respond(request));
  const { record, exportKey } = opaque.finishRegistration({
    agreement,
    password,
    blind: secrets.blind,
    response,
    envelopeNonce: patternBytes(32, 4),
  });
  return { registrationRecord: encodeBase64url(record), exportKey };
}

function challengeOracle(registrationRecord: string | null) {
  const startLoginRequest = encodeBase64url(opaque.startLogin(password, secrets));
  const answer = server.startLogin({ serverSetup, userIdentifier, registrationRecord, startLoginRequest });
  return { serverLoginState: answer.serverLoginState, ke2: parseBase64url(answer.loginResponse) };
}

function challengeClient(registrationRecord: string) {
  const { state, request } = client.startLogin(text);
  const answer = server.startLogin({
    serverSetup,
    userIdentifier,
    registrationRecord,
    startLoginRequest: request,
  });
  return { ...answer, state };
}

describe("the RFC's own values", { tags: ['vectors'] }, () => {
  const identityOf = (hex: string | undefined) => (hex === undefined ? undefined : fromHex(hex));
  const agreementOf = ({ context, clientIdentity, serverIdentity }: (typeof rfcVectors)[number]) => {
    const [own, others] = [identityOf(clientIdentity), identityOf(serverIdentity)];
    return {
      context: fromHex(context),
      stretch: (bytes: Uint8Array) => bytes,
      ...(own ? { clientIdentity: own } : {}),
      ...(others ? { serverIdentity: others } : {}),
    };
  };

  it.each(rfcVectors)('come out of the oracle at a registration ($name)', (vector) => {
    const [typed, blind] = [fromHex(vector.password), fromHex(vector.blindRegistration)];
    expect(toHex(opaque.blindPassword(typed, blind))).toBe(vector.registrationRequest);
    const { record, exportKey } = opaque.finishRegistration({
      agreement: agreementOf(vector),
      password: typed,
      blind,
      response: fromHex(vector.registrationResponse),
      envelopeNonce: fromHex(vector.envelopeNonce),
    });
    expect([toHex(record), toHex(exportKey)]).toEqual([vector.record, vector.exportKey]);
  });

  it.each(rfcVectors)('come out of the oracle at a login ($name)', (vector) => {
    const own = {
      blind: fromHex(vector.blindLogin),
      nonce: fromHex(vector.clientNonce),
      shareSeed: fromHex(vector.clientShareSeed),
    };
    expect(toHex(opaque.startLogin(fromHex(vector.password), own))).toBe(vector.ke1);
    const finished = opaque.finishLogin({
      agreement: agreementOf(vector),
      password: fromHex(vector.password),
      secrets: own,
      ke2: fromHex(vector.ke2),
    });
    expect(toHex(finished.ke3)).toBe(vector.ke3);
    expect(toHex(finished.sessionKey)).toBe(vector.sessionKey);
    expect(toHex(finished.exportKey)).toBe(vector.exportKey);
  });
});

describe('a client of another make', { tags: ['oracles'] }, () => {
  it('registers, and our client logs in with the same credential seed', () => {
    const { registrationRecord, exportKey } = registerOracle();
    const { state, loginResponse, serverLoginState } = challengeClient(registrationRecord);
    const finished = client.finishLogin({ password: text, state, loginResponse, stretching });
    expect(toHex(finished.credentialSeed)).toBe(credentialSeedOf(exportKey));
    const { finishLoginRequest } = finished;
    expect(() => server.finishLogin({ serverLoginState, finishLoginRequest })).not.toThrow();
  });

  it('logs in where our client registered, and our server takes its proof', async () => {
    const { serverLoginState, ke2 } = challengeOracle(ours.registrationRecord);
    const { ke3, exportKey } = opaque.finishLogin({ agreement, password, secrets, ke2 });
    expect(credentialSeedOf(exportKey)).toBe(toHex(ours.credentialSeed));
    const finish = (proof: Uint8Array) =>
      server.finishLogin({ serverLoginState, finishLoginRequest: encodeBase64url(proof) });
    expect(() => finish(ke3)).not.toThrow();
    expect(await codeOf(() => finish(flipBit(ke3, 0)))).toBe('login_failed');
  });

  it('sends a record of the same form as ours', () => {
    const records = [ours.registrationRecord, registerOracle().registrationRecord].map(parseBase64url);
    const [own = new Uint8Array(), theirs = new Uint8Array()] = records;
    expect([own.length, theirs.length]).toEqual([192, 192]);
    // Masking keys are equal, since password and oblivious PRF are; keys of the client depend on the nonce.
    expect(toHex(own.slice(32, 96))).toBe(toHex(theirs.slice(32, 96)));
    expect(toHex(own.slice(0, 32))).not.toBe(toHex(theirs.slice(0, 32)));
  });

  it.each([
    ['less memory', 32 * 1024, 1, 4],
    ['one lane', 64, 3, 1],
    ['hardly any cost', 32, 1, 4],
  ])('gets nowhere with %s in stretching', (_, memoryKiB, passes, lanes) => {
    const { ke2 } = challengeOracle(ours.registrationRecord);
    const cheaper = { ...agreement, stretch: opaque.argon2Stretching(memoryKiB, passes, lanes) };
    expect(() => opaque.finishLogin({ agreement: cheaper, password, secrets, ke2 })).toThrow(
      'the envelope does not open',
    );
  });

  it('gets nowhere without any stretching, nor for an address that nobody has', () => {
    const { ke2 } = challengeOracle(ours.registrationRecord);
    const none = { ...agreement, stretch: (bytes: Uint8Array) => bytes };
    expect(() => opaque.finishLogin({ agreement: none, password, secrets, ke2 })).toThrow(/envelope/);
    const { ke2: made } = challengeOracle(null);
    expect(made).toHaveLength(ke2.length);
    expect(() => opaque.finishLogin({ agreement, password, secrets, ke2: made })).toThrow(/envelope/);
  });

  it('finds a server out that does not hold its private key', () => {
    const { ke2 } = challengeOracle(ours.registrationRecord);
    for (const bit of [8 * 192, 8 * 256, 8 * 320 - 1]) {
      const login = () => opaque.finishLogin({ agreement, password, secrets, ke2: flipBit(ke2, bit) });
      expect(login).toThrow('the server has not proven itself');
    }
  });
});

describe('messages of OPAQUE', { tags: ['flips'] }, () => {
  it("are refused by our client with a bit flipped in any field of the server's answer", async () => {
    const fields = { evaluated: 0, maskingNonce: 32, maskedResponse: 64, nonce: 192, share: 224, mac: 256 };
    for (const [name, at] of Object.entries(fields)) {
      const { state, loginResponse } = challengeClient(ours.registrationRecord);
      const altered = encodeBase64url(flipBit(parseBase64url(loginResponse), 8 * at + 3));
      const code = await codeOf(() =>
        client.finishLogin({ password: text, state, loginResponse: altered, stretching }),
      );
      // A group element may be none any more; everything else looks like a wrong password.
      expect([name, code]).toEqual([name, expect.stringMatching(/^(login_failed|malformed)$/)]);
    }
  });

  it("are refused by our client wherever the server's answer is cut off", async () => {
    const { state, loginResponse } = challengeClient(ours.registrationRecord);
    const codes = await codesOf(everyTruncation(parseBase64url(loginResponse)), (copy) =>
      client.finishLogin({ password: text, state, loginResponse: encodeBase64url(copy), stretching }),
    );
    expect(codes).toEqual({ malformed: 320 });
  });

  it('are refused by our server with any bit of the proof flipped, or cut off anywhere', async () => {
    const { state, loginResponse, serverLoginState } = challengeClient(ours.registrationRecord);
    const { finishLoginRequest } = client.finishLogin({ password: text, state, loginResponse, stretching });
    const proof = parseBase64url(finishLoginRequest);
    const finish = (copy: Uint8Array) =>
      server.finishLogin({ serverLoginState, finishLoginRequest: encodeBase64url(copy) });
    expect(await codesOf(everyBitFlipped(proof), finish)).toEqual({ login_failed: 512 });
    expect(await codesOf(everyTruncation(proof), finish)).toEqual({ login_failed: 64 });
    expect(() => finish(proof)).not.toThrow();
  });

  it('are refused by our server wherever a request or a record is cut off', async () => {
    const registration = parseBase64url(client.startRegistration(text).request);
    const login = parseBase64url(client.startLogin(text).request);
    const record = parseBase64url(ours.registrationRecord);
    const start = (startLoginRequest: Uint8Array, registrationRecord: Uint8Array) =>
      server.startLogin({
        serverSetup,
        userIdentifier,
        registrationRecord: encodeBase64url(registrationRecord),
        startLoginRequest: encodeBase64url(startLoginRequest),
      });
    const codes = await Promise.all([
      codesOf(everyTruncation(registration), (copy) => respond(encodeBase64url(copy))),
      codesOf(everyTruncation(login), (copy) => start(copy, record)),
      codesOf(everyTruncation(record), (copy) => start(login, copy)),
    ]);
    expect(codes).toEqual([{ malformed: 32 }, { malformed: 96 }, { malformed: 192 }]);
  });
});
