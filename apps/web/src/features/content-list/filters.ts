import type { ItemSummary } from '@commonseal/vault';
import { fold } from '../../text/fold.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { type MediaKind, mediaKind } from '../../text/media-kind.ts';
import { senderOf } from '../../text/sender.ts';

/** What the reader has made of items. */
export type MarkFilter = 'unread' | 'starred';
export const markWords: Readonly<Record<MarkFilter, string>> = { unread: 'Unread', starred: 'Starred' };

/** What is to be listed. An empty set lets everything through. */
export interface Filters {
  readonly words: string;
  /** All of them, not one of them. */
  readonly marks: ReadonlySet<MarkFilter>;
  readonly kinds: ReadonlySet<MediaKind>;
  readonly sources: ReadonlySet<string>;
  readonly senders: ReadonlySet<string>;
  /** First and last day, such as `2024-03-05`, as the reader's calendar has it. */
  readonly fromDay: string | undefined;
  readonly toDay: string | undefined;
  /** Chosen elsewhere, item by item, where nothing above can say it. */
  readonly found: FoundItems | undefined;
}

export interface FoundItems {
  /** What they have in common. */
  readonly words: string;
  readonly itemIds: ReadonlySet<string>;
}

export const noFilters: Filters = {
  words: '',
  marks: new Set(),
  kinds: new Set(),
  sources: new Set(),
  senders: new Set(),
  fromDay: undefined,
  toDay: undefined,
  found: undefined,
};

/** What of an item is compared, worked out once. */
export interface Searchable {
  readonly item: ItemSummary;
  readonly folded: string;
  readonly kind: MediaKind;
  readonly sender: string;
}

const known = new WeakMap<ItemSummary, Searchable>();

export function searchable(item: ItemSummary): Searchable {
  const before = known.get(item);
  if (before !== undefined) return before;
  const { title, from, mediaType } = item.header;
  const made = {
    item,
    folded: fold(`${plainLine(title)} ${plainLine(from)}`),
    kind: mediaKind(mediaType),
    sender: senderOf(from)?.key ?? '',
  };
  known.set(item, made);
  return made;
}

/** The first moment of a day, or of the day after it. */
function startOfDay(day: string | undefined, daysLater = 0): number | undefined {
  const [year, month, date] = (day ?? '').split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const time = new Date(year, month - 1, date + daysLater).getTime();
  return Number.isNaN(time) ? undefined : time;
}

export function wordsOf(text: string): readonly string[] {
  return fold(text)
    .split(/\s+/)
    .filter((word) => word !== '');
}

export function hasFilters(filters: Filters): boolean {
  const { marks, kinds, sources, senders, fromDay, toDay, found } = filters;
  const isSet = [fromDay, toDay, found].some((filter) => filter !== undefined);
  return isSet || wordsOf(filters.words).length + marks.size + kinds.size + sources.size + senders.size > 0;
}

export function hasMark(item: ItemSummary, mark: MarkFilter): boolean {
  return mark === 'unread' ? !item.isRead : item.isStarred;
}

/**
 * Each word occurs in title or sender, and each other filter lets the item through.
 * @param stillUnread count as unread for the filter, though they have been read
 */
export function filterItems(
  items: readonly ItemSummary[],
  filters: Filters,
  stillUnread: ReadonlySet<string> = new Set(),
): readonly ItemSummary[] {
  if (!hasFilters(filters)) return items;
  const words = wordsOf(filters.words);
  const from = startOfDay(filters.fromDay) ?? Number.NEGATIVE_INFINITY;
  const to = startOfDay(filters.toDay, 1) ?? Number.POSITIVE_INFINITY;
  const { marks, kinds, sources, senders, found } = filters;
  const isMarked = (item: ItemSummary) => (mark: MarkFilter) =>
    hasMark(item, mark) || (mark === 'unread' && stillUnread.has(item.itemId));
  return items.filter((item) => {
    if (found !== undefined && !found.itemIds.has(item.itemId)) return false;
    if (marks.size > 0 && ![...marks].every(isMarked(item))) return false;
    const { receivedAtMs } = item.header;
    if (!(receivedAtMs >= from && receivedAtMs < to)) return false;
    if (sources.size > 0 && !sources.has(item.writerId)) return false;
    const { folded, kind, sender } = searchable(item);
    if (kinds.size > 0 && !kinds.has(kind)) return false;
    if (senders.size > 0 && !senders.has(sender)) return false;
    return words.every((word) => folded.includes(word));
  });
}

export function toggled<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}
