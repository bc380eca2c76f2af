import type { ItemSummary } from '@commonseal/vault';
import { plainLine } from '../../text/hostile-text.ts';
import { type MediaKind, mediaKindWords } from '../../text/media-kind.ts';
import { senderOf } from '../../text/sender.ts';
import { type MarkFilter, hasMark, markWords, searchable } from './filters.ts';

/** One thing to filter by, with how many items it has. */
export interface Facet<T extends string = string> {
  readonly value: T;
  readonly words: string;
  readonly count: number;
}

export interface Facets {
  readonly marks: readonly Facet<MarkFilter>[];
  readonly kinds: readonly Facet<MediaKind>[];
  readonly sources: readonly Facet[];
  readonly senders: readonly Facet[];
}

/** All there is to filter by, the most frequent first. */
export function facetsOf(items: readonly ItemSummary[]): Facets {
  const kinds = new Map<MediaKind, Facet<MediaKind>>();
  const sources = new Map<string, Facet>();
  const senders = new Map<string, Facet>();
  for (const item of items) {
    const { kind, sender } = searchable(item);
    count(kinds, kind, () => mediaKindWords(kind));
    count(sources, item.writerId, () => plainLine(item.sourceName) || 'Unnamed source');
    if (sender !== '') count(senders, sender, () => senderOf(item.header.from)?.name ?? sender);
  }
  const marks = (Object.keys(markWords) as MarkFilter[]).map((value) => ({
    value,
    words: markWords[value],
    count: items.filter((item) => hasMark(item, value)).length,
  }));
  return { marks, kinds: sorted(kinds), sources: sorted(sources), senders: sorted(senders) };
}

function count<T extends string>(facets: Map<T, Facet<T>>, value: T, words: () => string): void {
  const before = facets.get(value);
  facets.set(value, { value, words: before?.words ?? words(), count: (before?.count ?? 0) + 1 });
}

function sorted<T extends string>(facets: ReadonlyMap<T, Facet<T>>): readonly Facet<T>[] {
  return [...facets.values()].toSorted((a, b) => b.count - a.count || a.words.localeCompare(b.words));
}
