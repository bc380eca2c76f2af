import { encodeRecoveryKit, kitGroups } from '@commonseal/protocol';
import { describe, expect, it } from 'vitest';
import { kitProblemWords, typingWords } from '../src/features/recovery-kit/kit-words.ts';
import { kitStateOf, kitsOf } from '../src/features/recovery-kit/known-kits.ts';
import { twoGroups } from '../src/printed/two-groups.ts';

const groups = encodeRecoveryKit(new Uint8Array(32).map((_, index) => index * 7));

describe('what is told while a code is typed', () => {
  it.each([1, 4, 13])('names group %i when it has a typo', (number) => {
    const group = groups[number - 1] ?? '';
    const wrong = `${group[0] === '2' ? '3' : '2'}${group.slice(1)}`;
    const text = groups.with(number - 1, wrong).join(' ');
    expect(typingWords(text)).toMatch(new RegExp(`^Group ${number} has a typo`));
  });
  it('counts the groups that are right so far, and says nothing before the first', () => {
    expect(typingWords('')).toBe('');
    expect(typingWords(groups.slice(0, 3).join('-'))).toMatch(/^3 of 13 groups/);
    expect(typingWords(`${groups.slice(0, 3).join('-')}-${(groups[3] ?? '').slice(0, 2)}`)).toMatch(
      /^3 of 13/,
    );
    expect(typingWords(groups.join(''))).toBe('All 13 groups fit together.');
  });
  it('says which sign no kit has, and what is missing or too much', () => {
    expect(typingWords('U')).toMatch(/“U” is not part of any kit/);
    expect(kitProblemWords({ kind: 'too short' })).toMatch(/A part is missing/);
    expect(typingWords([...groups, groups[0]].join(' '))).toMatch(/more than the 13 groups/);
  });
});

describe('the groups that are typed back', () => {
  it('are two different ones, in their order, and in time all of them', () => {
    const seen = new Set<number>();
    for (let time = 0; time < 2_000; time += 1) {
      const [one, other] = twoGroups(kitGroups);
      expect(one).toBeGreaterThanOrEqual(1);
      expect(other).toBeGreaterThan(one);
      expect(other).toBeLessThanOrEqual(kitGroups);
      seen.add(one).add(other);
    }
    expect(seen.size).toBe(kitGroups);
  });
});

describe('the kits of a person', () => {
  const way = (kind: 'kit' | 'password', madeAtMs: number, isConfirmed = false) => ({
    credentialId: `${kind} ${madeAtMs}` as never,
    kind,
    name: '1',
    madeAtMs,
    lastUsedAtMs: undefined,
    expiresAtMs: undefined,
    isOver: false,
    isConfirmed,
    isThisOne: false,
  });
  it('are listed with the newest first', () => {
    const ways = [way('kit', 1, true), way('password', 2), way('kit', 3)];
    expect(kitsOf(ways).map(({ madeAtMs }) => madeAtMs)).toEqual([3, 1]);
  });
  it('count as there when one is confirmed', () => {
    expect(kitStateOf([way('password', 1)])).toBe('none');
    expect(kitStateOf([way('password', 1, true), way('kit', 2)])).toBe('unconfirmed');
    expect(kitStateOf([way('kit', 1, true), way('kit', 2)])).toBe('confirmed');
  });
});
