import {
  encodeWorkerFingerprint,
  readFingerprintGroup,
  readWorkerFingerprint,
  workerIdentityBytes,
} from '@commonseal/protocol';
import {
  encodeWorkerIdentity,
  parseWorkerIdentity,
  workerFingerprint,
  workerIdOf,
} from '@commonseal/account-log';
import { type WorkerSeed, receivingPublicKey, signingPublicKey } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../vectors/facts.ts';
import identityJson from '../vectors/v1-worker-identity/identity.json' with { type: 'json' };
import { codeOf } from './samples.ts';

beforeAll(cryptoReady);

const { printed } = identityJson;
const groups = printed.split('-');

describe('the frozen identity of a worker', () => {
  it('is written and read as frozen, and named by its signing key', () => {
    const seed = fromHex(identityJson.seed) as WorkerSeed;
    const identity = { signingKey: signingPublicKey(seed), receivingKey: receivingPublicKey(seed) };
    expect(toHex(encodeWorkerIdentity(identity))).toBe(identityJson.encoded);
    expect(parseWorkerIdentity(fromHex(identityJson.encoded))).toEqual(identity);
    expect(identityJson.encoded.length / 2).toBe(workerIdentityBytes);
    expect(workerIdOf(identity)).toHaveLength(43);
  });

  it('has the frozen fingerprint, and another one with another key of either kind', () => {
    const identity = parseWorkerIdentity(fromHex(identityJson.encoded));
    expect(toHex(workerFingerprint(identity))).toBe(identityJson.fingerprint);
    const { signingKey, receivingKey } = identity;
    const others = [
      { signingKey: signingKey.with(9, 0), receivingKey },
      { signingKey, receivingKey: receivingKey.with(9, 0) },
    ].map((other) => toHex(workerFingerprint(other)));
    expect(new Set([identityJson.fingerprint, ...others]).size).toBe(3);
  });

  it.each(identityJson.refused)('is refused with $name', async ({ encoded, code }) => {
    expect(await codeOf(() => parseWorkerIdentity(fromHex(encoded)))).toBe(code);
  });
});

describe('the printed fingerprint of a worker', () => {
  it('is eight groups, and read as it may be typed', () => {
    const fingerprint = fromHex(identityJson.fingerprint);
    expect(encodeWorkerFingerprint(fingerprint).join('-')).toBe(printed);
    for (const typed of [
      printed.toLowerCase(),
      groups.join(' '),
      groups.join(''),
      printed.replaceAll('0', 'o'),
    ])
      expect(readWorkerFingerprint(typed)).toEqual({ kind: 'whole', fingerprint });
    expect(() => encodeWorkerFingerprint(fingerprint.slice(1))).toThrow(TypeError);
  });

  it('names the group that was typed wrong, and is not read when groups are missing, moved or too many', () => {
    const wrong = groups.with(4, `${groups[4]?.slice(0, 4)}7`);
    expect(readWorkerFingerprint(wrong.join('-'))).toEqual({ kind: 'wrong group', group: 5 });
    expect(readFingerprintGroup(5, groups[4] ?? '')).toBe(groups[4]);
    expect(readFingerprintGroup(4, groups[4] ?? '')).toBeUndefined();
    expect(readWorkerFingerprint(groups.slice(1).join(''))).toEqual({ kind: 'wrong group', group: 1 });
    expect(readWorkerFingerprint(groups.slice(0, 7).join(''))).toEqual({ kind: 'too short' });
    expect(readWorkerFingerprint(`${printed}-0`)).toEqual({ kind: 'too long' });
    expect(readWorkerFingerprint(printed.replace('A', 'U'))).toEqual({ kind: 'unknown sign', sign: 'U' });
  });
});
