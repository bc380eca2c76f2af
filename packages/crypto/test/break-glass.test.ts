import {
  AccountId,
  type BreakGlassShare,
  BreakGlassId,
  encodeBreakGlassShare,
  readBreakGlassShare,
} from '@commonseal/protocol';
import {
  breakGlassIdOf,
  combineBreakGlassShares,
  splitBreakGlassSeed,
  unverifiedIdOfShares,
} from '@commonseal/crypto/break-glass';
import { openSeal } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  type BreakGlassSeed,
  accountSeedContext,
  generateBreakGlassSeed,
  receivingPublicKey,
  sealSecret,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { breakGlassSetName, cryptoReady, hash, hashPurposes } from '@commonseal/crypto/verify';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import sharesJson from '../vectors/v1-let-back-in/shares.json' with { type: 'json' };
import * as oracle from './oracle.ts';
import { codeOf, flipBit, fromHex, keyOf, patternBytes, place, toHex } from './samples.ts';

beforeAll(cryptoReady);

const { accountId } = place;
const otherAccount = AccountId.fromBytes(patternBytes(32, 77));
const seed = keyOf<BreakGlassSeed>(9);
const split = (of: BreakGlassSeed, threshold: number, count: number) =>
  splitBreakGlassSeed(of, { accountId, threshold, count });
const codeWith = (shares: readonly BreakGlassShare[], account = accountId) =>
  codeOf(() => combineBreakGlassShares(shares, account));

/** All sublists of so many. */
function choose<T>(list: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return list.flatMap((first, at) => choose(list.slice(at + 1), size - 1).map((rest) => [first, ...rest]));
}

/** GF(2^8) with x^8 + x^4 + x^3 + x + 1, as in docs/wire-format.md: a second implementation of what joins shares. */
function times(left: number, right: number): number {
  let [product, factor] = [0, left];
  for (let bit = 0; bit < 8; bit += 1) {
    if ((right >> bit) & 1) product ^= factor;
    factor = (factor << 1) ^ (factor & 0x80 ? 0x11b : 0);
  }
  return product;
}

function inverse(value: number): number {
  return Array.from({ length: 255 }, (_, at) => at + 1).find((other) => times(value, other) === 1) ?? 0;
}

function joinedBy(shares: readonly BreakGlassShare[]): Uint8Array {
  const places = shares.map(({ bytes }) => bytes[32] ?? 0);
  const weights = places.map((own, at) =>
    places.reduce(
      (product, other, index) =>
        index === at ? product : times(product, times(other, inverse(own ^ other))),
      1,
    ),
  );
  return Uint8Array.from({ length: 32 }, (_, byte) =>
    shares.reduce((sum, { bytes }, at) => sum ^ times(bytes[byte] ?? 0, weights[at] ?? 0), 0),
  );
}

