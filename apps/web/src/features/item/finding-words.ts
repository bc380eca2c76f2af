import { plainLine } from '../../text/hostile-text.ts';

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeZone: 'UTC' });

/** @param date such as `2024-03-05`; one that no calendar has stays as it is */
export function dayWords(date: string): string {
  const timeMs = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(timeMs) ? date : day.format(timeMs);
}

/**
 * Entries that mean the same thing taken together, in the order of the first of each: what it means, how it is written,
 * how often.
 */
export function eachOnce<T>(
  entries: readonly T[],
  meaningOf: (entry: T) => string,
  quoteOf: (entry: T) => string,
): readonly string[] {
  const groups = new Map<string, { readonly quotes: Set<string>; count: number }>();
  for (const entry of entries) {
    const meaning = meaningOf(entry);
    const group = groups.get(meaning) ?? { quotes: new Set(), count: 0 };
    group.quotes.add(plainLine(quoteOf(entry)));
    group.count += 1;
    groups.set(meaning, group);
  }
  return [...groups].map(([meaning, { quotes, count }]) => {
    const written = [...quotes].filter((quote) => quote !== meaning).map((quote) => `“${quote}”`);
    const times = count === 1 ? '' : `, ${count.toLocaleString()} times`;
    return `${meaning}${written.length === 0 ? '' : `, written ${written.join(' and ')}`}${times}`;
  });
}
