import { mediaKindWords } from '../../text/media-kind.ts';
import { dayRanges, dayWords } from './day-ranges.ts';
import type { Facets } from './facets.ts';
import { type Filters, markWords, toggled } from './filters.ts';

export interface Chip {
  readonly key: string;
  readonly words: string;
  /** The change that takes it away. */
  readonly without: Partial<Filters>;
}

function daysWords({ fromDay, toDay }: Filters): string | undefined {
  const range = dayRanges(new Date()).find((quick) => quick.fromDay === fromDay && quick.toDay === toDay);
  if (range !== undefined) return range.words;
  if (fromDay !== undefined && toDay !== undefined) return `${dayWords(fromDay)} to ${dayWords(toDay)}`;
  if (fromDay !== undefined) return `From ${dayWords(fromDay)}`;
  return toDay === undefined ? undefined : `Until ${dayWords(toDay)}`;
}

/** One for each filter but the words, which are seen in their field. */
export function chipsOf(filters: Filters, facets: Pick<Facets, 'sources' | 'senders'>): readonly Chip[] {
  const { marks, kinds, sources, senders, found } = filters;
  const nameOf = (all: Facets['sources'], value: string) =>
    all.find((facet) => facet.value === value)?.words ?? value;
  const days = daysWords(filters);
  return [
    ...(found === undefined ? [] : [{ key: 'found', words: found.words, without: { found: undefined } }]),
    ...[...marks].map((mark) => ({
      key: `mark ${mark}`,
      words: markWords[mark],
      without: { marks: toggled(marks, mark) },
    })),
    ...[...kinds].map((kind) => ({
      key: `kind ${kind}`,
      words: mediaKindWords(kind),
      without: { kinds: toggled(kinds, kind) },
    })),
    ...[...sources].map((source) => ({
      key: `source ${source}`,
      words: nameOf(facets.sources, source),
      without: { sources: toggled(sources, source) },
    })),
    ...[...senders].map((sender) => ({
      key: `sender ${sender}`,
      words: nameOf(facets.senders, sender),
      without: { senders: toggled(senders, sender) },
    })),
    ...(days === undefined
      ? []
      : [{ key: 'days', words: days, without: { fromDay: undefined, toDay: undefined } }]),
  ];
}
