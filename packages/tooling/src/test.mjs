// npm test [-- check | unit | crypto-browser | e2e]: everything, or a part. The last line holds the totals.
import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ensureInstalled } from './bootstrap.mjs';
import { buildAll } from './building.mjs';
import { runScript } from './child-process.mjs';
import { CommandFailed } from './command-failed.mjs';
import { runCommand } from './command.mjs';
import { cryptoBrowserReport, runCryptoInBrowser } from './crypto-browser-run.mjs';
import { repositoryRoot } from './repository.mjs';
import { parsePlaywrightReport, parseVitestReport, readReport } from './runner-reports.mjs';
import { withTemporaryFolder } from './temporary-folder.mjs';
import { readAllowedSkips, readFloors } from './test-lists.mjs';
import { computeTotals, isAllWell } from './totals.mjs';

/** @typedef {import('./totals.mjs').RunnerResult} RunnerResult */

const cryptoFolder = 'packages/crypto/';
const reports = join(repositoryRoot, 'test-results');

/** @type {Record<string, (chosen: readonly string[]) => Promise<RunnerResult>>} */
const parts = { check, unit, 'crypto-browser': cryptoBrowser, e2e };

await runCommand(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => parts[name] === undefined);
  if (unknown !== undefined) {
    throw new CommandFailed(`There is no part "${unknown}": ${Object.keys(parts).join(', ')}.`);
  }
  const chosen = Object.keys(parts).filter((name) => asked.length === 0 || asked.includes(name));
  await ensureInstalled();
  if (chosen.includes('e2e') || chosen.includes('crypto-browser')) {
    // First of all: if there is no browser to be had, that is known in the first minute.
    const { ensureBrowser } = await import('./test-browser.mjs');
    await ensureBrowser(tell);
  }
  /** @type {RunnerResult[]} */
  const results = [];
  for (const name of chosen) {
    tell(`\n— ${name} —`);
    const beganAtMs = performance.now();
    const result = await parts[name]?.(chosen);
    tell(`${name}: ${Math.round((performance.now() - beganAtMs) / 1_000)} s`);
    if (result !== undefined) results.push(result);
  }
  return conclude(results);
});

/** @param {readonly RunnerResult[]} results */
function conclude(results) {
  const totals = computeTotals(results, readAllowedSkips(), readFloors());
  tell('');
  for (const line of totals.skipped) tell(`skipped: ${line}`);
  for (const line of totals.problems) tell(`failed: ${line}`);
  tell(`${totals.passed} passed, ${totals.failed} failed`);
  return isAllWell(totals) ? 0 : 1;
}

async function check() {
  const { checkSteps, runCheckSteps } = await import('./check-steps.mjs');
  return runCheckSteps(checkSteps);
}

/**
 * @param {readonly string[]} chosen
 * @returns {Promise<RunnerResult>}
 */
async function unit(chosen) {
  const report = freshReport('vitest.json');
  // Reporters that are named here take the place of those in the configuration.
  const reporters = ['default', './packages/tooling/src/crypto-test-reporter.mjs', 'json'];
  const args = ['run', ...reporters.map((name) => `--reporter=${name}`), `--outputFile.json=${report}`];
  // What runs in Node and in Chromium side by side does not run in Node once more.
  if (chosen.includes('crypto-browser'))
    args.push(...testedFolders().filter((path) => path !== cryptoFolder));
  const { code } = await withTemporaryFolder((folder) =>
    runScript('node_modules/vitest/vitest.mjs', args, { env: { ...sampleOnly(), ...folder } }),
  );
  const tests = readReport(report, (json) => parseVitestReport(json, repositoryRoot));
  return { runner: 'vitest', exitCode: code, tests };
}

/** @returns {Promise<RunnerResult>} */
async function cryptoBrowser() {
  const report = freshReport(basename(cryptoBrowserReport));
  const exitCode = await runCryptoInBrowser();
  return { runner: 'crypto-browser', exitCode, tests: readReport(report, (tests) => tests) };
}

/** @returns {Promise<RunnerResult>} */
async function e2e() {
  try {
    await buildAll(tell);
  } catch (error) {
    if (!(error instanceof CommandFailed) || error.message === '') throw error;
    tell(error.message);
    return { runner: 'playwright', exitCode: error.exitCode, tests: undefined };
  }
  const report = freshReport('playwright.json');
  const { code } = await withTemporaryFolder((folder) =>
    runScript('node_modules/@playwright/test/cli.js', ['test'], { env: { ...sampleOnly(), ...folder } }),
  );
  const tests = readReport(report, (json) => parsePlaywrightReport(json, 'e2e'));
  return { runner: 'playwright', exitCode: code, tests };
}

/** The workspaces, as Vitest is asked for their files. */
function testedFolders() {
  return ['apps', 'packages'].flatMap((folder) =>
    readdirSync(join(repositoryRoot, folder)).map((name) => `${folder}/${name}/`),
  );
}

/** A gigabyte, every attack and every file of a corpus take long: the whole of them has commands of its own. */
function sampleOnly() {
  return { COMMONSEAL_SAMPLE: '1', ...process.env };
}

/**
 * The report of an earlier run must not speak for this one.
 * @param {string} name
 */
function freshReport(name) {
  const path = join(reports, name);
  rmSync(path, { force: true });
  return path;
}

/** @param {string} line */
function tell(line) {
  process.stdout.write(`${line}\n`);
}
