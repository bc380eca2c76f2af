import { receivingPublicKey, sign, signingPublicKey, type UserSeed } from '@commonseal/crypto/seal';
import {
  cryptoReady,
  requireReceivingPublicKey,
  requireSigningPublicKey,
  signPurposes,
  verifySignature,
} from '@commonseal/crypto/verify';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ed25519 } from './oracle.ts';
import {
  codeOf,
  codesOf,
  everyBitFlipped,
  everyTruncation,
  fromHex,
  keyOf,
  patternBytes,
  toHex,
} from './samples.ts';

beforeAll(cryptoReady);

const seed = keyOf<UserSeed>(1);

/** The points whose order divides 8, in every encoding that a lax decoder takes for one of them. */
const smallOrder = {
  'order 1': '0100000000000000000000000000000000000000000000000000000000000000',
  'order 1, sign set': '0100000000000000000000000000000000000000000000000000000000000080',
  'order 1, y + p': 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'order 1, y + p, sign set': 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'order 2': 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'order 2, sign set': 'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'order 4': '0000000000000000000000000000000000000000000000000000000000000000',
  'order 4, sign set': '0000000000000000000000000000000000000000000000000000000000000080',
  'order 4, y + p': 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'order 4, y + p, sign set': 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'order 8': '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'order 8, sign set': '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'order 8, the other': 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'order 8, the other, sign set': 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
};

describe('a signing public key', () => {
  it('of any seed is accepted', { tags: ['properties'] }, () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const publicKey = signingPublicKey(bytes as UserSeed);
        expect(requireSigningPublicKey(publicKey)).toBe(publicKey);
      }),
      { numRuns: 30 },
    );
  });

  it.each(Object.entries(smallOrder))('is refused when it is a point of small order (%s)', async (_, hex) => {
    expect(await codeOf(() => requireSigningPublicKey(fromHex(hex)))).toBe('malformed');
  });

  it('is refused with a y coordinate that is not reduced', async () => {
    for (let low = 0xed; low <= 0xff; low += 1) {
      for (const top of [0x7f, 0xff]) {
        const bytes = Uint8Array.of(low, ...new Uint8Array(30).fill(0xff), top);
        expect(await codeOf(() => requireSigningPublicKey(bytes))).toBe('malformed');
      }
    }
  });

  it('is refused with a part of small order', async () => {
    const honest = ed25519.Point.fromBytes(signingPublicKey(seed));
    const torsion = ed25519.Point.fromHex(smallOrder['order 8, the other']);
    for (let multiple = 1n; multiple < 8n; multiple += 1n) {
      const mixed = honest.add(torsion.multiplyUnsafe(multiple)).toBytes();
      expect(await codeOf(() => requireSigningPublicKey(mixed))).toBe('malformed');
    }
    expect(requireSigningPublicKey(honest.toBytes())).toHaveLength(32);
  });

  it('is refused when it is no point', async () => {
    let refused = 0;
    for (let low = 0; low < 100; low += 1) {
      const bytes = Uint8Array.of(low, ...new Uint8Array(30).fill(7), 1);
      let isPoint = true;
      try {
        ed25519.Point.fromBytes(bytes);
      } catch {
        isPoint = false;
      }
      if (isPoint) continue;
      expect(await codeOf(() => requireSigningPublicKey(bytes))).toBe('malformed');
      refused += 1;
    }
    expect(refused).toBeGreaterThan(20);
  });

  it('is accepted exactly when it is a canonical point of prime order', { tags: ['oracles'] }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), async (bytes) => {
        let isGood = false;
        try {
          const point = ed25519.Point.fromBytes(bytes);
          isGood = point.isTorsionFree() && !point.is0();
        } catch {
          // No point at all.
        }
        expect(await codeOf(() => requireSigningPublicKey(bytes))).toBe(isGood ? undefined : 'malformed');
      }),
      { numRuns: 100 },
    );
  });

  it.each([0, 31, 33, 64])('is refused with %d bytes', async (length) => {
    expect(await codeOf(() => requireSigningPublicKey(new Uint8Array(length).fill(7)))).toBe('malformed');
  });
});

