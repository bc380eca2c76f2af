import { encodeFinding, maxListed, parseFinding } from '@commonseal/protocol';
import { expect, it } from 'vitest';
import { datePatterns } from '../src/analysers/amounts/dates.ts';
import { analyse, analysers } from '../src/analysers/index.ts';

const wanted = analysers.map(({ name, versions }) => ({ name, version: versions.at(-1) ?? 0 }));
const size = 256 * 1024;

// Of each some analyser looks at every part, and finds nothing or too much.
it.each([
  '1',
  '1 ',
  '1.',
  "1'",
  '-1 ',
  '$1 ',
  '12 € ',
  '€',
  'USD ',
  '5 million ',
  '31.',
  '1/2/',
  '2024-',
  '2024-03-05 ',
  'march ',
  'march 1 ',
  '1 de ',
  'x',
  'x ',
  ' ',
  '\n',
  'a@b ',
  '漢',
  'ภ',
  'ﷺ ',
  '\u0301',
  '\ud800',
  '\udfff1 €',
  '\u{1f600}',
  '<',
])('%j again and again ends in findings within their bounds', async (unit) => {
  const text = unit.repeat(size / unit.length);
  const bytes = new Uint8Array(Buffer.concat([Uint8Array.of(0xff, 0xfe), Buffer.from(text, 'utf16le')]));
  const findings = await analyse({ mediaType: 'text/plain', fileName: '', bytes }, wanted);
  expect(findings).toHaveLength(wanted.length);
  for (const finding of findings) {
    // What is not well-formed would come back as something else.
    expect(parseFinding(encodeFinding(finding))).toEqual(finding);
    if (finding.kind !== 'amounts') continue;
    expect(finding.amounts.length).toBeLessThanOrEqual(maxListed);
    expect(finding.isCut).toBe(finding.amounts.length === maxListed || finding.dates.length === maxListed);
  }
});

it('dates are looked for among a bounded number of characters, so that the time is linear in the text', () => {
  expect(datePatterns.length).toBeGreaterThan(5);
  for (const { source, sticky } of datePatterns) {
    const withoutClasses = source.replaceAll(/\\.|\[[^\]]*\]/g, 'x');
    expect(sticky).toBe(true);
    expect(withoutClasses).not.toMatch(/[*+]|\{\d*,\}/);
  }
});
