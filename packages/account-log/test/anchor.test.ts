import { AccountId, ByteWriter, UserId, maxNameBytes } from '@commonseal/protocol';
import {
  type Anchor,
  encodeAnchor,
  encodeName,
  nameBoxBytes,
  parseAnchor,
  parseName,
} from '@commonseal/account-log';
import { decryptBox } from '@commonseal/crypto/open';
import { type CredentialSeed, anchorContext, deriveBoxKey, encryptBox } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf, everyBitFlipped, everyTruncation, flipBit, keyOf, patternBytes } from './samples.ts';

beforeAll(cryptoReady);

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const anyHead = fc.record({ sequence: fc.integer({ min: 0, max: 0xffffffff }), hash: bytes32 });
const anyAnchor: fc.Arbitrary<Anchor> = fc.record({
  userId: bytes32.map((bytes) => UserId.fromBytes(bytes)),
  userHead: anyHead,
  accounts: fc
    .array(
      fc.tuple(
        bytes32.map((bytes) => AccountId.fromBytes(bytes)),
        anyHead,
      ),
      { maxLength: 10 },
    )
    .map((list) => new Map(list)),
});

function anchorWith(count: number): Anchor {
  const head = { sequence: 1, hash: patternBytes(32, 3) };
  const accounts = Array.from({ length: count }, (_, at) => {
    const id = patternBytes(32);
    id.set([at >> 8, at & 0xff]);
    return [AccountId.fromBytes(id), head] as const;
  });
  return { userId: UserId.fromBytes(patternBytes(32, 1)), userHead: head, accounts: new Map(accounts) };
}

describe('an anchor', () => {
  it('survives the way to bytes and back', () => {
    fc.assert(
      fc.property(anyAnchor, (anchor) => {
        expect(parseAnchor(encodeAnchor(anchor))).toEqual(anchor);
      }),
    );
  });

  it('is refused cut off or with something added', async () => {
    const encoded = encodeAnchor(anchorWith(2));
    for (const copy of [...everyTruncation(encoded), Uint8Array.of(...encoded, 0)]) {
      expect(await codeOf(() => parseAnchor(copy))).toBe('malformed');
    }
  });

  it('is refused when it names an account twice', async () => {
    const encoded = encodeAnchor(anchorWith(2));
    encoded.set(encoded.slice(70, 138), 138);
    expect(await codeOf(() => parseAnchor(encoded))).toBe('malformed');
  });

  it('holds 500 accounts and no more', async () => {
    expect(parseAnchor(encodeAnchor(anchorWith(500))).accounts.size).toBe(500);
    expect(() => encodeAnchor(anchorWith(501))).toThrow(TypeError);
    const promising = encodeAnchor(anchorWith(0));
    promising.set(new ByteWriter().u16(501).finish(), 68);
    const long = Uint8Array.of(...promising, ...new Uint8Array(501 * 68));
    expect(await codeOf(() => parseAnchor(long))).toBe('malformed');
  });

  it('opens for the way in that wrote it alone', async () => {
    const key = deriveBoxKey(keyOf<CredentialSeed>(1), 'anchorKey');
    const context = anchorContext({ credentialId: 'AAAAAAAAAAAAAAAAAAAAAA' as never });
    const box = encryptBox(encodeAnchor(anchorWith(1)), key, context);
    expect(parseAnchor(decryptBox(box, key, context))).toEqual(anchorWith(1));
    const otherKey = deriveBoxKey(keyOf<CredentialSeed>(2), 'anchorKey');
    expect(await codeOf(() => decryptBox(box, otherKey, context))).toBe('decryption_failed');
    const otherContext = anchorContext({ credentialId: 'AQAAAAAAAAAAAAAAAAAAAA' as never });
    expect(await codeOf(() => decryptBox(box, key, otherContext))).toBe('decryption_failed');
  });
});

describe('a boxed anchor', () => {
  const key = deriveBoxKey(keyOf<CredentialSeed>(1), 'anchorKey');
  const context = anchorContext({ credentialId: 'AAAAAAAAAAAAAAAAAAAAAA' as never });
  const open = (box: Uint8Array) => parseAnchor(decryptBox(box, key, context));

  it('does not open with any bit flipped, cut off anywhere or with anything added', async () => {
    const box = encryptBox(encodeAnchor(anchorWith(2)), key, context);
    expect(open(box)).toEqual(anchorWith(2));
    let refused = 0;
    for (const copies of [everyBitFlipped(box), everyTruncation(box), [Uint8Array.of(...box, 0)]]) {
      for (const copy of copies) {
        expect(await codeOf(() => open(copy))).toMatch(/^(malformed|unsupported_format|decryption_failed)$/);
        refused += 1;
      }
    }
    expect(refused).toBe(9 * (86 + 70 + 2 * 68) + 1);
  });

  it('does not open under another key of the same seed', async () => {
    const box = encryptBox(encodeAnchor(anchorWith(1)), key, context);
    for (const purpose of ['ownStateKey', 'deviceStateKey', 'nameKey', 'chainBackKey'] as const) {
      const other = deriveBoxKey(keyOf<never>(1), purpose);
      expect(await codeOf(() => decryptBox(box, other, context))).toBe('decryption_failed');
    }
  });
});

describe('a name', () => {
  it('survives the way to bytes and back, always in the same size', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 64 }), (name) => {
        const encoded = encodeName(name);
        expect(encoded).toHaveLength(nameBoxBytes - 86);
        expect(parseName(encoded)).toBe(name);
      }),
    );
  });

  it('is cut at a character when it is too long', () => {
    expect(parseName(encodeName('é'.repeat(200)))).toBe('é'.repeat(128));
    expect(parseName(encodeName(`a${'😀'.repeat(100)}`))).toBe(`a${'😀'.repeat(63)}`);
    expect(parseName(encodeName('a'.repeat(maxNameBytes + 1)))).toBe('a'.repeat(maxNameBytes));
  });

  it('is refused with another size, another length or other padding', async () => {
    const encoded = encodeName('Ada');
    const broken = [
      ...everyTruncation(encoded),
      Uint8Array.of(...encoded, 0),
      flipBit(encoded, 8 * 257),
      flipBit(encoded, 8 * 5),
      encoded.with(1, 2),
      encoded.with(0, 1).with(1, 1),
      encoded.with(2, 0xff),
    ];
    for (const copy of broken) expect(await codeOf(() => parseName(copy))).toBe('malformed');
  });
});
