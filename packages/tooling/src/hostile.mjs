// npm run hostile -- SUITE…: attacks by a malicious server, in a real browser, against the client and against builds
// of it that lack one defence. A line a row; exit code 1 when a row is open or a mutation does not bite.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOfSuites } from './attack-rows.mjs';
import { collectFindings, reportRows } from './attack-report.mjs';
import { ensureInstalled } from './bootstrap.mjs';
import { runScript } from './child-process.mjs';
import { CommandFailed } from './command-failed.mjs';
import { runCommand } from './command.mjs';
import { repositoryRoot } from './repository.mjs';

const names = Object.keys(rowsOfSuites);

await runCommand(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => rowsOfSuites[name] === undefined);
  if (unknown !== undefined) {
    throw new CommandFailed(`There is no suite "${unknown}": ${names.join(', ')}.`);
  }
  await ensureInstalled();
  const { ensureBrowser } = await import('./test-browser.mjs');
  const { buildAll } = await import('./building.mjs');
  await ensureBrowser(tell);
  await buildAll(tell);
  let isWell = true;
  for (const suite of asked.length === 0 ? names : asked) isWell = (await runSuite(suite)) && isWell;
  return isWell ? 0 : 1;
});

/**
 * @param {string} suite
 * @returns {Promise<boolean>} whether all of it holds
 */
async function runSuite(suite) {
  tell(`\n— ${suite}: each attack against the client, then where its defence is missing —`);
  const report = join(repositoryRoot, 'test-results', `hostile-${suite}.json`);
  rmSync(report, { force: true });
  const { code } = await runScript(
    'node_modules/@playwright/test/cli.js',
    ['test', '--project=hostile', '--reporter=list,json', `e2e/hostile/${suite}.spec.ts`],
    { env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report } },
  );
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

/** @param {string} line */
function tell(line) {
  process.stdout.write(`${line}\n`);
}
