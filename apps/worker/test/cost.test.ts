import { expect, it } from 'vitest';
import { isCheaper } from '../src/commands/cost.ts';

it.each([
  [256, 4, false],
  [512, 4, false],
  [512, 3, false],
  [256, 3, true],
  [320, 3, true],
  [128, 8, true],
])(
  'to guess a passphrase of %i MiB and %i passes is cheaper than one of 256 and 4: %s',
  (mib, passes, is) => {
    expect(isCheaper({ memoryKiB: mib * 1024, passes }, { memoryKiB: 256 * 1024, passes: 4 })).toBe(is);
  },
);
