import type { Analytics, Coverage, DayVolume, ItemSummary } from '@commonseal/vault';
import { describe, expect, it } from 'vitest';
import {
  type Chart,
  fitted,
  labelStep,
  monthChart,
  rowsChart,
  stacked,
  volumeChart,
} from '../src/features/analytics/chart.ts';
import { allContent, choiceWords, isTurnedAround, scopeOf } from '../src/features/analytics/choices.ts';
import { csvOfTable } from '../src/features/analytics/figure-table.ts';
import { withEmptyMonths } from '../src/features/analytics/months.ts';
import { periodOf, periodWords, periodsBetween, unitFor } from '../src/features/analytics/periods.ts';
import { leftWords, outcomeWords, runningWords } from '../src/features/analytics/reading-words.ts';
import { reprocessCommand } from '../src/features/analytics/reprocess-dialog.tsx';
import {
  basisWords,
  peopleBasisWords,
  coverageTable,
  currencyTable,
  languageTable,
  likeGroups,
  likeTable,
  monthTable,
  peopleTable,
  volumeTable,
} from '../src/features/analytics/tables.ts';
import { volumeOf } from '../src/features/analytics/volume.ts';
import { noFilters } from '../src/features/content-list/filters.ts';
import { filtersOfFigure, itemsByHeaders } from '../src/routes/filters-of-figure.ts';
import { languageWords } from '../src/text/language-words.ts';
import { currencyWords, moneyWords } from '../src/text/money.ts';

const dayMs = 86_400_000;
const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
const day = (name: string, items: number, writerId = 'mail'): DayVolume =>
  ({ day: name, writerId, items, bytes: items * 100 }) as unknown as DayVolume;
const source = (writerId: string, items = 1) =>
  ({ writerId, name: `Source ${writerId}`, items, bytes: items * 100 }) as unknown as Analytics['sources'][0];

describe('a choice of time', () => {
  const now = new Date('2026-03-10T23:30:00Z');
  const bounds = (range: typeof allContent.range) => {
    const { fromMs, beforeMs } = scopeOf({ ...allContent, range }, now);
    return [fromMs, beforeMs].map((timeMs) => timeMs && new Date(timeMs).toISOString().slice(0, 10));
  };
  it('goes by days of UTC, today among them', () => {
    expect(bounds('30 days')).toEqual(['2026-02-09', '2026-03-11']);
    expect(bounds('90 days')).toEqual(['2025-12-11', '2026-03-11']);
    expect(bounds('12 months')).toEqual(['2025-04-01', '2026-04-01']);
    expect(bounds('this year')).toEqual(['2026-01-01', '2027-01-01']);
    expect(bounds('last year')).toEqual(['2025-01-01', '2026-01-01']);
  });
  it('sets no bound that is not there, and none for a day that is still being typed', () => {
    expect(scopeOf(allContent, now)).toEqual({});
    expect(scopeOf({ ...allContent, range: 'chosen', fromDay: '2024-0', toDay: '' }, now)).toEqual({});
    expect(scopeOf({ ...allContent, range: 'chosen', toDay: '2024-02-29' }, now)).toEqual({
      beforeMs: at('2024-03-01'),
    });
  });
  it('is noticed to be turned around', () => {
    const chosen = { ...allContent, range: 'chosen' } as const;
    expect(isTurnedAround({ ...chosen, fromDay: '2024-03-02', toDay: '2024-03-01' })).toBe(true);
    expect(isTurnedAround({ ...chosen, fromDay: '2024-03-01', toDay: '2024-03-01' })).toBe(false);
    expect(isTurnedAround({ ...allContent, fromDay: '2024-03-02', toDay: '2024-03-01' })).toBe(false);
  });
  it('is told in words', () => {
    expect(choiceWords(allContent, 'Mail')).toBe('');
    expect(choiceWords({ ...allContent, range: 'last year', writerId: 'w' as never }, 'Mail')).toBe(
      'Last year, Mail',
    );
  });
});

