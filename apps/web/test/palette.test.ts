import { describe, expect, it } from 'vitest';
import { findEntries } from '../src/features/command-palette/palette-entries.ts';
import { fold } from '../src/text/fold.ts';
import { senderOf } from '../src/text/sender.ts';

describe('the command palette', () => {
  const entries = [{ words: 'Colours: dark' }, { words: 'Lock' }, { words: 'Relocate', details: 'Dvořák' }];
  it('shows all until something is typed', () => {
    expect(findEntries(entries, ' ')).toBe(entries);
  });
  it('finds by any part, and puts first what begins with it', () => {
    expect(findEntries(entries, 'lo').map(({ words }) => words)).toEqual([
      'Lock',
      'Colours: dark',
      'Relocate',
    ]);
    expect(findEntries(entries, 'dvorak rel').map(({ words }) => words)).toEqual(['Relocate']);
  });
});

describe('who something is from', () => {
  it('is told by the address, and shown by the name', () => {
    expect(senderOf('"Ana B." <Ana@Example.test>')).toEqual({ key: 'ana@example.test', name: 'Ana B.' });
    expect(senderOf('ana@example.test')).toEqual({ key: 'ana@example.test', name: 'ana@example.test' });
    expect(senderOf('<ana@example.test>')?.name).toBe('ana@example.test');
    expect(senderOf(' ')).toBeUndefined();
  });
  it('takes no longer for a hostile line', () => {
    expect(senderOf(`<${'@'.repeat(200_000)}`)?.name).toHaveLength(200_001);
  });
});

it('folds what only looks different', () => {
  expect(fold('ﬁ Ångström ŁÓDŹ Straße')).toBe('fi angstrom lodz strasse');
});
