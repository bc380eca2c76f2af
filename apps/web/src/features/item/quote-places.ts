/** A browser draws no more marks than these without being slow. */
const mostMarks = 2000;
/** Both text and quotations may be made to be looked for long: so much of them is, and no more. */
const mostCharacters = 256 * 1024;
const mostQuotes = 100;
const mostLooks = 20_000;

export interface QuotePlace {
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
}

const letterOrDigit = /[\p{L}\p{N}]/u;

/** So that `£3` is not found in `£35`, nor in `£3.50`. */
function standsAlone(text: string, start: number, end: number): boolean {
  const [first, last] = [text.charAt(start), text.charAt(end - 1)];
  const [before, after] = [text.charAt(start - 1), text.charAt(end)];
  if (letterOrDigit.test(first) && letterOrDigit.test(before)) return false;
  if (!letterOrDigit.test(last)) return true;
  const isNumberGoingOn = /[.,]/.test(after) && /\d/.test(text.charAt(end + 1)) && /\d/.test(last);
  return !letterOrDigit.test(after) && !isNumberGoingOn;
}

/** Where quotations stand in the beginning of a text, in its order; none lies within another. */
export function quotePlaces(whole: string, quotes: readonly string[]): readonly QuotePlace[] {
  const text = whole.slice(0, mostCharacters);
  const places: QuotePlace[] = [];
  let looks = 0;
  for (const quote of [...new Set(quotes)].slice(0, mostQuotes)) {
    if (quote === '') continue;
    for (
      let start = text.indexOf(quote);
      start !== -1 && places.length < mostMarks && looks < mostLooks;
      start = text.indexOf(quote, start + quote.length)
    ) {
      const end = start + quote.length;
      looks += 1;
      if (standsAlone(text, start, end)) places.push({ start, end });
    }
  }
  const apart: QuotePlace[] = [];
  for (const place of places.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (place.start >= (apart.at(-1)?.end ?? 0)) apart.push(place);
  }
  return apart;
}
