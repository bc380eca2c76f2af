import type { ItemId } from '@commonseal/protocol';
import type { Analytics, Coverage, CurrencyFigures, ItemSummary, PersonCount } from '@commonseal/vault';
import { analyserWords } from '../../text/analyser-words.ts';
import { sizeWords } from '../../text/amounts.ts';
import { isShowableTime, dateWords } from '../../text/dates.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { languageWords } from '../../text/language-words.ts';
import { mediaKind, mediaKindWords } from '../../text/media-kind.ts';
import { currencyWords, moneyWords } from '../../text/money.ts';
import { personWords } from '../../text/person-words.ts';
import { type FigureCell, type FigureTable, count, number, text } from './figure-table.ts';
import { monthWords, unitWords } from './periods.ts';
import type { ShownItems } from './shown-items.ts';
import type { Volume, VolumeSeries } from './volume.ts';

const unitHeads = { day: 'Day', week: 'Week', month: 'Month', year: 'Year' } as const;

export function sourceName(name: string): string {
  return plainLine(name) || 'Unnamed source';
}

export function seriesName({ writerId, name }: VolumeSeries): string {
  return writerId === undefined ? 'Other sources' : sourceName(name);
}

function size(bytes: number): FigureCell {
  return { words: sizeWords(bytes), value: bytes };
}

function plain(words: string, value: string | number = words): FigureCell {
  return { words, value };
}

/** Newest first: what was of late is what is looked for. */
export function volumeTable({ unit, series, periods }: Volume): FigureTable {
  const parts = series.length > 1 ? series : [];
  return {
    heads: [
      text(unitHeads[unit]),
      number('Items'),
      ...parts.map((one) => number(seriesName(one), `source ${one.writerId ?? 'others'}`)),
      number('Size'),
    ],
    rows: periods.toReversed().map((period) => {
      const { fromMs, beforeMs, items, bytes, ofSeries } = period;
      const name = unitWords(period, unit);
      const shown: ShownItems = { words: name, behind: { kind: 'headers', fromMs, beforeMs } };
      return {
        key: String(fromMs),
        cells: [
          { words: name, value: isoDay(fromMs), shown: items === 0 ? undefined : shown },
          count(items),
          ...parts.map((_, at) => count(ofSeries[at] ?? 0)),
          size(bytes),
        ],
      };
    }),
  };
}

function isoDay(timeMs: number): string {
  return isShowableTime(timeMs) ? new Date(timeMs).toISOString().replace(/T.*$/, '') : '';
}

export function sourceTable({ sources }: Pick<Analytics, 'sources'>): FigureTable {
  return {
    heads: [text('Source'), number('Items'), number('Size')],
    rows: sources.map(({ writerId, name, items, bytes }) => {
      const words = sourceName(name);
      const shown: ShownItems = { words, behind: { kind: 'headers', writerId } };
      return { key: writerId, cells: [{ words, value: words, shown }, count(items), size(bytes)] };
    }),
  };
}

export function peopleTable(people: readonly PersonCount[], kind: 'sender' | 'correspondent'): FigureTable {
  return {
    heads: [text(kind === 'sender' ? 'From' : 'To'), text('Address'), number('Items')],
    rows: people.map((person) => {
      const { address, items } = person;
      const words = plainLine(person.name) || plainLine(address);
      const shown: ShownItems = {
        words: `${kind === 'sender' ? 'From' : 'To'} ${personWords(person)}`,
        behind: { kind: 'figure', figure: { kind, address } },
      };
      return {
        key: address,
        cells: [{ words, value: words, shown }, plain(plainLine(address)), count(items)],
      };
    }),
  };
}

export function languageTable({ languages }: Pick<Analytics, 'languages'>): FigureTable {
  return {
    heads: [text('Language'), number('Items')],
    rows: languages.map(({ language, items }) => {
      const name = languageWords(language);
      const words = language === 'und' ? 'In a language that could not be told' : `In ${name}`;
      const shown: ShownItems = { words, behind: { kind: 'figure', figure: { kind: 'language', language } } };
      return { key: language, cells: [{ words: name, value: name, shown }, count(items)] };
    }),
  };
}

export function currencyTable({ currencies }: Pick<Analytics, 'currencies'>): FigureTable {
  return {
    heads: [
      text('Currency'),
      number('Items'),
      number('Amounts'),
      number('Sum'),
      number('Smallest'),
      number('Largest'),
    ],
    rows: currencies.map(({ currency, items, amounts, sum, smallest, largest }) => {
      const money = (value: string) => plain(moneyWords(value, currency), value);
      const shown: ShownItems = {
        words: `With amounts in ${currency}`,
        behind: { kind: 'figure', figure: { kind: 'currency', currency } },
      };
      return {
        key: currency,
        cells: [
          { words: currencyWords(currency), value: currency, shown },
          count(items),
          count(amounts),
          money(sum),
          money(smallest),
          money(largest),
        ],
      };
    }),
  };
}

/** Of one currency; newest first. */
export function monthTable({ currency, months }: Pick<CurrencyFigures, 'currency' | 'months'>): FigureTable {
  return {
    heads: [text('Month'), number('Amounts'), number(`Sum in ${currency}`)],
    rows: months.toReversed().map(({ month, amounts, sum }) => {
      const words = monthWords(month);
      const shown: ShownItems = {
        words: `With amounts in ${currency}, ${words}`,
        behind: { kind: 'figure', figure: { kind: 'currency', currency, month } },
      };
      return {
        key: month,
        cells: [
          { words, value: month, shown: amounts === 0 ? undefined : shown },
          count(amounts),
          plain(moneyWords(sum, currency), sum),
        ],
      };
    }),
  };
}

