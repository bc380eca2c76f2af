import { describe, expect, it } from 'vitest';
import { CommonsealError, type Finding, encodeFinding, maxListed, parseFinding } from '../src/index.ts';

const person = { name: 'Ada', address: 'ada@example.org' };
const amount = { quote: '−1.234,50 €', currency: 'EUR', value: '-1234.50' };
const attachment = { fileName: 'bill.pdf', mediaType: 'application/pdf', size: 12_000 };
const findings: readonly Finding[] = [
  { kind: 'text', text: 'Grüße\n\ud83d\ude00', isCut: false, title: 'A letter' },
  { kind: 'nothing to read', why: 'damaged' },
  { kind: 'language', language: 'deu', letters: 240 },
  { kind: 'people', from: [person], to: [], cc: [person], isCut: false },
  { kind: 'amounts', amounts: [amount], dates: [{ quote: '5. März 2024', date: '2024-03-05' }], isCut: true },
  { kind: 'attachments', attachments: [attachment], isCut: false },
  { kind: 'likeness', sketch: 'A'.repeat(342), words: 12 },
  { kind: 'failed', why: 'hung' },
];
const [, , language, people, amounts, attachments, likeness] = findings;
const parse = (value: unknown) => parseFinding(new TextEncoder().encode(JSON.stringify(value)));

describe('a finding', () => {
  it.each(findings.map((finding) => [finding.kind, finding] as const))(
    'of the kind %s comes back',
    (_, finding) => {
      expect(parseFinding(encodeFinding(finding))).toEqual(finding);
      expect(() => parse({ ...finding, more: 1 })).toThrow(CommonsealError);
      expect(() => parse({ ...finding, kind: 'constructor' })).toThrow(CommonsealError);
    },
  );

  it('is written with its members in the order in which they stand, a lone surrogate as what JSON has for it', () => {
    const written = new TextDecoder().decode(encodeFinding({ kind: 'text', text: 'a\ud800', isCut: false }));
    expect(written).toBe(String.raw`{"kind":"text","text":"a\ud800","isCut":false}`);
  });

  it.each([
    ['a list over its bound', { ...people, to: Array.from({ length: maxListed + 1 }, () => person) }],
    ['an entry with other members', { ...people, to: [{ ...person, more: 1 }] }],
    ['an address that is none', { ...people, to: [{ name: '', address: '' }] }],
    ['a language in words', { ...language, language: 'German' }],
    ['letters that cannot be counted', { ...language, letters: -1 }],
    ['an amount with an exponent', { ...amounts, amounts: [{ ...amount, value: '1e9' }] }],
    ['an amount with a leading zero', { ...amounts, amounts: [{ ...amount, value: '01' }] }],
    ['an amount of too many digits', { ...amounts, amounts: [{ ...amount, value: '1'.repeat(16) }] }],
    ['a quotation without words', { ...amounts, amounts: [{ ...amount, quote: '' }] }],
    ['a date with a time', { ...amounts, dates: [{ quote: 'x', date: '2024-03-05T00:00' }] }],
    ['a size over that of any item', { ...attachments, attachments: [{ ...attachment, size: 2 ** 40 }] }],
    ['a sketch of another length', { ...likeness, sketch: 'A'.repeat(341) }],
    ['members of another kind', { kind: 'language', from: [], to: [], cc: [], isCut: false }],
    ['nothing', null],
    ['a list', []],
    ['a kind that is no word', { kind: ['text'], text: 'x', isCut: false }],
  ])('with %s is refused', (_, value) => {
    expect(() => parse(value)).toThrow(CommonsealError);
  });
});