describe('volume over time', () => {
  it('is told by day, week, month or year, as there is room', () => {
    expect(unitFor(0)).toBe('day');
    expect(unitFor(92 * dayMs)).toBe('day');
    expect(unitFor(93 * dayMs)).toBe('week');
    expect(unitFor(3 * 366 * dayMs)).toBe('month');
    expect(unitFor(30 * 366 * dayMs)).toBe('year');
  });
  it.each([
    ['day', '2024-02-29', '2024-02-29', '2024-03-01'],
    ['week', '2024-03-03', '2024-02-26', '2024-03-04'],
    ['week', '2024-03-04', '2024-03-04', '2024-03-11'],
    ['month', '2023-12-31', '2023-12-01', '2024-01-01'],
    ['year', '2024-12-31', '2024-01-01', '2025-01-01'],
  ] as const)('takes the %s of %s from %s to before %s', (unit, of, from, before) => {
    expect(periodOf(at(of) + dayMs - 1, unit)).toEqual({ fromMs: at(from), beforeMs: at(before) });
  });
  it('leaves no period out, and knows the first century and the end of all time', () => {
    expect(periodsBetween(at('2024-02-27'), at('2024-03-02'), 'day')).toHaveLength(5);
    expect(new Date(periodOf(at('0050-06-01'), 'year').fromMs).getUTCFullYear()).toBe(50);
    const last = periodOf(8.64e15, 'year');
    expect(last.beforeMs).toBe(8.64e15);
    expect(periodsBetween(8.64e15, 8.64e15, 'year')).toHaveLength(1);
  });
  it('adds days up, with nothing lost, and shows the empty ones between them', () => {
    const volume = volumeOf({
      volume: [day('2024-03-01', 2), day('2024-03-01', 1, 'bank'), day('2024-03-04', 5)],
      sources: [source('mail'), source('bank')],
    });
    expect(volume.unit).toBe('day');
    expect(volume.periods.map(({ items }) => items)).toEqual([3, 0, 0, 5]);
    expect(volume.periods.map(({ ofSeries }) => ofSeries)).toEqual([
      [2, 1],
      [0, 0],
      [0, 0],
      [5, 0],
    ]);
  });
  it('takes sources beyond the largest four together', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { series, periods } = volumeOf({
      volume: names.map((name) => day('2024-03-01', 1, name)),
      sources: names.map((name) => source(name)),
    });
    expect(series.map(({ writerId }) => writerId)).toEqual(['a', 'b', 'c', 'd', undefined]);
    expect(periods[0]?.ofSeries).toEqual([1, 1, 1, 1, 2]);
    const five = volumeOf({ volume: [], sources: names.slice(0, 5).map((name) => source(name)) });
    expect(five.series.every(({ writerId }) => writerId !== undefined)).toBe(true);
  });
  it('is not stopped by a date that nobody wrote', () => {
    const strange = volumeOf({
      volume: [day('0001-01-01', 1), day('2024-03-01', 2), day('+275760-09-13', 3), day('no day', 9)],
      sources: [source('mail')],
    });
    expect(strange.unit).toBe('year');
    expect(strange.periods.map(({ items }) => items)).toEqual([1, 2, 3]);
    expect(volumeTable(strange).rows).toHaveLength(3);
  });
  it('stands in its table newest first, each source in a column of its own', () => {
    const table = volumeTable(
      volumeOf({
        volume: [day('2024-03-01', 2), day('2024-03-02', 1, 'bank')],
        sources: [source('mail'), source('bank')],
      }),
    );
    expect(table.heads.map(({ words }) => words)).toEqual([
      'Day',
      'Items',
      'Source mail',
      'Source bank',
      'Size',
    ]);
    expect(table.rows.map(({ cells }) => cells.map(({ value }) => value))).toEqual([
      ['2024-03-02', 1, 0, 1, 100],
      ['2024-03-01', 2, 2, 0, 200],
    ]);
  });
  it('tells its columns apart whatever sources are called', () => {
    const called = (writerId: string, name: string) => ({ ...source(writerId), name });
    const { heads } = volumeTable(
      volumeOf({
        volume: [day('2024-03-01', 2, 'a'), day('2024-03-02', 1, 'b'), day('2024-03-02', 1, 'c')],
        sources: [called('a', 'Items'), called('b', 'Items'), called('c', 'Size')],
      }),
    );
    expect(heads.map(({ words }) => words)).toEqual(['Day', 'Items', 'Items', 'Items', 'Size', 'Size']);
    expect(new Set(heads.map(({ key }) => key)).size).toBe(heads.length);
  });
});

