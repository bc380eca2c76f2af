import type { ActivityEntry, ActivityEvent } from '@commonseal/vault';
import { describe, expect, it } from 'vitest';
import { kindWords, ownSentenceOf, peopleOf, sentenceOf, textOf } from '../src/account-data/sentences.ts';
import { csvOf } from '../src/text/csv.ts';
import { accountWords } from '../src/text/fingerprint-words.ts';
import { wordList } from '@commonseal/protocol/words';
import {
  activityCsv,
  filterEntries,
  noActivityFilters,
  tell,
} from '../src/features/activity/told-entries.ts';
import { changeNoteWords, noticeWords } from '../src/features/sync/notice-words.ts';

const timeMs = Date.UTC(2026, 2, 10, 9, 30);

function entryOf(event: ActivityEvent, rest: Partial<ActivityEntry> = {}): ActivityEntry {
  return { sequence: 4, timeMs, authorName: 'ana@x.test', isYou: false, newEpoch: undefined, event, ...rest };
}

const told: readonly (readonly [ActivityEvent, RegExp])[] = [
  [{ kind: 'accountBegun' }, /^ana@x\.test began this account\.$/],
  [{ kind: 'keyReplaced' }, /^ana@x\.test replaced the account key: everything from then on/],
  [
    { kind: 'sourceAdmitted', sourceKind: 'connector', name: 'Bank' },
    /^ana@x\.test connected the connector Bank, which may deliver/,
  ],
  [{ kind: 'sourceWithdrawn', name: 'Bank' }, /^ana@x\.test withdrew the source Bank\.$/],
  [
    { kind: 'invited', label: 'Ben', role: 'member', opensAtOnce: false, expiresAtMs: timeMs },
    /^ana@x\.test invited Ben as a member, until [^.]*2026[^.]*\.$/,
  ],
  [
    { kind: 'invited', label: 'Ben', role: 'owner', opensAtOnce: true, expiresAtMs: timeMs },
    /as an owner, .*\. The link opens the account at once, so whoever holds it can read\.$/,
  ],
  [{ kind: 'inviteRevoked', label: 'Ben' }, /^ana@x\.test withdrew the invitation of Ben\.$/],
  [
    { kind: 'joined', name: 'ana@x.test', role: 'member', invitedByName: 'cleo@x.test' },
    /^ana@x\.test joined as a member, invited by cleo@x\.test\.$/,
  ],
  [{ kind: 'removed', name: 'Ben' }, /^ana@x\.test removed Ben and replaced the account key\.$/],
  [
    { kind: 'left', name: 'ana@x.test' },
    /^ana@x\.test left the account; the key made in leaving is replaced by the next of the others who is online\.$/,
  ],
  [{ kind: 'roleChanged', name: 'Ben', role: 'owner' }, /^ana@x\.test made Ben an owner\.$/],
  [
    { kind: 'policyChanged', vouchers: 'owners', approvals: 2 },
    /^ana@x\.test changed how many must vouch .*: 2 owners\.$/,
  ],
  [{ kind: 'keysReplaced', name: 'ana@x.test' }, /^ana@x\.test replaced their own keys/],
  [
    { kind: 'deeplyRotated', epoch: 2, batches: 1 },
    /^ana@x\.test put new locks on all older content, 1 delivery\.$/,
  ],
  [{ kind: 'vouched', name: 'Ben' }, /^ana@x\.test vouched for Ben, who had asked to be let back in\.$/],
  [
    { kind: 'letBackIn', name: 'Ben', voucherNames: [] },
    /^ana@x\.test let Ben back in with new keys, and replaced the account key\.$/,
  ],
  [
    { kind: 'letBackIn', name: 'Ben', voucherNames: ['Dora', 'Emil'] },
    /account key\. Before that, Dora and Emil had vouched for them\.$/,
  ],
  [
    { kind: 'breakGlassMade', threshold: 2, holderNames: ['Ben', 'Dora', ''] },
    /^ana@x\.test made 3 break-glass sheets, of which any 2 open the account\. They are held by Ben, Dora and somebody\.$/,
  ],
  [{ kind: 'breakGlassWithdrawn' }, /^ana@x\.test withdrew the break-glass sheets: they open nothing/],
  [
    { kind: 'breakGlassUsed', name: 'ana@x.test' },
    /^ana@x\.test came in as an owner by break-glass sheets, which were used up, /,
  ],
  [
    { kind: 'readingGranted', name: 'Indexer', sourceNames: undefined, expiresAtMs: timeMs },
    /^ana@x\.test let the worker Indexer read everything, until .*2026.*\. It was given the account key\.$/,
  ],
  [
    { kind: 'readingGranted', name: '', sourceNames: ['Bank', 'Mail'], expiresAtMs: timeMs },
    /^.* the worker without a readable name read what came from Bank and Mail, until .* keep to these sources\.$/,
  ],
  [
    { kind: 'jobGranted', name: 'Indexer', analyserName: 'text 2', itemCount: 40, expiresAtMs: timeMs },
    /^ana@x\.test let the worker Indexer do one job with text 2, over 40 items, until .*2026/,
  ],
  [
    { kind: 'grantRevoked', name: 'Indexer', grantKind: 'standing' },
    /^ana@x\.test ended that the worker Indexer reads this account\.$/,
  ],
  [
    { kind: 'grantRevoked', name: 'Indexer', grantKind: 'job' },
    /^ana@x\.test withdrew a job from the worker Indexer\.$/,
  ],
  [{ kind: 'workerWrites', name: 'Indexer' }, /^ana@x\.test began to deliver results\.$/],
];

