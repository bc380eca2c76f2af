import { describe, expect, it } from 'vitest';
import { isAtLeast } from '../src/node-version.mjs';

describe('the check of the Node version', () => {
  it.each([
    ['20.19.0', '20.19', true],
    ['20.9.0', '20.19', false],
    ['22.0.0', '20.19', true],
    ['18.20.8', '20.19', false],
  ])('compares %s with %s by number', (version, minimum, expected) => {
    expect(isAtLeast(version, minimum)).toBe(expected);
  });
});
