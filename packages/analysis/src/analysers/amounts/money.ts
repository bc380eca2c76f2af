import { type Mark, canBeginMark, canEndMark, isDollar, longestMark, markOf } from './currencies.ts';
import { decimalOf } from './decimal.ts';
import { type NumberPlace, isDigit, numbersIn } from './numbers.ts';

export interface Amount {
  readonly quote: string;
  readonly currency: string;
  readonly value: string;
}

interface PlacedMark extends Mark {
  /** With a minus before it. */
  readonly start: number;
  readonly end: number;
  /** Nothing stands between it and the number. */
  readonly isAttached: boolean;
  readonly isNegative: boolean;
}

interface MarkedNumber extends NumberPlace {
  /** A minus stands directly before it. */
  readonly hasMinus: boolean;
  readonly before: PlacedMark | undefined;
  readonly behind: PlacedMark | undefined;
}

/** No sum of money is longer. */
const maxNumberLength = 40;
const space = /[ \u00a0\u2009\u202f]/;
const letter = /[\p{L}\p{M}_]/u;
const minus = /[-−]/;
/** By these a number is a part of something else: `1/2`, `#5`, `.50`, `v5`. */
const joint = /[\p{L}\p{M}\p{N}_.,'’/\\#%@&*^=~+]/u;
/** By these a number is meant many times over: short forms, and how the words of many languages for it begin. */
const magnitudes = new Set('k m b t mm bn bln mn mio mil mrd tsd tn trn lac'.split(' '));
const magnitude =
  /^(?:mill|milj|milio|milh|miliar|mln|mld|mrd|bill|bilh|bilj|trill|thousand|tausend|hundred|hundert|lakh|crore|tys|tis|тыс|млн|млрд|милли|мільй|міль|[万億亿千百])/u;
const longestMagnitude = 12;
/** Between the two ends of a range. */
const upTo = /^ ?(?:[-–—]|to|and|or|bis|und|oder|à|et|ou|a|y|o|e|tot|en|till|до) ?$/;
const longestUpTo = 6;

/**
 * Sums of money: numbers that have the sign or the code of a currency before or behind them, in the order of the text. Where it is not
 * plain what is meant, nothing is: what is told of a text must be right, rather than all. One pass, with a look at a few characters
 * around each number.
 */
export function* amountsIn(text: string): Generator<Amount> {
  let isBeforeTaken = false;
  for (const [number, next] of withNext(markedNumbers(text))) {
    const before = isBeforeTaken ? undefined : number.before;
    const owner = ownerOfBehind(before, number, next);
    const behind = owner === 'this' ? number.behind : undefined;
    const amount = amountOf(text, number, before, behind);
    const end = behind?.end ?? number.end;
    if (amount !== undefined && !isMagnifiedByNext(text, end, next)) yield amount;
    isBeforeTaken = owner !== 'next' && isShared(number, next);
  }
}

/** Whose the mark behind a number is: it may stand before the next one as well. */
function ownerOfBehind(
  before: PlacedMark | undefined,
  { behind }: MarkedNumber,
  next: MarkedNumber | undefined,
): 'this' | 'next' | 'nobody' {
  if (behind === undefined) return 'next';
  if (next?.before === undefined || !isShared({ behind }, next)) return 'this';
  if (before !== undefined) return 'next';
  if (behind.isAttached !== next.before.isAttached) return behind.isAttached ? 'this' : 'next';
  // In a row of prices each has its own behind it.
  return !behind.isAttached && next.behind !== undefined ? 'this' : 'nobody';
}

/** Whether what stands behind a number is what stands before the next one. */
function isShared({ behind }: Pick<MarkedNumber, 'behind'>, next: MarkedNumber | undefined): boolean {
  return behind !== undefined && next?.before?.end === behind.end;
}

function amountOf(
  text: string,
  number: MarkedNumber,
  before: PlacedMark | undefined,
  behind: PlacedMark | undefined,
): Amount | undefined {
  const mark = oneOf(before, behind);
  if (mark === undefined || isPartOfMore(text, number, before, behind)) return undefined;
  const written = text.slice(number.start, number.end);
  if (written.length > maxNumberLength) return undefined;
  const value = decimalOf(written, mark.currency, before === undefined);
  if (value === undefined || (mark.isWord && !/\.\d\d$/.test(value))) return undefined;
  const end = behind?.end ?? number.end;
  if (isMagnified(text, end) || (behind !== undefined && isMagnified(text, number.end))) return undefined;
  const isSigned = number.hasMinus && (before !== undefined || isApart(text, number.start - 2));
  const isNegative = isSigned || before?.isNegative === true;
  const start = before?.start ?? number.start - (isSigned ? 1 : 0);
  return { quote: text.slice(start, end), currency: mark.currency, value: isNegative ? `-${value}` : value };
}

/** Before and behind at once they must say the same, or the latter which dollars are meant. */
function oneOf(before: Mark | undefined, behind: Mark | undefined): Mark | undefined {
  if (before === undefined || behind === undefined) return before ?? behind;
  if (before.currency === behind.currency) return before;
  return before.isBareDollar && isDollar(behind.currency) ? { ...behind, isWord: false } : undefined;
}

function isPartOfMore(
  text: string,
  { start, end, hasMinus }: MarkedNumber,
  before: PlacedMark | undefined,
  behind: PlacedMark | undefined,
): boolean {
  if (before?.isAttached !== true) {
    const previous = text.charAt(start - 1);
    if (hasMinus ? before === undefined && letter.test(text.charAt(start - 2)) : joint.test(previous))
      return true;
    if (previous === ':' && isDigit(text, start - 2)) return true;
    if (isSpacedFromThousand(text, start, end)) return true;
  }
  if (behind?.isAttached === true) return false;
  const following = text.charAt(end);
  if (letter.test(following) || following === '%') return true;
  return (/[/:]/.test(following) && isDigit(text, end + 1)) || isThousandSpacedFrom(text, start, end);
}

/** `1 200`: of one number or two. */
function isSpacedFromThousand(text: string, start: number, end: number): boolean {
  return (
    /(?:^|\D)\d{1,3} $/.test(text.slice(Math.max(0, start - 5), start)) &&
    /^\d{3}(?!\d)/.test(text.slice(start, Math.min(end, start + 4)))
  );
}

function isThousandSpacedFrom(text: string, start: number, end: number): boolean {
  return (
    /(?:^|\D)\d{1,3}$/.test(text.slice(Math.max(start, end - 4), end)) &&
    /^ \d{3}(?!\d)/.test(text.slice(end, end + 5))
  );
}

function isMagnified(text: string, end: number): boolean {
  const from = space.test(text.charAt(end)) || text.charAt(end) === '-' ? end + 1 : end;
  const word = (/^\p{L}{1,12}/u.exec(text.slice(from, from + longestMagnitude))?.[0] ?? '').toLowerCase();
  return magnitudes.has(word) || magnitude.test(word);
}

/** `$5 to $10 million`: what is said of the end of a range is said of its beginning. */
function isMagnifiedByNext(text: string, end: number, next: MarkedNumber | undefined): boolean {
  if (next === undefined) return false;
  const start = next.before?.start ?? next.start - (next.hasMinus ? 1 : 0);
  if (start - end > longestUpTo || !upTo.test(text.slice(end, next.hasMinus ? next.start : start)))
    return false;
  return isMagnified(text, next.end) || (next.behind !== undefined && isMagnified(text, next.behind.end));
}

function* markedNumbers(text: string): Generator<MarkedNumber> {
  for (const { start, end } of numbersIn(text)) {
    const hasMinus = minus.test(text.charAt(start - 1));
    const before = markBefore(text, hasMinus ? start - 1 : start);
    yield { start, end, hasMinus, before, behind: markBehind(text, end) };
  }
}

function markBefore(text: string, end: number): PlacedMark | undefined {
  const isAttached = !space.test(text.charAt(end - 1));
  const last = isAttached ? end : end - 1;
  if (!canEndMark(text.charAt(last - 1))) return undefined;
  for (let length = Math.min(longestMark, last); length > 0; length -= 1) {
    const start = last - length;
    const mark = markOf(text.slice(start, last), false);
    if (mark === undefined) continue;
    const previous = text.charAt(start - 1);
    const isForeign = letter.test(previous) || /[$/]/.test(previous);
    if (isForeign) return undefined;
    const isNegative = minus.test(previous) && isApart(text, start - 2);
    return { ...mark, start: isNegative ? start - 1 : start, end: last, isAttached, isNegative };
  }
  return undefined;
}

function markBehind(text: string, end: number): PlacedMark | undefined {
  const isAttached = !space.test(text.charAt(end));
  const start = isAttached ? end : end + 1;
  if (!canBeginMark(text.charAt(start))) return undefined;
  for (let length = longestMark; length > 0; length -= 1) {
    const mark = markOf(text.slice(start, start + length), true);
    const following = text.charAt(start + length);
    if (mark === undefined || letter.test(following)) continue;
    // A rate of exchange.
    if (following === '/' && markOf(text.slice(start + length + 1, start + length + 4), true))
      return undefined;
    return { ...mark, start, end: start + length, isAttached, isNegative: false };
  }
  return undefined;
}

/** Whether what comes behind this place begins anew. */
function isApart(text: string, at: number): boolean {
  return at < 0 || /[\s(]/.test(text.charAt(at));
}

function* withNext<T>(all: Iterable<T>): Generator<readonly [T, T | undefined]> {
  let held: T | undefined;
  for (const each of all) {
    if (held !== undefined) yield [held, each];
    held = each;
  }
  if (held !== undefined) yield [held, undefined];
}