const item = (itemId: string, receivedAtMs: number, from = '', writerId = 'mail'): ItemSummary =>
  ({
    itemId,
    writerId,
    sourceName: writerId,
    header: { title: itemId, from, receivedAtMs, mediaType: '', fileName: '', size: 1, source: '' },
  }) as unknown as ItemSummary;

describe('the list behind a figure', () => {
  const items = [
    item('a', at('2024-03-01'), 'Anna <anna@x.example>'),
    item('b', at('2024-03-02') - 1, 'A. <ANNA@x.example>'),
    item('c', at('2024-03-02'), 'ben@x.example', 'bank'),
  ];
  const anna = {
    words: 'From Anna',
    behind: { kind: 'figure', figure: { kind: 'sender', address: 'anna@x.example' } },
  } as const;

  it('is that of a sender, where the list says the same', () => {
    expect(filtersOfFigure(anna, {}, items, new Set(['a', 'b']))).toEqual({
      senders: new Set(['anna@x.example']),
    });
    const scope = { writerId: 'mail' as never };
    expect(filtersOfFigure(anna, scope, items, new Set(['a', 'b']))).toEqual({
      senders: new Set(['anna@x.example']),
      sources: new Set(['mail']),
    });
  });
  it('is the items themselves, where the list would show others', () => {
    expect(filtersOfFigure(anna, {}, items, new Set(['a']))).toEqual({
      found: { words: 'From Anna', itemIds: new Set(['a']) },
    });
    const german = {
      words: 'In German',
      behind: { kind: 'figure', figure: { kind: 'language', language: 'deu' } },
    };
    expect(filtersOfFigure(german as never, {}, items, new Set(['a', 'b', 'c']))).toEqual({
      found: { words: 'In German', itemIds: new Set(['a', 'b', 'c']) },
    });
  });
  it('of days is exactly those of UTC, within the scope', () => {
    const behind = { kind: 'headers', fromMs: at('2024-03-01'), beforeMs: at('2024-03-02') } as const;
    expect(itemsByHeaders(items, {}, behind)).toEqual(['a', 'b']);
    expect(itemsByHeaders(items, { fromMs: at('2024-03-01') + 1 }, behind)).toEqual(['b']);
    expect(itemsByHeaders(items, { beforeMs: at('2024-03-01') + 1 }, behind)).toEqual(['a']);
    expect(itemsByHeaders(items, { writerId: 'bank' as never }, behind)).toEqual([]);
    expect(itemsByHeaders(items, {}, { kind: 'headers', writerId: 'bank' as never })).toEqual(['c']);
  });
  it('of days is said by days where the reader has those of UTC, and item by item elsewhere', () => {
    const behind = { kind: 'headers', fromMs: at('2024-03-01'), beforeMs: at('2024-03-02') } as const;
    const filters = filtersOfFigure({ words: '1 March', behind }, {}, items, new Set(['a', 'b']));
    const isUtc = new Date(2024, 2, 1).getTime() === at('2024-03-01');
    expect(filters).toEqual(
      isUtc
        ? { fromDay: '2024-03-01', toDay: '2024-03-01' }
        : { found: { words: '1 March', itemIds: new Set(['a', 'b']) } },
    );
    expect({ ...noFilters, ...filters }.words).toBe('');
  });
});