export function attachmentTable({ attachments }: Pick<Analytics, 'attachments'>): FigureTable {
  return {
    heads: [text('Kind'), text('Type'), number('Items'), number('Attachments'), number('Size')],
    rows: attachments.map((of) => {
      const kind = mediaKindWords(mediaKind(of.mediaType));
      const type = plainLine(of.mediaType) || 'not told';
      const shown: ShownItems = {
        words: `With attachments of type ${type}`,
        behind: { kind: 'figure', figure: { kind: 'attachment', mediaType: of.mediaType } },
      };
      return {
        key: of.mediaType,
        cells: [
          { words: kind, value: kind, shown },
          plain(type),
          count(of.items),
          count(of.attachments),
          size(of.bytes),
        ],
      };
    }),
  };
}

export function coverageTable({ coverage }: Pick<Analytics, 'coverage'>): FigureTable {
  return {
    heads: [
      text('What is looked for'),
      text('Version'),
      number('Read'),
      number('Could not be read'),
      number('By an earlier version'),
      number('Not read yet'),
      number('Results refused'),
    ],
    rows: inNameOrder(coverage).map(({ name, ...one }) => {
      const { analyser, newest, current, failed, stale, missing, unreadable } = one;
      const shown = (kind: 'missing' | 'stale', words: string): ShownItems => ({
        words,
        behind: { kind: 'figure', figure: { kind, analyser } },
      });
      return {
        key: analyser,
        cells: [
          plain(name),
          plain(plainLine(newest)),
          count(current),
          count(failed),
          count(stale, shown('stale', `${name}: by an earlier version`)),
          count(missing, shown('missing', `${name}: not read yet`)),
          count(unreadable),
        ],
      };
    }),
  };
}

/** As they are called here: the order that they come in is that of names which nobody sees. */
function inNameOrder(coverage: readonly Coverage[]): readonly (Coverage & { readonly name: string })[] {
  return coverage
    .map((one) => ({ ...one, name: analyserWords(one.analyser) }))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

export interface LikeItem {
  readonly itemId: ItemId;
  readonly title: string;
  readonly from: string;
  readonly dated: string;
}

export interface LikeGroup {
  readonly key: string;
  readonly items: readonly LikeItem[];
  readonly shown: ShownItems;
}

/**
 * Groups of near-duplicates, the largest first, and of equal ones the one with the newest item; so are the items of each. Items that the
 * page does not know (any more) are left out.
 */
export function likeGroups(
  alike: Analytics['alike'],
  known: ReadonlyMap<ItemId, KnownItem>,
): readonly LikeGroup[] {
  return alike
    .map(({ itemIds }) => itemIds.flatMap((itemId) => known.get(itemId) ?? []).toSorted(newestFirst))
    .filter((items) => items.length > 1)
    .toSorted((a, b) => b.length - a.length || newestFirst(a[0], b[0]))
    .map((items) => likeGroup(items.map(likeItem)));
}

type KnownItem = Pick<ItemSummary, 'itemId' | 'header'>;

function newestFirst(a: KnownItem | undefined, b: KnownItem | undefined): number {
  const timeOf = (item: KnownItem | undefined) => item?.header.receivedAtMs ?? 0;
  const titleOf = (item: KnownItem | undefined) => item?.header.title ?? '';
  return timeOf(b) - timeOf(a) || titleOf(a).localeCompare(titleOf(b));
}

function likeGroup(items: readonly LikeItem[]): LikeGroup {
  const [{ itemId, title }] = items as [LikeItem, ...LikeItem[]];
  return {
    key: itemId,
    items,
    shown: {
      words: `Nearly the same as ${title}`,
      behind: { kind: 'figure', figure: { kind: 'alike', itemId } },
    },
  };
}

function likeItem({ itemId, header }: KnownItem): LikeItem {
  return {
    itemId,
    title: plainLine(header.title) || 'Untitled',
    from: plainLine(header.from),
    dated: dateWords(header.receivedAtMs),
  };
}

export function likeTable(groups: readonly LikeGroup[]): FigureTable {
  return {
    heads: [number('Group'), text('Title'), text('From'), text('Date')],
    rows: groups.flatMap(({ items }, at) =>
      items.map(({ itemId, title, from, dated }) => ({
        key: itemId,
        cells: [count(at + 1), plain(title), plain(from), plain(dated)],
      })),
    ),
  };
}

/** How far what is told reaches, in a sentence; undefined where nothing is said of the program. */
export function basisWords(one: Coverage | undefined): string | undefined {
  if (one === undefined) return undefined;
  const { analyser, newest, current, failed, stale, missing } = one;
  const name = `${analyserWords(analyser)}, version ${plainLine(newest)}`;
  const read = count(current).words;
  const rest = [
    ...(failed > 0 ? [`${count(failed).words} of them could not be read`] : []),
    ...(stale > 0 ? [`${count(stale).words} were read by an earlier version`] : []),
    ...(missing > 0 ? [`${count(missing).words} are not read yet`] : []),
  ];
  return `${name}: ${read} of ${count(current + stale + missing).words} read${rest.length > 0 ? `; ${rest.join(', ')}` : ''}.`;
}

/** @param others items of people whom the table does not name */
export function peopleBasisWords(one: Coverage | undefined, others: number): string | undefined {
  const basis = basisWords(one);
  return basis === undefined || others === 0
    ? basis
    : `${basis} There are more people than can be told of here: ${count(others).words} are of others, or of others as well.`;
}
