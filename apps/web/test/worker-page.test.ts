import { encodeWorkerFingerprint } from '@commonseal/protocol';
import type { GrantSummary, Reader, Source, WorkerRequest } from '@commonseal/vault';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { fitted, layOut } from '../src/features/worker/drawing-layout.ts';
import { fingerprintCode, printedGroups } from '../src/features/worker/fingerprint-code.ts';
import {
  type GrantFields,
  confirmationWords,
  endWords,
  faultsOf,
  mostScopeSources,
  noGrant,
  termsOf,
} from '../src/features/worker/grant-fields.ts';
import { grantNote, revocationWords, scopeWords, statusWords } from '../src/features/worker/grant-words.ts';
import { fingerprintFault } from '../src/features/worker/request-dialog.tsx';
import {
  itemWords,
  jobWords,
  missingWords,
  requestName,
  wishWords,
} from '../src/features/worker/request-words.ts';
import { Drawing } from '../src/features/worker/readers-drawing.tsx';
import { type DrawnReader, sentenceOf, whoReads } from '../src/features/worker/who-reads.ts';

const june = Date.parse('2026-06-08T12:00:00Z');
const everything = { kind: 'standing', sources: undefined } as const;
const twoSources = {
  kind: 'standing',
  sources: [
    { writerId: 'a' as never, name: 'Mail server' },
    { writerId: 'b' as never, name: '' },
  ],
} as const;
const job = { kind: 'job', jobId: 'j' as never, analyserName: 'text 2', itemCount: 12 } as const;

function grantOf(change: Partial<GrantSummary> = {}): GrantSummary {
  const workerName = change.workerName ?? 'Indexer';
  return {
    grant: 4,
    workerId: workerName as never,
    fingerprint: ['AAAAA'],
    workerName,
    terms: everything,
    grantedByName: 'Ada',
    grantedAtMs: june,
    expiresAtMs: june,
    standing: 'in force',
    endedAtMs: undefined,
    ...change,
  };
}

const worker = (name: string, workerId = name): Reader => ({
  kind: 'worker',
  name,
  workerId: workerId as never,
});
const account = { email: 'ada@example.test', sheetsNeeded: undefined };
const ada: Reader = { kind: 'member', name: 'ada@example.test' };