describe('the sentence of an entry', () => {
  it.each(told)('of %o', (event, sentence) => {
    expect(textOf(sentenceOf(entryOf(event)))).toMatch(sentence);
    expect(textOf(sentenceOf(entryOf(event, { isYou: true })))).toMatch(/^You /);
  });

  it('is tested for every kind there is', () => {
    expect(new Set(told.map(([{ kind }]) => kind))).toEqual(new Set(Object.keys(kindWords)));
  });

  it('is whole where no name can be read, and never holds what turns writing around', () => {
    const nameless = entryOf({ kind: 'removed', name: '' }, { authorName: '' });
    expect(textOf(sentenceOf(nameless))).toBe('Somebody removed somebody and replaced the account key.');
    const hostile = entryOf({ kind: 'removed', name: '\u202egpj\u0000.exe\nYou began this account.' });
    expect(textOf(sentenceOf(hostile))).toBe(
      'ana@x.test removed gpj .exe You began this account. and replaced the account key.',
    );
    // What somebody wrote stands apart from what the page says.
    expect(sentenceOf(hostile)).toContainEqual({ name: 'gpj .exe You began this account.' });
  });

  it('is told of oneself too, and everybody whom it is about is known by name', () => {
    const event = {
      kind: 'joined',
      name: 'ben@x.test',
      role: 'member',
      invitedByName: 'ana@x.test',
    } as const;
    expect(textOf(ownSentenceOf({ kind: 'removed', name: 'Ben' }))).toBe(
      'You removed Ben and replaced the account key.',
    );
    expect(peopleOf(entryOf(event, { authorName: 'ben@x.test' }))).toEqual(['ben@x.test', 'ana@x.test']);
  });
});

describe('looking for entries', () => {
  const entries = told.map(([event], index) => tell(entryOf(event, { sequence: index })));
  it.each([
    [{ ...noActivityFilters, words: '  BEN  owner ' }, 2],
    [{ ...noActivityFilters, words: 'nobody' }, 0],
    [{ ...noActivityFilters, kind: 'invited' as const }, 2],
    [{ ...noActivityFilters, person: 'cleo@x.test' }, 1],
    [noActivityFilters, told.length],
  ])('by %o', (filters, count) => {
    expect(filterEntries(entries, filters)).toHaveLength(count);
  });
});

