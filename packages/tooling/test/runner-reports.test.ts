import { describe, expect, it } from 'vitest';
import { parsePlaywrightReport, parseVitestReport, readReport } from '../src/runner-reports.mjs';

describe("Vitest's report", () => {
  const file = { name: '/repo/packages/a/test/a.test.ts', status: 'passed' };
  const passed = { status: 'passed', ancestorTitles: ['outer'], title: 'inner' };

  it('is read by file and full name', () => {
    expect(parseVitestReport({ testResults: [{ ...file, assertionResults: [passed] }] }, '/repo')).toEqual([
      { name: 'packages/a/test/a.test.ts › outer › inner', status: 'passed' },
    ]);
  });

  it.each(['pending', 'skipped', 'todo', 'disabled'])('takes %s for skipped', (status) => {
    const report = { testResults: [{ ...file, assertionResults: [{ ...passed, status }] }] };
    expect(parseVitestReport(report, '/repo')[0]?.status).toBe('skipped');
  });

  it('takes a status it does not know for a failure', () => {
    const report = { testResults: [{ ...file, assertionResults: [{ ...passed, status: 'surprising' }] }] };
    expect(parseVitestReport(report, '/repo')[0]?.status).toBe('failed');
  });

  it('counts a file that could not be loaded', () => {
    const report = { testResults: [{ ...file, status: 'failed', assertionResults: [] }] };
    expect(parseVitestReport(report, '/repo')).toEqual([
      { name: 'packages/a/test/a.test.ts (the file itself)', status: 'failed' },
    ]);
  });
});

describe("Playwright's report", () => {
  const spec = (status: string) => ({ title: 'reads', tests: [{ projectName: 'journeys', status }] });
  const report = (status: string) => ({
    errors: [],
    suites: [
      {
        title: 'journeys/a.spec.ts',
        file: 'journeys/a.spec.ts',
        specs: [],
        suites: [{ title: 'a person', file: 'journeys/a.spec.ts', specs: [spec(status)] }],
      },
    ],
  });

  it.each([
    ['expected', 'passed'],
    ['unexpected', 'failed'],
    ['flaky', 'failed'],
    ['skipped', 'skipped'],
  ])('takes %s for %s', (status, expected) => {
    expect(parsePlaywrightReport(report(status), 'e2e')).toEqual([
      { name: 'e2e/journeys/a.spec.ts › a person › reads', status: expected },
    ]);
  });

  it('counts errors outside of any test', () => {
    const errors = [{ message: 'No such fixture\n  at …' }];
    expect(parsePlaywrightReport({ suites: [], errors }, 'e2e')).toEqual([
      { name: '(outside of any test) No such fixture', status: 'failed' },
    ]);
  });
});

it('a report that is missing is no report', () => {
  expect(readReport('/nonexistent/report.json', () => [])).toBeUndefined();
});
