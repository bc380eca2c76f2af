import { describe, expect, it } from 'vitest';
import { computeTotals, isAllWell, type RunnerResult, type TestResult } from '../src/totals.mjs';

function tests(...statuses: TestResult['status'][]): TestResult[] {
  return statuses.map((status, index) => ({ name: `a.test.ts › ${index}`, status }));
}

function vitest(result: Partial<RunnerResult>): RunnerResult {
  return { runner: 'vitest', exitCode: 0, tests: [], ...result };
}

describe('the totals', () => {
  it('count what the reports of all runners say', () => {
    const other = { runner: 'playwright', exitCode: 1, tests: tests('passed', 'failed') };
    const totals = computeTotals([vitest({ tests: tests('passed', 'passed') }), other], [], {});
    expect(totals).toMatchObject({ passed: 3, failed: 1, problems: ['playwright: a.test.ts › 1'] });
    expect(isAllWell(totals)).toBe(false);
  });

  it('are well when everything has passed', () => {
    const totals = computeTotals([vitest({ tests: tests('passed') })], [], { vitest: 1 });
    expect(totals).toEqual({ passed: 1, failed: 0, problems: [], skipped: [] });
    expect(isAllWell(totals)).toBe(true);
  });

  it('count a skipped test that is not in the list as failed', () => {
    const totals = computeTotals([vitest({ tests: tests('passed', 'skipped') })], [], {});
    expect(totals).toMatchObject({ passed: 1, failed: 1 });
    expect(totals.problems[0]).toContain('skips.json');
  });

  it('tell of a skipped test that is in the list, with its reason', () => {
    const allowed = [{ test: 'a.test.ts › 1', reason: 'needs a printer' }];
    const totals = computeTotals([vitest({ tests: tests('passed', 'skipped') })], allowed, {});
    expect(totals).toMatchObject({ passed: 1, failed: 0 });
    expect(totals.skipped).toEqual(['vitest: a.test.ts › 1 (needs a printer)']);
  });

  it('count a floor that was not reached as failed, without the skipped tests', () => {
    const allowed = [{ test: 'a.test.ts › 1', reason: 'needs a printer' }];
    const results = [vitest({ tests: tests('passed', 'skipped') })];
    expect(computeTotals(results, allowed, { vitest: 1 }).failed).toBe(0);
    expect(computeTotals(results, allowed, { vitest: 2 }).problems[0]).toContain('fewer than the 2');
  });

  it('count a runner without a report as failed, whatever its exit code', () => {
    for (const exitCode of [0, 1, 137]) {
      const totals = computeTotals([vitest({ exitCode, tests: undefined })], [], {});
      expect(totals).toMatchObject({ passed: 0, failed: 1 });
    }
  });

  it('count a runner that ended badly as failed, even if each of its tests has passed', () => {
    const totals = computeTotals([vitest({ exitCode: 1, tests: tests('passed') })], [], {});
    expect(totals).toMatchObject({ passed: 1, failed: 1 });
  });

  it('count a runner that ran nothing as failed, even without a floor of its own', () => {
    expect(computeTotals([vitest({})], [], {}).failed).toBe(1);
  });

  it('are not well when nothing was run at all', () => {
    expect(isAllWell(computeTotals([], [], {}))).toBe(false);
  });
});
