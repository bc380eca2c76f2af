import { ItemId, bodyChunkBytes, maxPageRowBytes } from '@commonseal/protocol';
import { decryptBody, decryptBox, decryptPage, openSeal } from '@commonseal/crypto/open';
import * as sealing from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  batchContext,
  codeOf,
  codesOf,
  collect,
  everyBitFlipped,
  everyOtherLength,
  firstPage,
  flipBit,
  joined,
  keyOf,
  ownBody,
  patternBytes,
  rowsOf,
  sourceOf,
} from './samples.ts';

/** One kind of ciphertext, in one row, with everything that opens it. */
interface Kind {
  readonly stored: Uint8Array;
  readonly context: Uint8Array;
  readonly key: Uint8Array;
  readonly open: (stored: Uint8Array, context?: Uint8Array, key?: Uint8Array) => unknown;
}

const boxKey = keyOf<sealing.BoxKey>(30);
const boxContext = sealing.anchorContext({ credentialId: 'AAAAAAAAAAAAAAAAAAAAAA' as never });
const batchKey = keyOf<sealing.BatchKey>(40);
const itemKey = keyOf<sealing.ItemKey>(50);
const accountSeed = keyOf<sealing.AccountSeed>(10);

function sealOf(): Kind {
  const publicKey = sealing.receivingPublicKey(accountSeed);
  return {
    stored: sealing.sealSecret(keyOf<sealing.BatchKey>(20), publicKey, batchContext),
    context: batchContext,
    key: accountSeed,
    open: (stored, context = batchContext, key = accountSeed) =>
      openSeal(stored, key as sealing.AccountSeed, context as sealing.SealContext),
  };
}

function boxOf(length: number): Kind {
  return {
    stored: sealing.encryptBox(patternBytes(length, 1), boxKey, boxContext),
    context: boxContext,
    key: boxKey,
    open: (stored, context = boxContext, key = boxKey) =>
      decryptBox(stored, key as sealing.BoxKey, context as sealing.BoxContext),
  };
}

async function pageOf(...headers: readonly number[]): Promise<Kind> {
  const records = headers.map((length, at) => ({
    itemId: ItemId.fromBytes(patternBytes(16, at)),
    header: patternBytes(length, at),
  }));
  return {
    stored: await sealing.encryptPage(records, batchKey, firstPage),
    context: firstPage,
    key: batchKey,
    open: (stored, context = firstPage, key = batchKey) =>
      decryptPage(stored, key as sealing.BatchKey, context as sealing.PageContext),
  };
}

async function bodyOf(length: number): Promise<Kind> {
  const rows = await collect(sealing.encryptBody(sourceOf(patternBytes(length, 2)), itemKey, ownBody));
  return {
    stored: joined(rows),
    context: ownBody,
    key: itemKey,
    open: (stored, context = ownBody, key = itemKey) =>
      collect(decryptBody(rowsOf([stored]), key as sealing.ItemKey, context as sealing.BodyContext, length)),
  };
}

/** What is shorter cannot be one, whatever stands in it. */
const shortest = { box: 86, page: 86, body: 70 };

/** Each as large as fits into 4 KiB; a seal has one size only. */
const kinds: Readonly<Record<string, () => Kind | Promise<Kind>>> = {
  seal: sealOf,
  box: () => boxOf(4096 - 86),
  page: () => pageOf(3900),
  body: () => bodyOf(3900),
};

beforeAll(cryptoReady);

