import type { ActivityEntry } from '@commonseal/vault';
import {
  type ActivityKind,
  type SentencePart,
  kindWords,
  peopleOf,
  sentenceOf,
  textOf,
} from '../../account-data/sentences.ts';
import { dateWords, isShowableTime } from '../../text/dates.ts';
import { fold } from '../../text/fold.ts';
import { plainLine } from '../../text/hostile-text.ts';
import { csvOf } from './csv.ts';

/** An entry with all that is looked for in it. */
export interface ToldEntry {
  readonly entry: ActivityEntry;
  readonly sentence: readonly SentencePart[];
  readonly people: readonly string[];
  readonly day: string;
  readonly searchable: string;
}

export interface ActivityFilters {
  readonly words: string;
  readonly kind: ActivityKind | '';
  readonly person: string;
}

export const noActivityFilters: ActivityFilters = { words: '', kind: '', person: '' };

export function tell(entry: ActivityEntry): ToldEntry {
  const sentence = sentenceOf(entry);
  const day = dateWords(entry.timeMs);
  return {
    entry,
    sentence,
    people: peopleOf(entry),
    day,
    searchable: fold(`${textOf(sentence)} ${kindWords[entry.event.kind]} ${day}`),
  };
}

export function filterEntries(
  told: readonly ToldEntry[],
  { words, kind, person }: ActivityFilters,
): readonly ToldEntry[] {
  const wanted = fold(words).split(/\s+/).filter(Boolean);
  return told.filter(
    ({ entry, people, searchable }) =>
      (kind === '' || entry.event.kind === kind) &&
      (person === '' || people.includes(person)) &&
      wanted.every((word) => searchable.includes(word)),
  );
}

/** The kinds that there are, in the order of their words. */
export function kindsIn(told: readonly ToldEntry[]): readonly ActivityKind[] {
  const kinds = [...new Set(told.map(({ entry }) => entry.event.kind))];
  return kinds.toSorted((a, b) => kindWords[a].localeCompare(kindWords[b]));
}

export function peopleIn(told: readonly ToldEntry[]): readonly string[] {
  return [...new Set(told.flatMap(({ people }) => people))].toSorted((a, b) => a.localeCompare(b));
}

const csvHead = ['Entry', 'Time (UTC)', 'Who', 'Kind', 'What happened', 'New account key'];

/** The entries as a table, in the order in which they are shown. */
export function activityCsv(told: readonly ToldEntry[]): string {
  return csvOf([
    csvHead,
    ...told.map(({ entry, sentence }) => [
      entry.sequence + 1,
      isShowableTime(entry.timeMs) ? new Date(entry.timeMs).toISOString() : '',
      plainLine(entry.authorName),
      kindWords[entry.event.kind],
      textOf(sentence),
      entry.newEpoch === undefined ? '' : entry.newEpoch + 1,
    ]),
  ]);
}
