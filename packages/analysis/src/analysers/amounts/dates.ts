import { monthOf } from './months.ts';
import { isDigit } from './numbers.ts';

export interface NamedDate {
  readonly quote: string;
  /** `2024-03-05` */
  readonly date: string;
}

type Read = (
  found: RegExpExecArray,
) => readonly [year: string, month: string | number, day: string] | undefined;

/** Between the parts of a date; in a new line something else may begin. */
const gapPart = String.raw`[ \t\u00a0]{1,3}`;
const namePart = String.raw`(\p{L}{3,12})\.?`;
const yearPart = String.raw`(\d{4})`;
const ordinalPart = String.raw`(?:(?:st|nd|rd|th|er|º|ª|°)?\.?)`;

/** What begins with a digit. Each looks at a bounded number of characters from one place, and none can be matched in two ways. */
const fromDigit: readonly (readonly [pattern: RegExp, read: Read])[] = [
  [/(\d{4})-(\d{2})-(\d{2})(?=$|[^\d\p{L}_-]|T\d)/uy, ([, y = '', m = '', d = '']) => [y, m, d]],
  [/(\d{4})\/(\d{1,2})\/(\d{1,2})(?![\d\p{L}_/])/uy, ([, y = '', m = '', d = '']) => [y, m, d]],
  [/(\d{4})[年년] ?(\d{1,2})[月월] ?(\d{1,2})[日일]/uy, ([, y = '', m = '', d = '']) => [y, m, d]],
  [/(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?!\.?[\d\p{L}_])/uy, ([, d = '', m = '', y = '']) => [y, m, d]],
  [
    /(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?![\d\p{L}_/-])/uy,
    ([, a = '', , b = '', y = '']) => plainOrder(a, b, y),
  ],
  [
    new RegExp(
      String.raw`(\d{1,2})${ordinalPart}${gapPart}(?:de |of |del |d’|d')?${namePart}(?:,|${gapPart}de|${gapPart}del)?${gapPart}${yearPart}(?![\d\p{L}_])`,
      'uy',
    ),
    ([, d = '', m = '', y = '']) => named(y, m, d),
  ],
  [
    new RegExp(String.raw`(\d{1,2})-${namePart}-${yearPart}(?![\d\p{L}_-])`, 'uy'),
    ([, d = '', m = '', y = '']) => named(y, m, d),
  ],
];

/** What begins with the name of a month. */
const fromLetter: readonly (readonly [pattern: RegExp, read: Read])[] = [
  [
    new RegExp(
      String.raw`${namePart}${gapPart}(\d{1,2})(?:st|nd|rd|th)?,?${gapPart}${yearPart}(?![\d\p{L}_:])`,
      'uy',
    ),
    ([, m = '', d = '', y = '']) => named(y, m, d),
  ],
  // As programs write it: Thu Jan  1 00:00:00 1970.
  [
    new RegExp(
      String.raw`${namePart}${gapPart}(\d{1,2})${gapPart}\d{2}:\d{2}:\d{2}(?: [A-Z]{3,4}| [+-]\d{4})?${gapPart}${yearPart}(?![\d\p{L}_:])`,
      'uy',
    ),
    ([, m = '', d = '', y = '']) => named(y, m, d),
  ],
];
/** For tests: what is looked for, from one place on. */
export const datePatterns: readonly RegExp[] = [...fromDigit, ...fromLetter].map(([pattern]) => pattern);

/** Dates that name a day, in the order of the text: not those of which nobody can tell which of two days is meant. */
export function* datesIn(text: string): Generator<NamedDate> {
  for (let at = 0; at < text.length; ) {
    const isNumber = isDigit(text, at);
    if (!isNumber && !isLetter(text, at)) {
      at += 1;
      continue;
    }
    const found = isJoined(text, at, isNumber)
      ? undefined
      : dateAt(text, at, isNumber ? fromDigit : fromLetter);
    if (found !== undefined) {
      yield found;
      at += found.quote.length;
      continue;
    }
    do at += 1;
    while (isNumber ? isDigit(text, at) : isLetter(text, at));
  }
}

function dateAt(text: string, at: number, forms: typeof fromDigit): NamedDate | undefined {
  for (const [pattern, read] of forms) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) continue;
    const date = calendarDate(read(found));
    if (date !== undefined) return { quote: found[0], date };
  }
  return undefined;
}

/** Part of a longer number or word. */
function isJoined(text: string, at: number, isNumber: boolean): boolean {
  const previous = text.charAt(at - 1);
  if (/[\p{L}\p{M}_]/u.test(previous)) return true;
  if (!isNumber) return /[\d-]/.test(previous);
  return /[.,:/-]/.test(previous) && isDigit(text, at - 2);
}

function isLetter(text: string, at: number): boolean {
  return /\p{L}/u.test(text.charAt(at));
}

/** Some write the day first and some the month: plain where only one of them can be the month, or both are the same. */
function plainOrder(first: string, second: string, year: string): ReturnType<Read> {
  const [a, b] = [Number(first), Number(second)];
  if (a === b || (a > 12 && b <= 12)) return [year, b, first];
  return b > 12 && a <= 12 ? [year, a, second] : undefined;
}

function named(year: string, name: string, day: string): ReturnType<Read> {
  const month = monthOf(name);
  return month === undefined ? undefined : [year, month, day];
}

/** `undefined` for a day that there is not, or in a year that nobody writes about. */
function calendarDate(parts: ReturnType<Read>): string | undefined {
  if (parts === undefined) return undefined;
  const [year = 0, month = 0, day = 0] = parts.map(Number);
  const time = new Date(Date.UTC(year, month - 1, day));
  const isThere = time.getUTCMonth() === month - 1 && time.getUTCDate() === day;
  if (year < 1000 || year > 2999 || !isThere) return undefined;
  return time.toISOString().slice(0, 10);
}
