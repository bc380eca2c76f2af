import type { ResetRequestFacts } from '@commonseal/vault';
import { wordList } from '@commonseal/protocol/words';
import { describe, expect, it } from 'vitest';
import {
  approveWords,
  openNote,
  progressWords,
} from '../src/features/let-back-in/approving/request-words.ts';
import { shutOut, shutOutWords } from '../src/features/let-back-in/policy/policy-words.ts';
import { spelledOut } from '../src/features/let-back-in/spelling.ts';
import { slipWords } from '../src/features/let-back-in/typed-words.ts';

describe('who could be let back in', () => {
  it.each([
    // owners, members, who may confirm, how many: whether an owner and a member are left without help
    [1, 0, 'owners', 1, true, false],
    [1, 1, 'owners', 1, true, false],
    [1, 1, 'members', 1, true, false],
    [2, 0, 'owners', 1, false, false],
    [2, 1, 'owners', 2, true, false],
    [1, 2, 'owners', 2, true, true],
    [2, 1, 'members', 2, false, false],
    [1, 2, 'members', 2, true, false],
    [2, 1, 'members', 3, true, true],
    [4, 1, 'owners', 3, false, false],
  ] as const)(
    'with %i owners and %i members, when %s confirm, %i of them',
    (owners, members, vouchers, approvals, noOwner, noMember) => {
      const people = { owners, members };
      expect(shutOut({ vouchers, approvals }, people)).toEqual({ owners: noOwner, members: noMember });
      expect(shutOutWords({ vouchers, approvals }, people) === undefined).toBe(!noOwner && !noMember);
    },
  );

  it('is said in plain words', () => {
    expect(shutOutWords({ vouchers: 'owners', approvals: 2 }, { owners: 2, members: 3 })).toBe(
      'With 2 owners, no owner could be let back in by this rule: it takes two besides the one who asks.',
    );
    expect(shutOutWords({ vouchers: 'owners', approvals: 2 }, { owners: 1, members: 3 })).toBe(
      'With one owner, nobody can let that owner back in. Nor are there enough people to let a member back in.',
    );
  });
});

describe('words over the telephone', () => {
  it('can all be spelled, by one name for each letter that is heard', () => {
    const wrong = wordList.filter(
      (word) => spelledOut(word).split(' ').length !== word.replaceAll('-', '').length,
    );
    expect(wrong).toEqual([]);
    expect(spelledOut('yo-yo')).toBe('Yankee Oscar Yankee Oscar');
  });

  it('are told apart from slips', () => {
    expect(slipWords({ kind: 'unknown word', word: 'lemn\u202e', position: 3 }, 5)).toMatch(
      /^“lemn”, the third word, /,
    );
    expect(slipWords({ kind: 'unknown word', word: 'x', position: 7 }, 5)).toMatch(/the 7th word/);
    expect(slipWords({ kind: 'too few', count: 0 }, 2)).toBe('Type the two words.');
    expect(slipWords({ kind: 'too few', count: 1 }, 5)).toBe('That is one word; there are five.');
    expect(slipWords({ kind: 'too many', count: 3 }, 2)).toBe('Those are 3 words; there are only two.');
  });
});

describe('a request to be let back in', () => {
  const request: ResetRequestFacts = {
    requestName: 'r',
    memberId: 'u' as ResetRequestFacts['memberId'],
    memberName: 'ada@example.test',
    role: 'member',
    madeAtMs: 0,
    expiresAtMs: 1,
    standing: 'open',
    refusedByName: '',
    isYou: false,
    mayApprove: true,
    mayRefuse: true,
    hasVouched: false,
    voucherNames: [],
    missing: 1,
    needsOwner: false,
    isLast: true,
    triesLeft: 5,
    answer: undefined,
  };

  it('counts those who have confirmed, and says what the next one does', () => {
    expect(progressWords(request)).toBeUndefined();
    expect(approveWords(request)).toBe('Let ada@example.test back in');
    const first = { ...request, missing: 3, isLast: false };
    expect(progressWords(first)).toBe('0 of 3 confirmed');
    expect(approveWords(first)).toBe('Confirm that it is ada@example.test (1 of 3)');
    const second = { ...first, voucherNames: ['ben'], missing: 2 };
    expect(progressWords(second)).toBe('1 of 3 confirmed');
    expect(approveWords(second)).toBe('Confirm that it is ada@example.test (2 of 3)');
  });

  it('tells everybody what it means for them', () => {
    expect(openNote({ ...request, isYou: true })).toMatch(/says that it is you/);
    expect(openNote({ ...request, mayApprove: false, mayRefuse: false })).toMatch(/Owners decide/);
    expect(openNote({ ...request, mayApprove: false })).toMatch(/Refuse it/);
    expect(openNote({ ...request, hasVouched: true, missing: 2 })).toMatch(/2 more have to/);
    expect(openNote({ ...request, hasVouched: true, needsOwner: true })).toMatch(/An owner still has to/);
    expect(openNote(request)).toMatch(/Speak with them/);
  });
});
