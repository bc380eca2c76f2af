// npm run hostile -- SUITE… [--list]: attacks by a malicious server against the client, in a real browser, and the keyholder and
// the connector, in processes of their own, and against builds of them that lack one defence. A line a row; exit code 1 when a row is open or a
// mutation does not bite. With --list, the attempts of each row are named, and none is made.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { listRows } from './attack-list.mjs';
import { rowsOfSuites } from './attack-rows.mjs';
import { collectFindings, reportRows } from './attack-report.mjs';
import { ensureInstalled } from './bootstrap.mjs';
import { runScript } from './child-process.mjs';
import { CommandFailed } from './command-failed.mjs';
import { runCommand } from './command.mjs';
import { repositoryRoot } from './repository.mjs';

const names = Object.keys(rowsOfSuites);
const listOption = '--list';

await runCommand(async () => {
  const asked = process.argv.slice(2).filter((word) => word !== listOption);
  const unknown = asked.find((name) => rowsOfSuites[name] === undefined);
  if (unknown !== undefined) {
    throw new CommandFailed(`There is no suite "${unknown}": ${names.join(', ')}.`);
  }
  const suites = asked.length === 0 ? names : asked;
  await ensureInstalled();
  if (process.argv.includes(listOption)) return listAttempts(suites);
  const { ensureBrowser } = await import('./test-browser.mjs');
  const { buildAll } = await import('./building.mjs');
  await ensureBrowser(tell);
  await buildAll(tell);
  let isWell = true;
  for (const suite of suites) isWell = (await runSuite(suite)) && isWell;
  return isWell ? 0 : 1;
});

/**
 * @param {readonly string[]} suites
 * @returns {Promise<number>} exit code: 1 when a row has fewer attempts than it needs
 */
async function listAttempts(suites) {
  const { buildPrograms } = await import('./building.mjs');
  await buildPrograms(tell);
  let isWhole = true;
  for (const suite of suites) {
    const report = join(repositoryRoot, 'test-results', `hostile-${suite}-list.json`);
    const { code, output } = await runPlaywright(suite, report, ['--list', '--reporter=json'], true);
    if (code !== 0) throw new CommandFailed(output);
    const { lines, missing } = listRows(JSON.parse(readFileSync(report, 'utf8')), rowsOfSuites[suite] ?? {});
    tell(`\n${suite}`);
    for (const line of lines) tell(line);
    if (missing.length > 0)
      tell(`too few attempts, or none where the defence is missing: ${missing.join(', ')}`);
    isWhole = isWhole && missing.length === 0;
  }
  return isWhole ? 0 : 1;
}

/**
 * @param {string} suite
 * @returns {Promise<boolean>} whether all of it holds
 */
async function runSuite(suite) {
  tell(`\n— ${suite}: each attack against the client, then where its defence is missing —`);
  const report = join(repositoryRoot, 'test-results', `hostile-${suite}.json`);
  const { code } = await runPlaywright(suite, report, ['--reporter=list,json']);
  const rows = reportRows(
    collectFindings(JSON.parse(readFileSync(report, 'utf8'))),
    rowsOfSuites[suite] ?? {},
  );
  tell('');
  for (const line of rows.flatMap(({ lines }) => lines)) tell(line);
  const open = rows.filter(({ isOpen }) => isOpen).map(({ row }) => row);
  const blunt = rows.filter(({ bites }) => !bites).map(({ row }) => row);
  if (open.length > 0) tell(`\nopen: ${open.join(', ')}`);
  if (blunt.length > 0) tell(`\nwithout a mutation that bites: ${blunt.join(', ')}`);
  if (code !== 0) tell('\nSome tests failed: see above.');
  tell(
    `\n${suite}: ${rows.length - open.length} of ${rows.length} rows hold, ${rows.length - blunt.length} mutations bite`,
  );
  return code === 0 && open.length === 0 && blunt.length === 0;
}

/**
 * @param {string} suite
 * @param {string} report where its JSON goes
 * @param {readonly string[]} options
 * @param {boolean} [capture] what it says, instead of letting it through
 */
function runPlaywright(suite, report, options, capture = false) {
  rmSync(report, { force: true });
  const args = ['test', '--project=hostile', ...options, `e2e/hostile/${suite}.spec.ts`];
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  return runScript('node_modules/@playwright/test/cli.js', args, { env, capture });
}

/** @param {string} line */
function tell(line) {
  process.stdout.write(`${line}\n`);
}
