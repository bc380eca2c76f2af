import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AnalysisOutcome } from '@commonseal/analysis';
import type { Analysis } from '@commonseal/protocol';

/**
 * What is expected of one file, written down by whoever read it with other means than the analysers: `read` says which. Where two readings
 * are right, both are expected (`anyOf`, `optional`, several languages); what is not written down is not compared.
 */
export interface Expectation {
  /** Within the corpus, or within the project's own samples. */
  readonly path: string;
  readonly sha256: string;
  /** As its header has it. */
  readonly mediaType: string;
  readonly read: string;
  readonly findings: ExpectedFindings;
  /** Faults that are there and stay: each is told by the comparison in just these words, or it is no longer there. */
  readonly known?: readonly { readonly difference: string; readonly why: string }[];
}

export interface ExpectedFindings {
  readonly text: Versions<ExpectedText | Nothing, ExpectedText | Nothing | TextAsOne>;
  /** Any of these. */
  readonly language: Versions<readonly string[]>;
  readonly people: Versions<OneOf<ExpectedPeople>>;
  readonly amounts: Versions<ExpectedAmounts>;
  readonly attachments: Versions<OneOf<readonly ExpectedAttachment[]>>;
  readonly likeness: Versions<ExpectedLikeness>;
}

type Versions<First, Second = First> = { readonly '1': First; readonly '2'?: Second | 'as 1' };
type OneOf<T> = T | { readonly anyOf: readonly T[] };

interface Nothing {
  readonly nothing: Extract<Analysis, { kind: 'nothing to read' }>['why'];
}

export interface ExpectedText {
  /** The whole, line by line, without white space at the ends of lines and around the whole. */
  readonly lines?: readonly string[];
  /** The whole, each run of white space as one space; likewise the three below. */
  readonly words?: string;
  readonly begins?: string;
  readonly ends?: string;
  readonly has?: readonly string[];
  readonly hasNot?: readonly string[];
  /** At least and at most, in UTF-16 units, without white space around the whole. */
  readonly length?: readonly [number, number];
  /** `null` where the document says nothing. */
  readonly title?: string | null;
  readonly author?: string | null;
  readonly pages?: number;
  readonly attachments?: { readonly read: number; readonly passedOver: number };
}

/** Of version 2, what it says besides. */
type TextAsOne = Pick<ExpectedText, 'title' | 'author' | 'attachments'> & { readonly text: 'as 1' };

export interface ExpectedPerson {
  readonly name: string;
  readonly address: string;
}

export type ExpectedPeople = Readonly<Record<'from' | 'to' | 'cc', readonly ExpectedPerson[]>>;

interface Marked {
  /** It is right to tell it, and right to leave it out. */
  readonly optional?: true;
}

interface Amount {
  /** Stands in what is quoted, which may be more. */
  readonly quote: string;
  readonly currency: string;
  readonly value: string;
}

interface FullDate {
  readonly quote: string;
  readonly date: string;
}

export interface ExpectedAmounts {
  readonly amounts: readonly (Amount & Marked)[];
  readonly dates: readonly (FullDate & Marked)[];
}

export interface ExpectedAttachment {
  readonly fileName: string;
  readonly mediaType: string;
  readonly size: number;
}

export interface ExpectedLikeness {
  readonly words?: readonly [number, number];
  /** Paths of the files whose wording is the same, or nearly so. */
  readonly alike: readonly string[];
  /** Of which nothing is expected: near the limit. */
  readonly unsure?: readonly string[];
}

export type AnalyserName = keyof ExpectedFindings;

/** One file as one JSON document, the folder's own folders left out. */
export function expectationsIn(folder: string): Expectation[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Expectation);
}

/** Every analyser and version of which something is expected. */
export function wantedOf({ findings }: Expectation): { name: AnalyserName; version: 1 | 2 }[] {
  return (Object.keys(findings) as AnalyserName[]).flatMap((name) =>
    findings[name]['2'] === undefined
      ? [{ name, version: 1 as const }]
      : [
          { name, version: 1 as const },
          { name, version: 2 as const },
        ],
  );
}

/** @returns how the finding differs, in words; nothing where it does not */
export function differences(
  { findings }: Expectation,
  name: AnalyserName,
  version: 1 | 2,
  found: AnalysisOutcome,
  /** That version 1 of `text` found, or version 2: what is quoted stands in it. */
  text: string,
): string[] {
  switch (name) {
    case 'text':
      return differencesOfText(textOf(findings.text, version), found);
    case 'language':
      return differencesOfLanguage(versionOf(findings.language, version), found);
    case 'people':
      return noneOf(versionOf(findings.people, version), (each) => differencesOfPeople(each, found));
    case 'amounts':
      return differencesOfAmounts(versionOf(findings.amounts, version), found, text);
    case 'attachments':
      return noneOf(versionOf(findings.attachments, version), (each) => differencesOfFiles(each, found));
    case 'likeness':
      return differencesOfLikeness(versionOf(findings.likeness, version), found);
  }
}

export function versionOf<T>(versions: Versions<T>, version: 1 | 2): T {
  const chosen = versions[version];
  return chosen === undefined || chosen === 'as 1' ? versions['1'] : chosen;
}

function textOf(versions: ExpectedFindings['text'], version: 1 | 2): ExpectedText | Nothing {
  const first = versions['1'];
  const chosen = version === 1 ? first : versions['2'];
  if (chosen === undefined || chosen === 'as 1') return first;
  // Version 1 knows of no title: whatever it said would be found below.
  if (!('text' in chosen)) return chosen;
  const { text: _, ...besides } = chosen;
  return { ...first, ...besides };
}

