import { describe, expect, it } from 'vitest';
import { collectFindings, reportRows } from '../src/attack-report.mjs';

const finding = (build: 'real' | 'mutated', gained: string | undefined, attempt = 'by post') => ({
  suite: 'content',
  row: 'E6',
  what: 'forges',
  attempt,
  attacked: 'keyholder' as const,
  build,
  change: 'nobody asks',
  told: 'A signature is not right',
  ...(gained === undefined ? {} : { gained }),
});
const held = finding('real', undefined);
const bitten = finding('mutated', 'a forged item');

const verdictsOf = (findings: Parameters<typeof reportRows>[0], rows = { E6: 1 }) =>
  reportRows(findings, rows).map(({ row, isOpen, bites }) => ({ row, isOpen, bites }));

describe('the report of attacks', () => {
  it('says that a row holds when the client gave nothing away and the mutation did', () => {
    const [row] = reportRows([held, bitten], { E6: 1 });
    expect(row).toMatchObject({ row: 'E6', isOpen: false, bites: true });
    expect(row?.lines[0]).toBe('E6  held 1/1, mutation bites 1/1: forges');
    expect(row?.lines.join('\n')).toContain('the keyholder says: A signature is not right');
    expect(row?.lines.join('\n')).toContain('(nobody asks) gives away: a forged item');
  });

  it('calls a row open when the client gave anything away, and shows what', () => {
    const [row] = reportRows([finding('real', 'the password'), bitten], { E6: 1 });
    expect(row).toMatchObject({ isOpen: true, bites: true });
    expect(row?.lines[0]).toContain('OPEN 0/1');
    expect(row?.lines.join('\n')).toContain('GAVE AWAY: the password');
  });

  it('calls a row open when an attempt did not finish against the client', () => {
    expect(verdictsOf([bitten])).toEqual([{ row: 'E6', isOpen: true, bites: true }]);
  });

  it('says when a mutation does not bite, or was not tried', () => {
    expect(verdictsOf([held, finding('mutated', undefined)])).toEqual([
      { row: 'E6', isOpen: false, bites: false },
    ]);
    expect(verdictsOf([held])).toEqual([{ row: 'E6', isOpen: false, bites: false }]);
  });

  it('asks for every attempt of a row', () => {
    const second = finding('real', 'a word', 'by hand');
    expect(verdictsOf([held, bitten, second])).toEqual([{ row: 'E6', isOpen: true, bites: false }]);
  });

  it('calls a row open that was not tried, or not often enough', () => {
    expect(verdictsOf([], { E6: 1 })).toEqual([{ row: 'E6', isOpen: true, bites: false }]);
    expect(verdictsOf([held, bitten], { E6: 2 })).toEqual([{ row: 'E6', isOpen: true, bites: false }]);
  });

  it('reads findings out of nested suites, and nothing else', () => {
    const annotation = (type: string, value: unknown) => ({ type, description: JSON.stringify(value) });
    const report = {
      suites: [
        {
          specs: [{ tests: [{ annotations: [annotation('content', 'corpus')] }] }],
          suites: [{ specs: [{ tests: [{ annotations: [annotation('finding', held)] }] }] }],
        },
      ],
    };
    expect(collectFindings(report)).toEqual([held]);
  });
});
