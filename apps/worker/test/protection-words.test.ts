import { expect, it } from 'vitest';
import { protectionWords } from '../src/commands/protection-words.ts';

it.each([
  [{ swap: 'off', coreDumps: 'off', lockedKiB: 0 }, []],
  [{ swap: 'on', coreDumps: 'off', lockedKiB: 16 }, ['Swap is on. The keys lie in memory that is locked']],
  [
    { swap: 'on', coreDumps: 'off', lockedKiB: 0 },
    ['Swap is on, and the system lets this process lock no memory'],
  ],
  [
    { swap: 'unknown', coreDumps: 'unknown', lockedKiB: 'unknown' },
    ['Whether swap is on is not known', 'Whether core dumps are off is not known'],
  ],
] as const)('an operator is told what the machine does with memory: %j', (protection, beginnings) => {
  const lines = protectionWords(protection);
  expect(lines).toHaveLength(beginnings.length);
  for (const [at, beginning] of beginnings.entries()) expect(lines[at]).toContain(beginning);
});
