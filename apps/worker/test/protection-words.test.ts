import { expect, it } from 'vitest';
import { protectionWords } from '../src/commands/protection-words.ts';
import { lockLimitOf } from '../src/keyholder/protection.ts';

it.each([
  [{ swap: 'off', coreDumps: 'off', lockedKiB: 0, lockLimit: 'low' }, []],
  [
    { swap: 'on', coreDumps: 'off', lockedKiB: 16, lockLimit: 'enough' },
    ['Swap is on. The keys lie in memory that is locked'],
  ],
  [
    { swap: 'on', coreDumps: 'off', lockedKiB: 16, lockLimit: 'low' },
    ['Swap is on, and the system lets this process lock too little memory'],
  ],
  [
    { swap: 'on', coreDumps: 'off', lockedKiB: 0, lockLimit: 'enough' },
    ['Swap is on, and the system lets this process lock no memory'],
  ],
  [
    { swap: 'unknown', coreDumps: 'unknown', lockedKiB: 'unknown', lockLimit: 'unknown' },
    ['Whether swap is on is not known', 'Whether core dumps are off is not known'],
  ],
] as const)('an operator is told what the machine does with memory: %j', (protection, beginnings) => {
  const lines = protectionWords(protection);
  expect(lines).toHaveLength(beginnings.length);
  for (const [at, beginning] of beginnings.entries()) expect(lines[at]).toContain(beginning);
});

it.each([
  ['65536', '0000000000000000', 4096, 'low'],
  ['2097152', '0000000000000000', 4096, 'enough'],
  ['2097152', '0000000000000000', 65_536, 'low'],
  ['unlimited', '0000000000000000', 65_536, 'enough'],
  // With the capability to lock what it likes.
  ['65536', '0000000000004000', 4096, 'enough'],
])('a limit of %s for locked memory, with capabilities %s and pages of %i bytes, is %s', (...given) => {
  const [limit, capabilities, pageBytes, expected] = given;
  const limits = `Max core file size        0                    unlimited            bytes\nMax locked memory         ${limit}                8388608              bytes\n`;
  const status = `Name:\tnode\nCapPrm:\t0000000000004000\nCapEff:\t${capabilities}\n`;
  expect(lockLimitOf({ limits, status, pageBytes })).toBe(expected);
  expect(lockLimitOf({ limits: '', status: '', pageBytes })).toBe('unknown');
});
