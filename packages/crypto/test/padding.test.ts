import { bodyChunkBytes, maxBodyChunks, maxItemBytes } from '@commonseal/protocol';
import { bodyRowCount } from '@commonseal/crypto/open';
import { paddedLength } from '@commonseal/crypto/seal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as oracle from './oracle.ts';

describe('padded lengths', () => {
  const anyLength = fc.integer({ min: 0, max: maxItemBytes });

  it('hold the content, never shrink, and are their own padded length', { tags: ['properties'] }, () => {
    fc.assert(
      fc.property(anyLength, (length) => {
        const padded = paddedLength(length);
        expect(padded).toBeGreaterThanOrEqual(Math.max(length, 256));
        expect(paddedLength(padded)).toBe(padded);
        expect(paddedLength(length + 1)).toBeGreaterThanOrEqual(padded);
      }),
    );
  });

  it('cost less than 6.3 % from 257 bytes on', { tags: ['properties'] }, () => {
    fc.assert(
      fc.property(fc.integer({ min: 257, max: maxItemBytes }), (length) => {
        expect(paddedLength(length)).toBeLessThan(length * 1.063);
      }),
    );
  });

  it('agree with integer arithmetic for every length up to 64 KiB', { tags: ['oracles'] }, () => {
    for (let length = 0; length <= 65_536; length += 1) {
      if (paddedLength(length) !== oracle.paddedLength(length)) expect.fail(`length ${length}`);
    }
  });

  it('agree with integer arithmetic around every power of two and anywhere else', {
    tags: ['oracles'],
  }, () => {
    for (let exponent = 8; exponent <= 30; exponent += 1) {
      for (const length of [2 ** exponent - 1, 2 ** exponent, 2 ** exponent + 1]) {
        expect(paddedLength(length)).toBe(oracle.paddedLength(length));
      }
    }
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (length) => {
        expect(paddedLength(length)).toBe(oracle.paddedLength(length));
      }),
    );
  });

  it('make few sizes out of many', () => {
    const sizes = new Set(Array.from({ length: 1_000_000 }, (_, length) => paddedLength(length)));
    expect(sizes.size).toBeLessThan(400);
  });

  it('give every body at least one row and the largest no more than a manifest may state', () => {
    expect(bodyRowCount(0)).toBe(1);
    expect(bodyRowCount(bodyChunkBytes)).toBe(1);
    expect(bodyRowCount(bodyChunkBytes + 1)).toBe(2);
    expect(bodyRowCount(maxItemBytes)).toBe(4096);
    expect(bodyRowCount(maxItemBytes)).toBeLessThanOrEqual(maxBodyChunks);
  });
});