describe.each(Object.entries(kinds))('a %s', { tags: ['flips'] }, (name, make) => {
  it('of 4 KiB is refused with any bit flipped', async () => {
    const { stored, open } = await make();
    expect(stored.length).toBeGreaterThan(name === 'seal' ? 1200 : 4000);
    expect(stored.length).toBeLessThanOrEqual(4096);
    expect(await codesOf(everyBitFlipped(stored), (copy) => open(copy))).toEqual({
      malformed: 32,
      unsupported_format: 16,
      decryption_failed: 8 * (stored.length - 6),
    });
    await open(stored);
  });

  it('of 4 KiB is refused cut off anywhere and with anything added', async () => {
    const { stored, open } = await make();
    const codes = await codesOf(everyOtherLength(stored), (copy) => open(copy));
    const malformed = name === 'seal' ? stored.length + 4 : shortest[name as keyof typeof shortest];
    const others = stored.length + 4 - malformed;
    expect(codes).toEqual({ malformed, ...(others > 0 ? { decryption_failed: others } : {}) });
  });

  it('is refused with any bit of its context flipped, and with a part of it', async () => {
    const { stored, context, open } = await make();
    const flipped = await codesOf(everyBitFlipped(context), (copy) => open(stored, copy));
    expect(flipped).toEqual({ decryption_failed: 8 * context.length });
    const others = await codesOf(everyOtherLength(context), (copy) => open(stored, copy));
    expect(others).toEqual({ decryption_failed: context.length + 4 });
  });

  it('is refused with any bit of its key flipped', async () => {
    const { stored, context, key, open } = await make();
    const codes = await codesOf(everyBitFlipped(key), (copy) => open(stored, context, copy));
    expect(codes).toEqual({ decryption_failed: 256 });
  });

  it('is refused when bytes move between its context and its ciphertext, either way', async () => {
    const { stored, context, open } = await make();
    const start = name === 'seal' ? 1158 : 70;
    for (const moved of [1, 2, 4, 15, 16, 17]) {
      const [frame, rest] = [stored.subarray(0, start), stored.subarray(start)];
      const intoCiphertext = joined([frame, context.subarray(-moved), rest]);
      const intoContext = joined([frame, rest.subarray(moved)]);
      const codes = [
        await codeOf(() => open(intoCiphertext, context.subarray(0, -moved))),
        await codeOf(() => open(intoContext, joined([context, rest.subarray(0, moved)]))),
      ];
      // A seal has one length only: that is seen first.
      const expected = name === 'seal' ? 'malformed' : 'decryption_failed';
      expect([moved, ...codes]).toEqual([moved, expected, expected]);
    }
  });

  it('is refused when bytes move between its context and its frame', async () => {
    const { stored, context, open } = await make();
    // What is authenticated is frame and context in a row: the row stays the same, its boundary does not.
    for (const moved of [1, 6, 32]) {
      const [frame, rest] = [stored.subarray(0, 70), stored.subarray(70)];
      const shortened = joined([frame.subarray(0, -moved), rest]);
      const lengthened = joined([frame.subarray(-moved), context]);
      expect(await codeOf(() => open(shortened, lengthened))).toMatch(/^(malformed|decryption_failed)$/);
    }
  });
});

describe('a large ciphertext', { tags: ['flips'] }, () => {
  /** The same places in every run, and in both environments. A failure prints seed and place. */
  const seed = 20_261_124;
  const anyPlace = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  /** Refused with a bit flipped, and cut off, at places all over it. */
  async function expectRefused(stored: Uint8Array, open: (copy: Uint8Array) => unknown, numRuns: number) {
    await fc.assert(
      fc.asyncProperty(anyPlace, anyPlace, async (bit, length) => {
        const flipped = flipBit(stored, 48 + Math.floor(bit * (8 * stored.length - 48)));
        expect(await codeOf(() => open(flipped))).toBe('decryption_failed');
        const cut = stored.subarray(0, Math.floor(length * stored.length));
        expect(await codeOf(() => open(cut))).toMatch(/^(malformed|decryption_failed)$/);
      }),
      { seed, numRuns },
    );
    await open(stored);
  }

  it('is refused altered anywhere inside (box of 1 MiB)', async () => {
    const { stored, open } = boxOf(1024 * 1024);
    await expectRefused(stored, (copy) => open(copy), 50);
  });

  it('is refused altered anywhere inside (page of 256 KiB)', async () => {
    const { stored, open } = await pageOf(...Array.from({ length: 15 }, () => 16_384), 16_000);
    expect(stored.length).toBeGreaterThan(maxPageRowBytes - 1024);
    await expectRefused(stored, (copy) => open(copy), 100);
  });

  it('is refused altered anywhere inside (body of four rows)', async () => {
    const size = 3 * bodyChunkBytes + 1000;
    const rows = await collect(sealing.encryptBody(sourceOf(patternBytes(size, 3)), itemKey, ownBody));
    expect(rows).toHaveLength(4);
    for (const [at, row] of rows.entries()) {
      // Only row 0 has a prefix, whose bits have codes of their own.
      const open = (copy: Uint8Array) =>
        collect(decryptBody(rowsOf(rows.with(at, copy)), itemKey, ownBody, size));
      await expectRefused(row, open, 25);
    }
  });
});