describe('who and what can read, as it is drawn', () => {
  const readers: Reader[] = [
    ada,
    { kind: 'member', name: 'ben@example.test' },
    { kind: 'invite', name: 'The auditors' },
    { kind: 'breakGlass', name: '' },
    worker('Indexer'),
    worker('Reader of letters'),
    worker('Old one'),
  ];
  const grants = [
    grantOf(),
    grantOf({ workerName: 'Reader of letters', terms: twoSources }),
    grantOf({ workerName: 'Old one', standing: 'expired' }),
    grantOf({ workerName: 'Reader of bills', terms: job }),
    // It reads everything anyway.
    grantOf({ workerName: 'Indexer', terms: job }),
    grantOf({ workerName: 'Gone', standing: 'revoked' }),
  ];
  const drawn = whoReads({ account: { ...account, sheetsNeeded: 2 }, readers, grants });

  it('names each with what it reads, and the server as what cannot', () => {
    expect(drawn.map(sentenceOf)).toEqual([
      'ada@example.test (you): reads everything',
      'ben@example.test: reads everything',
      'Link for The auditors: reads everything',
      '2 break-glass sheets: together read everything',
      expect.stringMatching(/^Worker Indexer: reads everything, until .*2026/),
      expect.stringMatching(/^Worker Reader of letters: 2 sources, on trust, until .*2026/),
      'Worker Old one: still holds the present key',
      expect.stringMatching(/^Worker Reader of bills: 12 items, for a job, until .*2026/),
      'This server: stores it, and cannot read it',
    ]);
  });

  it.each([760, 300])('says in %i units of width what the list says', (width) => {
    const markup = renderToStaticMarkup(createElement(Drawing, { readers: drawn, width }));
    const texts = [...markup.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    const lines = drawn.flatMap(({ kind, who, reach, until }) =>
      kind === 'person' ? [who] : [who, reach, until].filter((line) => line !== ''),
    );
    for (const line of lines) expect(texts).toContain(line);
    expect(markup).toContain('aria-hidden="true"');
  });

  it.each([760, 600, 599, 260])('puts nothing over anything else or beside the page, at %i', (width) => {
    const many = Array.from({ length: 9 }, (_, at): DrawnReader => ({ ...drawn[0], who: `${at}` }) as never);
    const { pills, height } = layOut([...many, ...drawn], width);
    for (const [at, pill] of pills.entries()) {
      expect(pill.x).toBeGreaterThanOrEqual(0);
      expect(pill.x + pill.width).toBeLessThanOrEqual(width);
      expect(pill.y + pill.height).toBeLessThanOrEqual(height);
      for (const other of pills.slice(at + 1)) {
        const isBeside = pill.x + pill.width <= other.x || other.x + other.width <= pill.x;
        const isBelow = pill.y + pill.height <= other.y || other.y + other.height <= pill.y;
        expect(isBeside || isBelow).toBe(true);
      }
    }
    // Nothing leads to what cannot read.
    expect(pills.filter(({ line }) => line === '').map(({ reader }) => reader.kind)).toEqual(['server']);
  });

  it('says so where nothing but people can read', () => {
    const alone = whoReads({ account, readers: [ada], grants: [grantOf({ standing: 'revoked' })] });
    expect(alone.map(sentenceOf)).toEqual([
      'ada@example.test (you): reads everything',
      'No link, sheet or program',
      'This server: stores it, and cannot read it',
    ]);
  });

  it('counts the people whom it has no room for', () => {
    const people = Array.from({ length: 30 }, (_, at): Reader => ({ kind: 'member', name: `p${at}` }));
    const said = whoReads({ account, readers: people, grants: [] }).map(sentenceOf);
    expect(said).toHaveLength(12);
    expect(said).toContain('and 21 more people: read everything');
  });

  it('knows workers by their keys, whatever they were called last', () => {
    const theirs = [
      grantOf({ workerId: 'w' as never, terms: twoSources }),
      grantOf({ workerId: 'v' as never }),
    ];
    const said = whoReads({
      account,
      readers: [worker('Renamed', 'w'), worker('Indexer', 'v')],
      grants: theirs,
    });
    const workers = said.filter(({ kind }) => kind === 'worker').map(({ who, reach }) => [who, reach]);
    expect(workers).toEqual([
      ['Worker Renamed', '2 sources, on trust'],
      ['Worker Indexer', 'reads everything'],
    ]);
  });

  it('cuts long names off, also those whose signs are wide', () => {
    expect(fitted('short', 60, 6)).toBe('short');
    expect(fitted('x'.repeat(11), 60, 6)).toBe(`${'x'.repeat(9)}…`);
    expect(fitted('日'.repeat(6), 60, 6)).toBe('日日日日…');
  });
});

describe('whether any program may read', () => {
  it('is said in one sentence', () => {
    const title = (grants: readonly GrantSummary[], readers: readonly Reader[] = [ada]) =>
      statusWords(grants, readers).title;
    expect(title([])).toBe('No program may read this account');
    expect(title([grantOf({ standing: 'revoked' })])).toBe('No program may read this account');
    expect(title([grantOf()])).toBe('1 program may read this account');
    expect(title([grantOf({ terms: job })])).toBe('No program may read all of this account');
    expect(title([grantOf(), grantOf({ terms: job })])).toBe('1 program may read this account');
    const both = statusWords([grantOf(), grantOf({ terms: job })], [ada]).meaning;
    expect(both).toMatch(/Besides, 1 job may be done, over items that were chosen for it\.$/);
    // The log counts it among the readers until the account key is another one.
    expect(title([grantOf({ standing: 'expired' })], [ada, worker('Indexer')])).toMatch(
      /still has its present key/,
    );
  });
});

describe('a grant', () => {
  it('says what may be read, and where that is on trust', () => {
    expect(scopeWords(grantOf())).toBe('everything');
    expect(scopeWords(grantOf({ terms: twoSources }))).toBe(
      'what came from Mail server, a source without a readable name',
    );
    expect(scopeWords(grantOf({ terms: job }))).toBe('12 items, for one job with text 2');
    expect(grantNote(grantOf())).toBeUndefined();
    expect(grantNote(grantOf({ terms: twoSources }))).toMatch(/^On trust: it holds the account key/);
    expect(grantNote(grantOf({ terms: job }))).toMatch(/these items alone/);
  });

  it('is revoked with what stops, that nothing is forgotten, and whether a new key is made', () => {
    const words = (change: Partial<GrantSummary>, others: readonly GrantSummary[] = []) =>
      revocationWords(grantOf(change), [grantOf(change), ...others]);
    for (const terms of [everything, job]) {
      for (const standing of ['in force', 'expired'] as const)
        expect(words({ terms, standing }).join(' ')).toMatch(/Revoked is not forgotten/);
    }
    expect(words({})[0]).toMatch(/a new account key is made now/);
    expect(words({ terms: job })[0]).toMatch(/No new account key is needed/);
    const standing = grantOf({ grant: 9 });
    expect(words({ terms: job }, [standing])[0]).toMatch(/goes on reading by what it is granted besides/);
    for (const other of [
      grantOf({ grant: 9, workerName: 'Other' }),
      grantOf({ grant: 9, standing: 'expired' }),
    ])
      expect(words({ terms: job }, [other])[0]).toMatch(/No new account key is needed/);
    expect(words({}).join(' ')).toMatch(/delivers no more results/);
    expect(words({}, [standing]).join(' ')).not.toMatch(/results/);
  });
});

describe('letting a program read', () => {
  const groups = encodeWorkerFingerprint(new Uint8Array(20).map((_, at) => at * 11));
  const fields: GrantFields = { ...noGrant, workerName: 'Indexer' };
  const sources = [
    { writerId: 'a', name: 'Mail server', items: 3 },
    { writerId: 'b', name: 'Scanner', items: 4 },
  ] as unknown as readonly Source[];
  const confirmed = (change: Partial<GrantFields>, grants: readonly GrantSummary[] = []) =>
    confirmationWords({
      fields: { ...fields, ...change },
      fingerprint: groups,
      sources,
      grants,
      nowMs: june,
    });

  it('names the group of the fingerprint that has a typo', () => {
    const wrong = groups.with(4, `${groups[4]?.startsWith('2') ? '3' : '2'}${groups[4]?.slice(1)}`);
    expect(fingerprintCode.faultOf(wrong.join('-'))).toMatch(/^Group 5 has a typo/);
    expect(fingerprintCode.faultOf(groups.join(' ').toLowerCase())).toBeUndefined();
    expect(fingerprintCode.typingWords(groups.slice(0, 3).join(''))).toMatch(/^3 of 8 groups/);
    expect(fingerprintCode.typingWords(groups.join(''))).toBe('All 8 groups fit together.');
    expect(printedGroups(groups.join('').toLowerCase())).toEqual(groups);
  });

  it('needs a name, and sources where these are chosen', () => {
    expect(faultsOf(noGrant).name).toMatch(/Say what it is/);
    expect(faultsOf(fields)).toEqual({ name: undefined, sources: undefined });
    expect(faultsOf({ ...fields, scope: 'sources' }).sources).toMatch(/Choose at least one/);
    const tooMany = Array.from({ length: mostScopeSources + 1 }, (_, at) => `${at}` as never);
    expect(faultsOf({ ...fields, scope: 'sources', writerIds: tooMany }).sources).toMatch(/At most 64/);
    expect(termsOf({ ...fields, writerIds: ['a' as never] }).writerIds).toBeUndefined();
  });

  it('says before it is done what the program can read, until when, and that revoked is not forgotten', () => {
    const words = confirmed({});
    expect(words[0]).toMatch(/7 items, and everything that comes\. It gets the account key/);
    expect(words).toContain(endWords(fields, june));
    expect(endWords(fields, june)).toMatch(/^On .*Sep.* 2026.* may keep\.$/);
    expect(words.join(' ')).toMatch(/Revoked is not forgotten/);
    expect(confirmed({ scope: 'sources', writerIds: ['b' as never] })[0]).toMatch(
      /from Scanner: 4 items by now\. That is on trust: it gets the account key, which opens everything/,
    );
  });

  it('says that it replaces what the same worker had, and nothing of others', () => {
    const replaced = /takes the place/;
    expect(confirmed({}, [grantOf({ fingerprint: groups })]).join(' ')).toMatch(replaced);
    for (const other of [grantOf(), grantOf({ fingerprint: groups, standing: 'revoked' })])
      expect(confirmed({}, [other]).join(' ')).not.toMatch(replaced);
    expect(confirmed({}, [grantOf({ fingerprint: groups, terms: job })]).join(' ')).not.toMatch(replaced);
  });
});

describe('what a worker asks for', () => {
  const groups = encodeWorkerFingerprint(new Uint8Array(20).fill(3));
  const others = encodeWorkerFingerprint(new Uint8Array(20).fill(4));
  const request: WorkerRequest = {
    workerId: 'w' as never,
    jobId: 'j' as never,
    identity: new Uint8Array(),
    fingerprint: groups,
    workerName: '',
    isKnown: false,
    analyserName: 'text 2',
    itemIds: ['1' as never, '2' as never],
    newestItems: [
      { itemId: '2' as never, header: { title: 'Rent', from: 'Ben\u202E', receivedAtMs: june } as never },
    ],
    missingItems: 1,
    sources: [{ writerId: 'a' as never, name: 'Mail server' }],
    askedAtMs: june,
    expiresAtMs: june,
    received: { fromMs: june, beforeMs: june + 30 * 86_400_000 },
  };

  it('is told with how many items, from where, and what is missing', () => {
    expect(requestName(request)).toBe('A worker not known here yet');
    expect(requestName({ ...request, isKnown: true, workerName: 'Indexer' })).toBe('Indexer');
    expect(wishWords(request)).toMatch(/^2 items from Mail server, dated from .*Jun.* to before .*Jul/);
    expect(wishWords({ ...request, sources: undefined, received: undefined })).toBe('2 items');
    expect(missingWords(request)).toBe('1 more item that it names is not here.');
    expect(itemWords(request)).toEqual([expect.stringMatching(/^Rent, Ben, .*Jun/), 'and 1 older item']);
    const [first = '', ...rest] = jobWords(request, []);
    expect(first).toMatch(/keys of these 2 items alone, .* with text 2\. It gets no key of any other\.$/);
    expect(rest.join(' ')).toMatch(/Revoked is not forgotten/);
    const standing = grantOf({ workerId: request.workerId });
    expect(jobWords(request, [standing])[0]).toMatch(/reads this account all the time besides/);
    expect(jobWords(request, [grantOf()])[0]).toMatch(/no key of any other\.$/);
  });

  it('is not granted to another worker than the one whose fingerprint was typed', () => {
    expect(fingerprintFault(groups.join(' ').toLowerCase(), request)).toBeUndefined();
    expect(fingerprintFault(others.join(' '), request)).toMatch(/another worker than the one that asks/);
    expect(fingerprintFault(groups.slice(1).join(' '), request)).toMatch(/^Group 1 has a typo/);
    expect(fingerprintFault(' ', request)).toMatch(/Type the fingerprint/);
  });
});
