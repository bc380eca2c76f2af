import { encodeParts } from '@commonseal/protocol';
import * as sealing from '@commonseal/crypto/seal';
import {
  cryptoReady,
  envelopePrefix,
  hash,
  hashPurposes,
  prefixBytes,
  signPurposes,
} from '@commonseal/crypto/verify';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { derive, deriveCommittedKey } from '../src/derive.ts';
import { envelopeKinds } from '../src/envelope.ts';
import { secretOf } from '../src/keys.ts';
import { derivePurposes } from '../src/purposes.ts';
import { codeOf, itemId, keyOf, otherPlaces, patternBytes, place, toHex, userId } from './samples.ts';

beforeAll(cryptoReady);

describe('purposes', () => {
  const all = [derivePurposes, hashPurposes, signPurposes].flatMap((table) => Object.values<string>(table));

  it('have one string each, in one form', () => {
    expect(new Set(all).size).toBe(all.length);
    for (const purpose of all) expect(purpose).toMatch(/^commonseal\/1\/(derive|hash|sign)\/[a-zA-Z -]+$/);
  });

  it('yield a key of their own from the same seed', () => {
    const keys = Object.values(derivePurposes).map((purpose) => toHex(derive(keyOf(1), purpose)));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('yield a hash of their own from the same bytes', () => {
    const hashes = Object.values(hashPurposes).map((purpose) => toHex(hash(purpose, keyOf(1))));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('derivation', () => {
  const purpose = derivePurposes.itemKey;

  it('gives another key for another secret, another context or a moved boundary', () => {
    const keys = [
      derive(keyOf(1), purpose),
      derive(keyOf(2), purpose),
      derive(keyOf(1), purpose, ['']),
      derive(keyOf(1), purpose, ['ab', 'c']),
      derive(keyOf(1), purpose, ['a', 'bc']),
      derive(keyOf(1), purpose, ['abc']),
    ].map(toHex);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('to 64 bytes shares nothing with the one to 32', () => {
    expect(toHex(derive(keyOf(1), purpose, [], 64))).not.toContain(toHex(derive(keyOf(1), purpose)));
  });

  it('keeps key and commitment apart', () => {
    const { encryptionKey, commitment } = deriveCommittedKey(keyOf(1), derivePurposes.pageKey, []);
    expect([encryptionKey.length, commitment.length]).toEqual([32, 32]);
    expect(toHex(encryptionKey)).not.toBe(toHex(commitment));
  });

  it.each([0, 16, 31, 65, 128])('takes no secret of %d bytes', (length) => {
    expect(() => derive(new Uint8Array(length), purpose)).toThrow(TypeError);
  });

  it('leaves the secret as it was', () => {
    const secret = patternBytes(32, 9);
    derive(secret, purpose, [secret]);
    expect(secret).toEqual(patternBytes(32, 9));
  });

  it('gives every item of a batch its own key, and header hashes that need it', () => {
    const [first, second] = [1, 2].map((start) => sealing.deriveItemKey(keyOf(start), itemId));
    if (!first || !second) throw new TypeError('two keys');
    expect(toHex(first)).not.toBe(toHex(second));
    const header = patternBytes(50);
    expect(toHex(sealing.headerHash(first, header))).not.toBe(toHex(sealing.headerHash(second, header)));
    expect(toHex(sealing.batchKeyCommitment(keyOf(1)))).not.toBe(toHex(sealing.batchKeyCommitment(keyOf(2))));
  });
});

describe('secrets', () => {
  it('have 32 bytes', () => {
    expect(secretOf(patternBytes(32))).toEqual(patternBytes(32));
    for (const length of [0, 31, 33, 64]) expect(() => secretOf(new Uint8Array(length))).toThrow(TypeError);
  });

  it('are never generated twice', () => {
    const generators = [
      sealing.generateAccountSeed,
      sealing.generateUserSeed,
      sealing.generateWriterSeed,
      sealing.generateBatchKey,
    ];
    const all = generators.flatMap((generate) => Array.from({ length: 50 }, () => toHex(generate())));
    expect(new Set(all).size).toBe(200);
    expect(new Set(all.map((hex) => hex.length))).toEqual(new Set([64]));
    const ids = [sealing.generateBatchId, sealing.generateItemId, sealing.generateCredentialId].flatMap(
      (generate) => Array.from({ length: 50 }, () => String(generate())),
    );
    expect(new Set(ids).size).toBe(150);
  });
});

describe('prefixes', () => {
  it('are distinct for every kind', () => {
    const prefixes = Object.keys(envelopeKinds).map((kind) => toHex(envelopePrefix(kind as never)));
    expect(new Set(prefixes).size).toBe(prefixes.length);
    expect(new Set(prefixes.map((prefix) => prefix.length / 2))).toEqual(new Set([prefixBytes]));
  });
});

describe('contexts', () => {
  const { accountId } = place;
  const batchPlaces = [place, ...Object.values(otherPlaces)];
  const ingestKeyHash = patternBytes(32, 7);

  it('differ for every kind and every place', () => {
    const contexts = [
      ...batchPlaces.map((at) => sealing.batchKeyContext(at)),
      ...batchPlaces.map((at) => sealing.pageContext({ ...at, page: 0, version: 0 })),
      sealing.pageContext({ ...place, page: 1, version: 0 }),
      sealing.pageContext({ ...place, page: 0, version: 1 }),
      ...batchPlaces.map((at) => sealing.bodyContext({ ...at, itemId })),
      ...[0, 1].flatMap((at) => [
        sealing.chainBackContext({ accountId, epoch: at }),
        sealing.ownStateContext({ userId, version: at }),
        sealing.accountSeedContext({ accountId, epoch: at, recipient: { kind: 'member', id: userId } }),
      ]),
      // The same bytes in each other's place.
      sealing.deviceStateContext({ userId, accountId }),
      sealing.deviceStateContext({ userId: accountId as never, accountId: userId as never }),
      ...(['account', 'member', 'writer'] as const).map((nameOf) =>
        sealing.nameContext({ nameOf, ingestKeyHash }),
      ),
    ].map(toHex);
    expect(new Set(contexts).size).toBe(contexts.length);
  });

  it('are never the beginning of one another, so nothing can move between them and what follows', {
    tags: ['properties'],
  }, () => {
    const list = fc.array(fc.uint8Array({ maxLength: 5 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(list, list, (left, right) => {
        fc.pre(left.length === right.length);
        const [first, second] = [toHex(encodeParts(left)), toHex(encodeParts(right))];
        expect(first !== second && first.startsWith(second)).toBe(false);
      }),
    );
  });

  it('refuse numbers that do not fit', async () => {
    for (const number of [-1, 0.5, 2 ** 32]) {
      expect(() => sealing.batchKeyContext({ ...place, epoch: number })).toThrow(TypeError);
    }
    expect(await codeOf(() => sealing.batchKeyContext({ ...place, batchId: '!' as never }))).toBe(
      'malformed',
    );
  });
});
