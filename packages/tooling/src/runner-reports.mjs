import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** @typedef {import('./totals.mjs').TestResult} TestResult */

/**
 * Reads a runner's JSON report.
 * @param {string} path
 * @param {(report: any) => TestResult[]} parse
 * @returns {TestResult[] | undefined} undefined when the file is missing or not what the runner writes
 */
export function readReport(path, parse) {
  try {
    return parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * @param {{ testResults: { name: string, status: string,
 *   assertionResults: { status: string, ancestorTitles: string[], title: string }[] }[] }} report
 * @param {string} root
 * @returns {TestResult[]}
 */
export function parseVitestReport(report, root) {
  return report.testResults.flatMap((file) => {
    const path = relative(root, file.name).replaceAll('\\', '/');
    const tests = file.assertionResults.map(({ status, ancestorTitles, title }) => ({
      name: [path, ...ancestorTitles, title].join(' › '),
      status: vitestStatus(status),
    }));
    // A file that could not be loaded, or whose hooks failed, has failed even if each of its tests has not.
    const isBroken = file.status !== 'passed' && !tests.some(({ status }) => status === 'failed');
    const onlySkipped = tests.length > 0 && tests.every(({ status }) => status === 'skipped');
    /** @type {TestResult[]} */
    const whole = isBroken && !onlySkipped ? [{ name: `${path} (the file itself)`, status: 'failed' }] : [];
    return [...tests, ...whole];
  });
}

/**
 * @param {string} status
 * @returns {TestResult['status']}
 */
function vitestStatus(status) {
  if (status === 'passed' || status === 'failed') return status;
  return ['skipped', 'pending', 'todo', 'disabled'].includes(status) ? 'skipped' : 'failed';
}

/**
 * @typedef {{ title: string, file: string, suites?: PlaywrightSuite[],
 *   specs?: { title: string, tests: { projectName: string, status: string }[] }[] }} PlaywrightSuite
 */

/**
 * @param {{ suites: PlaywrightSuite[], errors: { message?: string }[] }} report
 * @param {string} folder the test folder, from the root
 * @returns {TestResult[]}
 */
export function parsePlaywrightReport(report, folder) {
  const tests = report.suites.flatMap((suite) => testsOfSuite(suite, [`${folder}/${suite.file}`]));
  // Errors outside of any test: a file that does not load, a set-up that failed.
  const errors = report.errors.map(({ message }) => ({
    name: `(outside of any test) ${(message ?? 'unknown error').split('\n')[0]}`,
    status: /** @type {const} */ ('failed'),
  }));
  return [...tests, ...errors];
}

/**
 * @param {PlaywrightSuite} suite
 * @param {readonly string[]} titles
 * @returns {TestResult[]}
 */
function testsOfSuite(suite, titles) {
  const own = (suite.specs ?? []).flatMap(({ title, tests }) =>
    tests.map(({ status }) => ({ name: [...titles, title].join(' › '), status: playwrightStatus(status) })),
  );
  const nested = (suite.suites ?? []).flatMap((inner) => testsOfSuite(inner, [...titles, inner.title]));
  return [...own, ...nested];
}

/**
 * @param {string} status `flaky` passed only when it was tried again: that is not passing
 * @returns {TestResult['status']}
 */
function playwrightStatus(status) {
  if (status === 'expected') return 'passed';
  return status === 'skipped' ? 'skipped' : 'failed';
}