describe('tables', () => {
  it('hold no formula, also where a stranger wrote the name', () => {
    const table = peopleTable([{ name: '=HYPERLINK("x")', address: '+x@y.example', items: 3 }], 'sender');
    expect(csvOfTable(table)).toBe(
      `\u{feff}"From","Address","Items"\r\n"'=HYPERLINK(""x"")","'+x@y.example","3"\r\n`,
    );
  });
  it('show no character that only deceives', () => {
    const table = peopleTable([{ name: 'A\u202enna\n', address: 'a@x.example', items: 1 }], 'correspondent');
    expect(table.rows[0]?.cells[0]?.words).toBe('A nna');
    expect(table.rows[0]?.cells[0]?.shown?.words).toBe('To A nna <a@x.example>');
  });
  it('save sums as exact as they are, and as numbers', () => {
    const currencies = [
      {
        currency: 'EUR',
        items: 2,
        amounts: 3,
        sum: '-12345678901234567890.5',
        smallest: '-1',
        largest: '2.25',
        months: [],
      },
    ];
    expect(csvOfTable(currencyTable({ currencies })).split('\r\n')[1]).toBe(
      '"EUR","2","3","-12345678901234567890.5","-1","2.25"',
    );
  });
  it('leave out of the list what counts nothing', () => {
    const months = [
      { month: '2024-01', amounts: 1, sum: '5' },
      { month: '2024-03', amounts: 0, sum: '0' },
    ];
    const { rows } = monthTable({ currency: 'EUR', months });
    expect(rows.map(({ cells }) => cells[0]?.shown === undefined)).toEqual([true, false]);
    const missing: Coverage = {
      analyser: 'language',
      newest: '2',
      current: 3,
      failed: 1,
      stale: 0,
      missing: 4,
      unreadable: 0,
    };
    const [row] = coverageTable({ coverage: [missing] }).rows;
    expect(row?.cells.map(({ shown }) => shown?.behind.kind)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      'figure',
      undefined,
    ]);
    const named = ['likeness', 'people'].map((analyser) => ({ ...missing, analyser }));
    expect(coverageTable({ coverage: named }).rows.map(({ cells }) => cells[0]?.words)).toEqual([
      'People',
      'Wording',
    ]);
    expect(basisWords(missing)).toBe(
      'Language, version 2: 3 of 7 read; 1 of them could not be read, 4 are not read yet.',
    );
    expect(basisWords(undefined)).toBeUndefined();
    expect(peopleBasisWords(undefined, 2)).toBeUndefined();
    expect(peopleBasisWords(missing, 0)).toBe(basisWords(missing));
    expect(peopleBasisWords(missing, 1234)).toBe(
      `${basisWords(missing)} There are more people than can be told of here: 1,234 are of others, or of others as well.`,
    );
  });
  it('of near-duplicates name items that are here, and no group of one', () => {
    const known = new Map(
      [item('a', at('2024-03-01'), 'Anna'), item('b', at('2024-03-02'))].map((one) => [one.itemId, one]),
    );
    const groups = likeGroups(
      [{ itemIds: ['a', 'b', 'gone'] as never }, { itemIds: ['b', 'gone'] as never }],
      known,
    );
    expect(groups.map(({ items }) => items.map(({ title }) => title))).toEqual([['b', 'a']]);
    expect(likeTable(groups).rows.map(({ cells }) => cells.slice(0, 3).map(({ value }) => value))).toEqual([
      [1, 'b', ''],
      [1, 'a', 'Anna'],
    ]);
  });
});