describe('a receiving public key', () => {
  const publicKeyOf = () => receivingPublicKey(keyOf<UserSeed>(2));

  function withCoefficient(at: number, value: number): Uint8Array {
    const copy = publicKeyOf();
    const byte = Math.floor(at / 2) * 3;
    const middle = copy[byte + 1] ?? 0;
    if (at % 2 === 0) copy.set([value & 0xff, (middle & 0xf0) | (value >> 8)], byte);
    else copy.set([(middle & 0x0f) | ((value & 0x0f) << 4), value >> 4], byte + 1);
    return copy;
  }

  it('of any seed is accepted', { tags: ['properties'] }, () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const publicKey = receivingPublicKey(bytes as UserSeed);
        expect(requireReceivingPublicKey(publicKey)).toBe(publicKey);
      }),
      { numRuns: 30 },
    );
  });

  it('is refused when any of its 768 coefficients is not reduced', async () => {
    for (let at = 0; at < 768; at += 1) {
      for (const value of [3329, 4095]) {
        expect(await codeOf(() => requireReceivingPublicKey(withCoefficient(at, value)))).toBe('malformed');
      }
    }
  });

  it('is accepted with the largest reduced coefficient', () => {
    for (const at of [0, 1, 2, 3, 766, 767]) {
      expect(requireReceivingPublicKey(withCoefficient(at, 3328))).toHaveLength(1216);
    }
  });

  it.each([0, 32, 1184, 1215, 1217])('is refused with %d bytes', async (length) => {
    expect(await codeOf(() => requireReceivingPublicKey(new Uint8Array(length)))).toBe('malformed');
  });

  it.each([
    ['0', '00'.repeat(32)],
    ['1', `01${'00'.repeat(31)}`],
    ['of order 8', 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'],
    ['p − 1', `ec${'ff'.repeat(30)}7f`],
  ])('is refused when its X25519 part is of small order (u = %s)', async (_, hex) => {
    const copy = publicKeyOf();
    copy.set(fromHex(hex), 1184);
    expect(await codeOf(() => requireReceivingPublicKey(copy))).toBe('malformed');
  });
});

describe('a signature', () => {
  const subjectId = patternBytes(32, 3);
  const message = patternBytes(100, 4);
  const purpose = signPurposes.manifest;
  const made = () => ({
    purpose,
    subjectId,
    message,
    signature: sign(purpose, subjectId, message, seed),
    publicKey: signingPublicKey(seed),
  });

  it('is deterministic, and accepted', () => {
    expect(toHex(made().signature)).toBe(toHex(made().signature));
    expect(() => verifySignature(made())).not.toThrow();
  });

  it.each(['signature', 'publicKey', 'message', 'subjectId'] as const)(
    'is refused with any bit of its %s flipped, or cut off',
    { tags: ['flips'] },
    async (field) => {
      const good = made();
      for (const copies of [everyBitFlipped(good[field]), everyTruncation(good[field])]) {
        const codes = await codesOf(copies, (copy) => verifySignature({ ...good, [field]: copy }));
        expect(Object.keys(codes)).toEqual(['signature_invalid']);
      }
    },
  );

  it('is refused for every other purpose', async () => {
    for (const other of Object.values(signPurposes).filter((one) => one !== purpose)) {
      expect(await codeOf(() => verifySignature({ ...made(), purpose: other }))).toBe('signature_invalid');
    }
  });

  it('is refused when bytes move between subject and message', async () => {
    const good = made();
    const moved = {
      ...good,
      subjectId: subjectId.subarray(0, 31),
      message: Uint8Array.of(...subjectId.subarray(31), ...message),
    };
    expect(await codeOf(() => verifySignature(moved))).toBe('signature_invalid');
  });

  it('under a key of small order is refused, whatever it says', async () => {
    for (const hex of Object.values(smallOrder)) {
      for (const signature of [hex + '00'.repeat(32), `${smallOrder['order 1']}${'00'.repeat(32)}`]) {
        const forged = { ...made(), publicKey: fromHex(hex), signature: fromHex(signature) };
        expect(await codeOf(() => verifySignature(forged))).toBe('signature_invalid');
      }
    }
  });
});
