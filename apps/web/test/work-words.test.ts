import type { Access, AccessReport, GrantSummary, RunSummary } from '@commonseal/vault';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Finding } from '../src/features/item/finding.tsx';
import {
  accessWords,
  asGranted,
  foundWords,
  progressWords,
  recordedWords,
  runNote,
  runTag,
  silentMs,
  troubleWords,
  underWayWords,
} from '../src/features/worker/work-words.ts';

const nowMs = 1_700_000_000_000;
const run = (change: Partial<RunSummary> = {}) =>
  ({
    state: 'running',
    updatedAtMs: nowMs,
    why: undefined,
    total: 10,
    done: 4,
    failed: 0,
    ...change,
  }) as RunSummary;

describe('work under way', () => {
  it('is said to be silent when nothing was heard of it, and why it waits', () => {
    const silent = run({ updatedAtMs: nowMs - silentMs - 1 });
    expect([runTag(run(), nowMs), runTag(silent, nowMs)]).toEqual(['Running', 'Not heard of']);
    expect(runNote(run(), nowMs)).toBeUndefined();
    expect(runNote(silent, nowMs)).toMatch(/may have stopped/);
    // A run that waits need not be heard of.
    expect(runTag({ ...silent, state: 'paused' }, nowMs)).toBe('Paused');
    expect(runNote(run({ state: 'paused', why: 'sealed' }), nowMs)).toMatch(/passphrase/);
    expect(runNote(run({ state: 'ended', why: 'revoked' }), nowMs)).toMatch(/revoked/);
    expect(runNote(run({ state: 'done', why: 'failed' }), nowMs)).toBeUndefined();
  });

  it('is over with what was granted, also when its worker could not say so', () => {
    const by = (standing: GrantSummary['standing']) => [{ grant: 3, standing }] as GrantSummary[];
    const waits = run({ grant: 3, state: 'paused', why: 'sealed' });
    expect(asGranted(waits, by('in force'))).toBe(waits);
    expect(asGranted(waits, by('revoked'))).toMatchObject({ state: 'ended', why: 'revoked' });
    expect(asGranted(waits, by('expired'))).toMatchObject({ state: 'ended', why: 'expired' });
    const done = run({ grant: 3, state: 'done' });
    expect(asGranted(done, by('revoked'))).toBe(done);
  });

  it('is counted', () => {
    const paused = run({ state: 'paused' });
    expect(underWayWords([run({ state: 'done' })])).toBe('No program is at work on this account now.');
    expect(underWayWords([paused])).toBe('1 piece of work is under way, and waits.');
    expect(underWayWords([run(), paused])).toBe('2 pieces of work are under way, of which 1 waits.');
    expect(progressWords(run({ failed: 2 }))).toBe('4 of 10 items, 2 of them without success');
    expect(foundWords([])).toBeUndefined();
    expect(foundWords([{ analyser: 'text\u202e', version: '2', items: 1 }])).toContain('text 2 for 1 item.');
  });
});

describe('what was read', () => {
  const access = { analyser: 'text', version: '2', itemCount: 3 } as Access;
  const job = { kind: 'job', jobId: 'j', itemCount: 9, analyserName: 'text 2' };

  it('names the source, or the job', () => {
    const from = { ...access, source: { kind: 'delivery', writerId: 'w', name: 'Mail\n' } } as Access;
    expect(accessWords(from, [])).toBe('3 items from Mail, with text 2');
    const ofJob = { ...access, source: { kind: 'job', jobId: 'j' } } as Access;
    expect(accessWords(ofJob, [])).toBe('3 items that were handed over for one job, with text 2');
    expect(accessWords(ofJob, [{ terms: job } as GrantSummary])).toMatch(/^3 of the 9 items/);
  });

  it('is said to be missing, held back, or of another log', () => {
    const words = (trouble: AccessReport['trouble'], total = 0) => troubleWords('Reader', { trouble, total });
    expect(words(undefined)).toBeUndefined();
    expect(words({ kind: 'broken' })?.meaning).toMatch(/^Already its first entry is missing/);
    expect(words({ kind: 'broken' }, 4)?.meaning).toMatch(/follows its entry number 4/);
    expect(words({ kind: 'shortened', known: 2 })?.meaning).toMatch(/2 entries of it before/);
    expect(words({ kind: 'other log' })?.title).toMatch(/another account record/);
    expect(recordedWords([{ total: 0, itemCount: 0 }])).toBe('Nothing yet, by no program.');
  });
});

it('what a program found stays text', () => {
  const text = '<img src=x onerror=alert(1)>';
  const finding = { kind: 'text', text, isCut: false, title: `${text}\u202e` } as const;
  const markup = renderToStaticMarkup(createElement(Finding, { itemId: 'i' as never, finding }));
  expect(markup).not.toContain('<img');
  expect(markup).not.toContain('\u202e');
  expect(markup).toContain('&lt;img src=x');
});
