import type { ItemSummary } from '@commonseal/vault';
import { describe, expect, it } from 'vitest';
import { chipsOf } from '../src/features/content-list/chips-of.ts';
import { dayOf, dayRanges } from '../src/features/content-list/day-ranges.ts';
import { facetsOf } from '../src/features/content-list/facets.ts';
import { type MarkFilter, filterItems, hasFilters, noFilters } from '../src/features/content-list/filters.ts';
import { rowTarget } from '../src/features/content-list/row-target.ts';

interface Sample {
  readonly title: string;
  readonly from?: string;
  readonly mediaType?: string;
  readonly source?: string;
  readonly receivedAtMs?: number;
  readonly isRead?: boolean;
  readonly isStarred?: boolean;
}

/** Of a summary, only what is listed and filtered by. */
function itemOf(sample: Sample, index: number): ItemSummary {
  const { title, from = '', mediaType = 'text/plain', source = 'Mail', receivedAtMs = 0 } = sample;
  const { isRead = false, isStarred = false } = sample;
  const header = { title, from, mediaType, receivedAtMs, fileName: '', size: 1, source: '' };
  const marks = { isRead, isStarred };
  return {
    itemId: `item ${index}`,
    writerId: source,
    sourceName: source,
    header,
    ...marks,
  } as unknown as ItemSummary;
}

const items = [
  { title: 'Žádost o platbu', from: 'Řehoř <rehor@lab.example>', mediaType: 'message/rfc822' },
  { title: 'Statement', from: 'The bank <bank@bank.example>', mediaType: 'application/pdf', source: 'Bank' },
  { title: 'Straße nach Łódź', from: 'R. Dvořák <REHOR@lab.example>', mediaType: 'message/rfc822' },
].map(itemOf);

function titles(filters: Partial<typeof noFilters>): readonly string[] {
  return filterItems(items, { ...noFilters, ...filters }).map((item) => item.header.title);
}

describe('filtering', () => {
  it('lists everything, and the very same list, without filters', () => {
    expect(filterItems(items, noFilters)).toBe(items);
    expect(hasFilters({ ...noFilters, words: '  ' })).toBe(false);
  });
  it('finds words without their accents and case, in title and sender', () => {
    expect(titles({ words: 'zadost' })).toEqual(['Žádost o platbu']);
    expect(titles({ words: 'STRASSE lodz' })).toEqual(['Straße nach Łódź']);
    expect(titles({ words: 'rehor platbu' })).toEqual(['Žádost o platbu']);
    expect(titles({ words: 'zadost statement' })).toEqual([]);
  });
  it('takes one address for one sender, whatever name is written before it', () => {
    expect(titles({ senders: new Set(['rehor@lab.example']) })).toHaveLength(2);
    expect(facetsOf(items).senders.map(({ words, count }) => [words, count])).toEqual([
      ['Řehoř', 2],
      ['The bank', 1],
    ]);
  });
  it('narrows by kind and source at once', () => {
    expect(titles({ kinds: new Set(['email', 'pdf']), sources: new Set(['Bank']) })).toEqual(['Statement']);
  });
  it('lists what was chosen item by item, and says so', () => {
    const found = { words: 'In German', itemIds: new Set(['item 1', 'gone']) };
    expect(titles({ found })).toEqual(['Statement']);
    expect(titles({ found, sources: new Set(['Mail']) })).toEqual([]);
    expect(titles({ found: { words: 'None', itemIds: new Set() } })).toEqual([]);
    expect(hasFilters({ ...noFilters, found })).toBe(true);
    const [chip] = chipsOf({ ...noFilters, found }, { sources: [], senders: [] });
    expect(chip).toEqual({ key: 'found', words: 'In German', without: { found: undefined } });
  });
  it('lists what is unread, what is starred, or what is both', () => {
    const marked = [
      { title: 'new', isRead: false },
      { title: 'new and starred', isStarred: true },
      { title: 'read and starred', isRead: true, isStarred: true },
      { title: 'read', isRead: true },
    ].map(itemOf);
    const listed = (marks: readonly MarkFilter[], stillUnread: readonly string[] = []) =>
      filterItems(marked, { ...noFilters, marks: new Set(marks) }, new Set(stillUnread)).map(
        ({ header }) => header.title,
      );
    expect(listed(['unread'])).toEqual(['new', 'new and starred']);
    expect(listed(['starred'])).toEqual(['new and starred', 'read and starred']);
    expect(listed(['unread', 'starred'])).toEqual(['new and starred']);
    expect(listed(['unread'], ['item 3'])).toEqual(['new', 'new and starred', 'read']);
    expect(facetsOf(marked).marks.map(({ words, count }) => [words, count])).toEqual([
      ['Unread', 2],
      ['Starred', 2],
    ]);
    expect(hasFilters({ ...noFilters, marks: new Set(['starred']) })).toBe(true);
  });
  it('takes whole days of the reader, the last one too', () => {
    const at = (time: string) => itemOf({ title: time, receivedAtMs: new Date(time).getTime() }, 0);
    const days = ['2024-03-04T23:59:59', '2024-03-05T00:00:00', '2024-03-06T23:59:59', '2024-03-07T00:00:00'];
    const within = { ...noFilters, fromDay: '2024-03-05', toDay: '2024-03-06' };
    expect(filterItems(days.map(at), within).map((item) => item.header.title)).toEqual(days.slice(1, 3));
    expect(filterItems([at('no date')], within)).toEqual([]);
  });
  it('counts the quick choices back from today', () => {
    const ranges = dayRanges(new Date(2024, 2, 1, 12));
    expect(dayOf(new Date(2024, 2, 1))).toBe('2024-03-01');
    expect(ranges.find(({ words }) => words === 'Last 7 days')?.fromDay).toBe('2024-02-24');
  });
  it('names each filter on a chip that takes away this one alone', () => {
    const filters = { ...noFilters, kinds: new Set(['pdf'] as const), sources: new Set(['Bank', 'Mail']) };
    const chips = chipsOf(filters, facetsOf(items));
    expect(chips.map(({ words }) => words)).toEqual(['PDF document', 'Bank', 'Mail']);
    expect(chips[1]?.without).toEqual({ sources: new Set(['Mail']) });
  });
});

it('stays within the list whatever key is pressed', () => {
  expect([
    rowTarget('ArrowUp', 0, 9, 4),
    rowTarget('ArrowDown', 9, 9, 4),
    rowTarget('PageDown', 8, 9, 4),
  ]).toEqual([0, 9, 9]);
  expect(rowTarget('a', 3, 9, 4)).toBeUndefined();
});
