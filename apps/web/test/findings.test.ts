import type { Finding as FindingOf } from '@commonseal/protocol';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Finding } from '../src/features/item/finding.tsx';
import { dayWords, eachOnce } from '../src/features/item/finding-words.ts';
import { quotePlaces } from '../src/features/item/quote-places.ts';
import { analyserWords } from '../src/text/analyser-words.ts';
import { personWords } from '../src/text/person-words.ts';

const markup = (finding: FindingOf) =>
  renderToStaticMarkup(createElement(Finding, { itemId: 'i' as never, finding }));
const hostile = '<img src=x onerror=alert(1)>\u202e';

describe('where quotations stand', () => {
  const marked = (text: string, quotes: readonly string[]) =>
    quotePlaces(text, quotes).map(({ start, end }) => text.slice(start, end));
  it('is each place of each of them, in the order of the text', () => {
    expect(marked('£3 and 12 € and £3', ['12 €', '£3', '£3'])).toEqual(['£3', '12 €', '£3']);
  });
  it('is no part of a longer number or word', () => {
    expect(marked('£35, £3.50, £3,000, x£3', ['£3'])).toEqual(['£3']);
    expect(marked('USD 12 USD 120 AUSD 12', ['USD 12'])).toEqual(['USD 12']);
    expect(marked('It is £3. And £3, please.', ['£3'])).toEqual(['£3', '£3']);
  });
  it('is never within another', () => {
    expect(marked('1.234,56 EUR', ['56 EUR', '1.234,56 EUR'])).toEqual(['1.234,56 EUR']);
  });
  it('has an end, whatever text and quotations are', () => {
    const text = '$1'.repeat(1_000_000);
    const quotes = Array.from({ length: 500 }, (_, length) => '$1'.repeat(length));
    expect(quotePlaces(text, quotes).length).toBeLessThanOrEqual(2000);
    expect(quotePlaces('a'.repeat(100), ['', 'b'])).toEqual([]);
    // Neither behind a great deal of text, nor behind a great many places at which they do not stand alone.
    expect(marked(`${'a '.repeat(128 * 1024)}£3`, ['£3'])).toEqual([]);
    expect(marked(`${'£31 '.repeat(20_000)}£3`, ['£3'])).toEqual([]);
    expect(marked(`${'£31 '.repeat(19_999)}£3`, ['£3'])).toEqual(['£3']);
  });
});

describe('what programs found, in words', () => {
  it('says each thing once, how it is written, and how often', () => {
    const entries = ['12 €', '12,00 €', '12 €', 'EUR 5'];
    expect(
      eachOnce(
        entries,
        (quote) => (quote.startsWith('12') ? 'EUR 12.00' : 'EUR 5'),
        (quote) => quote,
      ),
    ).toEqual(['EUR 12.00, written “12 €” and “12,00 €”, 3 times', 'EUR 5']);
  });
  it('keeps a day that no calendar has', () => {
    expect(dayWords('2024-99-01')).toBe('2024-99-01');
    expect(dayWords('2024-03-05')).toContain('2024');
  });
  it('names people as messages do', () => {
    expect(personWords({ name: 'Anna', address: 'a@x.example' })).toBe('Anna <a@x.example>');
    expect(personWords({ name: 'a@x.example', address: 'a@x.example' })).toBe('a@x.example');
    expect(personWords({ name: '', address: 'a@x.example' })).toBe('a@x.example');
  });
  it('calls programs by what they look for, and others as they call themselves', () => {
    expect(analyserWords('likeness')).toBe('Wording');
    expect(analyserWords('constructor')).toBe('constructor');
    expect(analyserWords('\u202e')).toBe('Without a readable name');
  });
  it.each([
    { kind: 'people', from: [{ name: hostile, address: 'a@b.c' }], to: [], cc: [], isCut: true },
    {
      kind: 'amounts',
      amounts: [{ quote: hostile, currency: 'EUR', value: '1.50' }],
      dates: [{ quote: hostile, date: '2024-03-05' }],
      isCut: false,
    },
    {
      kind: 'attachments',
      attachments: [{ fileName: hostile, mediaType: hostile, size: 3 }],
      isCut: false,
    },
  ] satisfies FindingOf[])('stay text: $kind', (finding) => {
    const shown = markup(finding);
    expect(shown).not.toContain('<img');
    expect(shown).not.toContain('\u202e');
    expect(shown).toContain('&lt;img src=x');
  });
  it('say what there is not', () => {
    expect(markup({ kind: 'people', from: [], to: [], cc: [], isCut: false })).toContain('names nobody');
    expect(markup({ kind: 'amounts', amounts: [], dates: [], isCut: false })).toContain('no amount of money');
    expect(markup({ kind: 'attachments', attachments: [], isCut: false })).toContain('Nothing is attached');
    expect(markup({ kind: 'language', language: 'und', letters: 3 })).toContain('could not be told');
    expect(markup({ kind: 'language', language: 'deu', letters: 1200 })).toMatch(/told from 1.200 letters/);
  });
});