describe('a break-glass seed', () => {
  it('comes back from as many shares as it takes, whichever, and from more', async () => {
    for (const [threshold, count] of [
      [2, 2],
      [2, 3],
      [3, 5],
      [10, 10],
    ] as const) {
      const shares = await split(seed, threshold, count);
      for (const size of [threshold, count])
        for (const some of choose(shares, size)) {
          expect(await combineBreakGlassShares(some.toReversed(), accountId)).toEqual(seed);
        }
    }
  });

  it('is asked for by its id before the account is known', async () => {
    const [first, second, third] = await split(seed, 2, 3);
    if (!first || !second || !third) throw new TypeError('shares were expected');
    expect(await unverifiedIdOfShares([third, first])).toBe(breakGlassIdOf(seed));
    expect(await codeOf(() => unverifiedIdOfShares([third]))).toBe('shares_refused');
    expect(await codeOf(() => unverifiedIdOfShares([third, third]))).toBe('shares_refused');
  });

  it('does not come back from fewer', async () => {
    const shares = await split(seed, 3, 5);
    for (const size of [0, 1, 2])
      for (const some of choose(shares, size)) expect(await codeWith(some)).toBe('shares_refused');
    // Nor when two of three claim to be enough.
    for (const some of choose(shares, 2)) {
      const claiming = some.map((share) => ({ ...share, threshold: 2 }));
      expect(await codeWith(claiming)).toBe('shares_refused');
    }
  });

  it('does not come back from a share that is altered, comes twice, or is of another set', async () => {
    const [first, second, third] = await split(seed, 2, 3);
    const [, foreign] = await split(keyOf<BreakGlassSeed>(10), 2, 3);
    const [, again] = await split(seed, 2, 3);
    if (!first || !second || !third || !foreign || !again) throw new TypeError('shares were expected');
    for (let bit = 0; bit < 8 * 33; bit += 1) {
      const altered = { ...second, bytes: flipBit(second.bytes, bit) };
      expect(await codeWith([first, altered])).toBe('shares_refused');
    }
    expect(await codeWith([first, first])).toBe('shares_refused');
    // The same share under another number.
    expect(await codeWith([first, { ...first, index: 2 }])).toBe('shares_refused');
    expect(await codeWith([first, foreign])).toBe('shares_refused');
    expect(await codeWith([first, { ...foreign, setName: first.setName }])).toBe('shares_refused');
    // The same seed, split another time.
    expect(await codeWith([first, again])).toBe('shares_refused');
    expect(await codeWith([first, third])).toBeUndefined();
  });

  it('is taken for no other account: its shares name the one that it is of', async () => {
    const shares = await split(seed, 2, 3);
    expect(await codeWith(shares, otherAccount)).toBe('shares_refused');
    const id = breakGlassIdOf(seed);
    expect(toHex(breakGlassSetName(accountId, id))).not.toBe(toHex(breakGlassSetName(otherAccount, id)));
  });

  it('is split another way each time, and generated anew', async () => {
    const [once, again] = await Promise.all([split(seed, 2, 2), split(seed, 2, 2)]);
    expect(once.map(({ bytes }) => toHex(bytes))).not.toEqual(again.map(({ bytes }) => toHex(bytes)));
    expect(toHex(generateBreakGlassSeed())).not.toBe(toHex(generateBreakGlassSeed()));
  });

  it('receives and signs like other seeds', () => {
    const id = breakGlassIdOf(seed);
    expect(BreakGlassId.toBytes(id)).toEqual(signingPublicKey(seed));
    const secret = keyOf<AccountSeed>(3);
    const context = accountSeedContext({ accountId, epoch: 1, recipient: { kind: 'breakGlass', id } });
    expect(openSeal(sealSecret(secret, receivingPublicKey(seed), context), seed, context)).toEqual(secret);
  });

  it('comes back whatever it is, printed and read', { tags: ['properties'] }, async () => {
    const anySeed = fc.uint8Array({ minLength: 32, maxLength: 32 });
    await fc.assert(
      fc.asyncProperty(
        anySeed,
        fc.integer({ min: 2, max: 10 }),
        fc.nat(8),
        async (bytes, threshold, more) => {
          const count = Math.min(10, threshold + more);
          const shares = await split(bytes as BreakGlassSeed, threshold, count);
          const read = shares.map((share) => readBreakGlassShare(encodeBreakGlassShare(share).join('-')));
          const whole = read.flatMap((reading) => (reading.kind === 'whole' ? [reading.share] : []));
          expect(await combineBreakGlassShares(whole.slice(-threshold), accountId)).toEqual(bytes);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('is joined as another implementation does', { tags: ['oracles'] }, async () => {
    for (const some of choose(await split(seed, 3, 5), 3)) expect(joinedBy(some)).toEqual(seed);
  });

  it.each(sharesJson)(
    'is read from frozen shares ($threshold of $count)',
    { tags: ['vectors'] },
    async (vector) => {
      const account = AccountId.fromBytes(fromHex(vector.accountId));
      const shares = vector.codes.map((code) => {
        const reading = readBreakGlassShare(code);
        if (reading.kind !== 'whole') throw new TypeError(reading.kind);
        return reading.share;
      });
      expect(shares.map(({ index, threshold, count }) => [index, threshold, count])).toEqual(
        vector.codes.map((_, at) => [at + 1, vector.threshold, vector.count]),
      );
      for (const share of shares) expect(toHex(share.setName)).toBe(vector.setName);
      expect(shares.map((share) => encodeBreakGlassShare(share).join('-'))).toEqual(vector.codes);
      const opened = await combineBreakGlassShares(shares.slice(-vector.threshold), account);
      expect(toHex(opened)).toBe(vector.seed);
      const id = breakGlassIdOf(opened);
      expect(toHex(BreakGlassId.toBytes(id))).toBe(vector.id);
      const keyHash = hash(hashPurposes.receivingKey, receivingPublicKey(opened));
      expect(toHex(keyHash)).toBe(vector.receivingKeyHash);
      const name = oracle.hash('name of a break-glass set', AccountId.toBytes(account), fromHex(vector.id));
      expect(toHex(name.slice(0, 10))).toBe(vector.setName);
    },
  );
});