describe('the table of entries', () => {
  it.each(['=1+1', '+1', '-1+1', '-A1', '@SUM(A1)', '\tx', '\rx'])('holds no formula for %j', (cell) => {
    expect(csvOf([[cell]])).toBe(`\u{feff}"'${cell}"\r\n`);
  });

  it.each(['＝1', '＋1', '－1', '＠SUM(A1)'])('holds none of full width for %j', (cell) => {
    expect(csvOf([[cell]])).toBe(`\u{feff}"'${cell}"\r\n`);
  });

  it.each([
    ['a;=1;+2', "a;'=1;'+2"],
    ['a\t@x', "a\t'@x"],
    ['a\n-1\r\n=2', "a\n'-1\r\n'=2"],
    ['a;＝1', "a;'＝1"],
    ['a;"=1"', `a;'""=1""`],
    ['"=1', `'""=1`],
    ['a-b; c=d @e', 'a-b; c=d @e'],
  ])('holds none where programs may part it, in %j', (cell, kept) => {
    expect(csvOf([[cell]])).toBe(`\u{feff}"${kept}"\r\n`);
  });

  it.each(['-1', '-12.50', '0', '1234567890123456789.5'])('keeps %s a number', (cell) => {
    expect(csvOf([[cell]])).toBe(`\u{feff}"${cell}"\r\n`);
  });

  it('doubles quotes and keeps lines and commas within their cell', () => {
    expect(csvOf([['a "b"', 'c,d\ne', 7]])).toBe('\u{feff}"a ""b""","c,d\ne","7"\r\n');
  });

  it('names entries as the page counts them', () => {
    const entry = entryOf({ kind: 'accountBegun' }, { sequence: 0, newEpoch: 0, authorName: '=ana@x.test' });
    expect(activityCsv([tell(entry)]).split('\r\n')[1]).toBe(
      `"1","2026-03-10T09:30:00.000Z","'=ana@x.test","Account begun","'=ana@x.test began this account.","1"`,
    );
  });
});

describe('the words of an account', () => {
  it('are the lowest digits of its fingerprint, to the base of the list', async () => {
    const number = [5, 0, 7775, 1, 2, 3, 4, 42].reduceRight(
      (value, digit) => value * 7776n + BigInt(digit),
      9n,
    );
    const words = await accountWords(number.toString(16).padStart(64, '0'));
    expect(words).toEqual([5, 0, 7775, 1, 2, 3, 4, 42].map((at) => wordList[at]));
  });

  it('stay what they are: people have written them down', async () => {
    const fingerprint = '00112233445566778899aabbccddeeff0123456789abcdeffedcba9876543210';
    expect(wordList).toHaveLength(7776);
    expect((await accountWords(fingerprint)).join(' ')).toMatchInlineSnapshot(
      `"yam deodorant obvious kinfolk appeasing quarters tricky neurosis"`,
    );
  });
});

describe('what a person should know', () => {
  it('names the source that is silent, and since when', () => {
    const { title } = noticeWords({ kind: 'silentSource', sourceName: 'Mail\u202e', sinceMs: timeMs });
    expect(title).toMatch(/^Mail has been silent since .*2026/);
    expect(noticeWords({ kind: 'silentLog', sinceMs: timeMs }).title).toMatch(/^Nobody else of this account/);
  });

  it('says which change was made after all, and which was not', () => {
    const event = { kind: 'removed', name: 'Ben' } as const;
    expect(changeNoteWords({ outcome: 'made', event })).toMatchObject({
      title: 'Your last change was made',
      advice: expect.stringContaining('“You removed Ben and replaced the account key.”'),
    });
    expect(changeNoteWords({ outcome: 'overtaken', event }).title).toBe('Your change was not made');
  });
});
