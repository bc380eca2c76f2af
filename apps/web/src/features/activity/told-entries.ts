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
import { csvOf } from '../../text/csv.ts';

/** An entry with all that is looked for in it, made when it is first asked for: logs are long, and few of it is seen. */
export class ToldEntry {
  readonly entry: ActivityEntry;
  #sentence: readonly SentencePart[] | undefined;
  #people: readonly string[] | undefined;
  #searchable: string | undefined;

  constructor(entry: ActivityEntry) {
    this.entry = entry;
  }

  get sentence(): readonly SentencePart[] {
    this.#sentence ??= sentenceOf(this.entry);
    return this.#sentence;
  }

  get people(): readonly string[] {
    this.#people ??= peopleOf(this.entry);
    return this.#people;
  }

  get day(): string {
    return dateWords(this.entry.timeMs);
  }

  get searchable(): string {
    this.#searchable ??= fold(`${textOf(this.sentence)} ${kindWords[this.entry.event.kind]} ${this.day}`);
    return this.#searchable;
  }
}

export interface ActivityFilters {
  readonly words: string;
  readonly kind: ActivityKind | '';
  readonly person: string;
}

export const noActivityFilters: ActivityFilters = { words: '', kind: '', person: '' };

export function tell(entry: ActivityEntry): ToldEntry {
  return new ToldEntry(entry);
}

export function filterEntries(
  told: readonly ToldEntry[],
  { words, kind, person }: ActivityFilters,
): readonly ToldEntry[] {
  const wanted = fold(words).split(/\s+/).filter(Boolean);
  return told.filter(
    (one) =>
      (kind === '' || one.entry.event.kind === kind) &&
      (person === '' || one.people.includes(person)) &&
      wanted.every((word) => one.searchable.includes(word)),
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
