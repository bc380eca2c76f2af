import type { RemovalPreview } from '@commonseal/vault';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Readers, type ReadersProps } from '../src/features/members/readers.tsx';
import { WhatRemovalDoes } from '../src/features/members/what-removal-does.tsx';

const textOf = (markup: string) => markup.replaceAll(/<[^>]*>/g, '');
const you = { kind: 'member', name: 'Ada' } as const;

describe('who can read, as the page of people says', () => {
  const said = (props: ReadersProps) => textOf(renderToStaticMarkup(createElement(Readers, props)));

  it('says that nobody else can where it is so', () => {
    expect(said({ readers: [you], jobWorkers: [] })).toContain('1 person. Nobody else;');
  });

  it('counts and names workers that read some items for a job, before it says that nobody else can', () => {
    const words = said({
      readers: [you, { kind: 'worker', workerId: 'w' as never, name: 'Indexer' }],
      jobWorkers: ['Reader of letters', 'Reader of bills'],
    });
    expect(words).toContain(
      '1 worker that you let read it, and 2 workers some items, for a job. Nobody else;',
    );
    for (const name of [
      'Worker Reader of letters: some items, for a job',
      'Worker Reader of bills: some items',
    ])
      expect(words).toContain(name);
  });
});

describe('what a removal does', () => {
  const preview: RemovalPreview = {
    name: 'Ben',
    readableItems: 1,
    devices: 0,
    voidedInvites: 0,
    remaining: 1,
    remainingWorkers: 2,
    grantedWorkers: [],
  };
  const said = (grantedWorkers: readonly string[]) => {
    const props = { preview: { ...preview, grantedWorkers }, hasJoinedOnly: false, hasMadeBreakGlass: false };
    return textOf(renderToStaticMarkup(createElement(WhatRemovalDoes, props)));
  };

  it('names the workers that go on reading by grants of whoever leaves, and says how they are stopped', () => {
    expect(said([])).not.toContain('revoke');
    const words = said(['Indexer', 'Reader of letters']);
    expect(words).toContain('2 workers that they let in go on reading: Indexer, Reader of letters.');
    expect(words).toContain('an owner has to revoke it, worker by worker');
    expect(said(['Indexer'])).toContain('1 worker that they let in goes on reading: Indexer.');
  });
});