describe('charts', () => {
  it('put each series on top of those before it', () => {
    const series = [
      { name: 'a', values: [1, 2] },
      { name: 'b', values: [3, 0] },
    ];
    expect(stacked(series)).toEqual([
      [1, 2],
      [4, 2],
    ]);
  });
  it('draw no label over another', () => {
    expect(labelStep(10, 500, 50)).toBe(1);
    expect(labelStep(92, 500, 50)).toBe(10);
    expect(labelStep(5, 10, 50)).toBe(5);
    expect(fitted('a long label', 6, (words) => words.length)).toBe('a lon…');
    expect(fitted('short', 6, (words) => words.length)).toBe('short');
    expect(fitted('😀😀😀', 3, (words) => words.length)).toBe('😀…');
  });
  it('say in words what they draw', () => {
    const chart: Chart = volumeChart(
      volumeOf({ volume: [day('2024-03-01', 2), day('2024-03-03', 1)], sources: [source('mail')] }),
    );
    expect(chart.alternative).toMatch(
      /^Items by day\. First .*2024.*: 2 items; last .*: 1 item; the most .*: 2 items\.$/,
    );
    expect(chart.shown.map((shown) => shown === undefined)).toEqual([false, true, false]);
    const languages = languageTable({
      languages: Array.from({ length: 9 }, (_, n) => ({ language: `aa${'abcdefghi'[n]}`, items: 9 - n })),
    });
    const rows = rowsChart('Languages', languages, 1, 'item');
    expect(rows.labels).toHaveLength(8);
    expect(rows.alternative).toMatch(/The table has all of them\.$/);
  });
  it('show months without an amount between those with one, but not for ever', () => {
    const months = [
      { month: '2023-11', amounts: 1, sum: '5' },
      { month: '2024-02', amounts: 2, sum: '-0.5' },
    ];
    expect(withEmptyMonths(months).map(({ month }) => month)).toEqual([
      '2023-11',
      '2023-12',
      '2024-01',
      '2024-02',
    ]);
    expect(monthChart({ currency: 'EUR', months }).series[0]?.values).toEqual([5, -0.5]);
    const far = [months[0], { month: '9999-01', amounts: 1, sum: '1' }] as typeof months;
    expect(withEmptyMonths(far)).toBe(far);
    expect(withEmptyMonths([])).toEqual([]);
  });
});

describe('words', () => {
  it('name languages and currencies as people do', () => {
    expect(languageWords('deu')).toMatch(/^(German|Deutsch)/);
    expect(languageWords('und')).toBe('Could not be told');
    expect(languageWords('qqq')).toBeTruthy();
    expect(currencyWords('EUR')).toMatch(/^EUR, /);
    expect(currencyWords('QQQ')).toBe('QQQ');
  });
  it('write money as exact as it is', () => {
    expect(moneyWords('12345678901234567890.5', 'EUR').replaceAll(/[^\d]/g, '')).toBe(
      '1234567890123456789050',
    );
    expect(moneyWords('12.5', 'JPY')).toMatch(/12[.,]5/);
    expect(moneyWords('1', 'not one')).toBe('not one 1');
  });
  it('tell how far reading is', () => {
    expect(leftWords({ items: 0, stale: 0 }, false)).toBe('Everything has been read');
    expect(leftWords({ items: 5, stale: 0 }, true)).toBe('Nothing has been read yet');
    expect(leftWords({ items: 5, stale: 5 }, false)).toBe('5 items were read by an earlier version');
    expect(leftWords({ items: 1, stale: 0 }, false)).toBe('1 item is not fully read yet');
    expect(leftWords({ items: 5, stale: 2 }, false)).toBe(
      '5 items are not fully read yet, 2 of them only by an earlier version',
    );
    expect(runningWords({ done: 0, total: 0 })).toMatch(/^Looking/);
    expect(runningWords({ done: 2, total: 5 })).toBe('2 of 5 items read');
    expect(outcomeWords({ status: 'stopped', done: 2, total: 5 })).toBe(
      'Stopped, with 2 of 5 items read. What was read stays.',
    );
    expect(outcomeWords({ status: 'done', report: { items: 2, results: 12, failed: 1, leftOut: 1 } })).toBe(
      '2 items were read in this browser. 1 time a program could not come to an end with an item, and was stopped. 1 item was left out: what the server sent is not what was signed. The next time is another try.',
    );
    expect(outcomeWords({ status: 'failed', error: new Error('x') })).toBeUndefined();
  });
  it('tell a period', () => {
    expect(periodWords({})).toBe('All time');
    expect(periodWords({ fromMs: at('2024-03-01'), beforeMs: at('2024-03-02') })).not.toContain(' to ');
    expect(periodWords({ fromMs: at('2024-03-01'), beforeMs: at('2024-03-03') })).toContain(' to ');
    expect(reprocessCommand('ACCOUNT')).toBe('npm run worker -- reprocess ACCOUNT');
  });
});