function noneOf<T extends object>(expected: OneOf<T>, compare: (each: T) => string[]): string[] {
  if (!('anyOf' in expected)) return compare(expected);
  const all = expected.anyOf.map(compare);
  return all.find((each) => each.length === 0) ?? all[0] ?? [];
}

function differencesOfText(expected: ExpectedText | Nothing, found: AnalysisOutcome): string[] {
  if ('nothing' in expected) {
    return same('result', { kind: 'nothing to read', why: expected.nothing }, found);
  }
  if (found.kind !== 'text') return same('kind', 'text', found);
  const lines = found.text.trim().split('\n');
  const words = oneLine(found.text);
  const { length = [0, Infinity] } = expected;
  return [
    ...(expected.lines
      ? same(
          'lines',
          expected.lines,
          lines.map((line) => line.trimEnd()),
        )
      : []),
    ...(expected.words === undefined ? [] : same('words', expected.words, words)),
    ...(words.startsWith(expected.begins ?? '')
      ? []
      : same('beginning', expected.begins, words.slice(0, 200))),
    ...(words.endsWith(expected.ends ?? '') ? [] : same('end', expected.ends, words.slice(-200))),
    ...(expected.has ?? []).filter((each) => !words.includes(each)).map((each) => `not in the text: ${each}`),
    ...(expected.hasNot ?? []).filter((each) => words.includes(each)).map((each) => `in the text: ${each}`),
    ...within('length', length, found.text.trim().length),
    ...(expected.title === undefined ? [] : same('title', expected.title, found.title ?? null)),
    ...(expected.author === undefined ? [] : same('author', expected.author, found.author ?? null)),
    ...(expected.pages === undefined ? [] : same('pages', expected.pages, found.pages)),
    ...(expected.attachments ? same('attachments', expected.attachments, found.attachments) : []),
    ...same('cut', false, found.isCut),
  ];
}

/** Of an item without text, or whose text says nothing, an analyser may say that there is nothing to read. */
function saysNothing(found: AnalysisOutcome): boolean {
  return found.kind === 'nothing to read';
}

function differencesOfLanguage(expected: readonly string[], found: AnalysisOutcome): string[] {
  const language = saysNothing(found) ? 'und' : found.kind === 'language' ? found.language : found.kind;
  return expected.includes(language) ? [] : same('language', expected, language);
}

function differencesOfPeople(expected: ExpectedPeople, found: AnalysisOutcome): string[] {
  if (saysNothing(found)) return same('people', expected, { from: [], to: [], cc: [] });
  if (found.kind !== 'people') return same('kind', 'people', found.kind);
  // Whether somebody who is named twice is told twice is nobody's concern.
  const { from, to, cc } = found;
  return (['from', 'to', 'cc'] as const).flatMap((each) =>
    same(each, unique(expected[each]), unique({ from, to, cc }[each])),
  );
}

function differencesOfAmounts(expected: ExpectedAmounts, found: AnalysisOutcome, text: string): string[] {
  const { amounts, dates } = found.kind === 'amounts' ? found : { amounts: [], dates: [] };
  return [
    ...(saysNothing(found) || found.kind === 'amounts' ? [] : same('kind', 'amounts', found.kind)),
    ...inOrder<Amount>('amount', expected.amounts, amounts, ({ currency, value }) => `${value} ${currency}`),
    ...inOrder<FullDate>('date', expected.dates, dates, ({ date }) => date),
    ...[...amounts, ...dates]
      .filter(({ quote }) => !text.includes(quote))
      .map(({ quote }) => `quoted, but not in the text: ${quote}`),
  ];
}

/** What is found is what is expected, in its order; what is optional may be missing. */
function inOrder<T extends { quote: string }>(
  what: string,
  expected: readonly (T & Marked)[],
  found: readonly T[],
  tell: (each: T) => string,
): string[] {
  const wrong: string[] = [];
  let at = 0;
  for (const each of found) {
    const next = expected.findIndex(
      (other, index) => index >= at && tell(other) === tell(each) && each.quote.includes(other.quote),
    );
    if (next === -1) wrong.push(`${what} too much or out of order: ${tell(each)} in ${each.quote}`);
    else {
      wrong.push(...missing(what, expected.slice(at, next), tell));
      at = next + 1;
    }
  }
  return [...wrong, ...missing(what, expected.slice(at), tell)];
}

function missing<T>(what: string, passed: readonly (T & Marked)[], tell: (each: T) => string): string[] {
  return passed.filter(({ optional }) => !optional).map((each) => `${what} missing: ${tell(each)}`);
}

function differencesOfFiles(expected: readonly ExpectedAttachment[], found: AnalysisOutcome): string[] {
  if (saysNothing(found)) return same('attachments', expected, []);
  if (found.kind !== 'attachments') return same('kind', 'attachments', found.kind);
  return [...same('attachments', expected, found.attachments), ...same('cut', false, found.isCut)];
}

function differencesOfLikeness({ words }: ExpectedLikeness, found: AnalysisOutcome): string[] {
  if (found.kind !== 'likeness') return saysNothing(found) ? [] : same('kind', 'likeness', found.kind);
  return within('words', words ?? [0, Infinity], found.words);
}

function within(what: string, [least, most]: readonly [number, number], value: number): string[] {
  return value >= least && value <= most ? [] : [`${what}: ${value} is not within ${least} and ${most}`];
}

function same(what: string, expected: unknown, found: unknown): string[] {
  const [left, right] = [sorted(expected), sorted(found)];
  return left === right ? [] : [`${what}: expected ${left}, found ${right}`];
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
}

function unique(people: readonly ExpectedPerson[]): ExpectedPerson[] {
  return [...new Map(people.map(({ name, address }) => [`${address} ${name}`, { name, address }])).values()];
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
