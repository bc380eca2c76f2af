import { compileEverything } from './building.mjs';
import { runScript } from './child-process.mjs';
import { checkImports } from './import-checker.mjs';
import { checkModules } from './module-rules.mjs';
import { repositoryRoot } from './repository.mjs';
import { readAllowedSkips } from './test-lists.mjs';
import { readSourceTree } from './source-tree.mjs';
import { formatViolation } from './violation.mjs';

/**
 * @typedef {object} CheckStep
 * @property {string} name
 * @property {() => Promise<string | undefined>} run resolves to what is wrong, or undefined
 */

/** @type {readonly CheckStep[]} */
export const checkSteps = [
  { name: 'types', run: () => compileEverything(() => undefined) },
  {
    name: 'lint',
    run: () =>
      runTool('node_modules/oxlint/bin/oxlint', ['--type-aware', '--deny-warnings', '--format=unix']),
  },
  {
    name: 'format',
    run: () =>
      runTool('node_modules/@biomejs/biome/bin/biome', [
        'format',
        '--colors=off',
        '--max-diagnostics=50',
        '.',
      ]),
  },
  { name: 'import rules', run: async () => describe(checkImports(readSourceTree(repositoryRoot))) },
  {
    name: 'module rules',
    run: async () => describe(checkModules(readSourceTree(repositoryRoot), readAllowedSkips())),
  },
];

/**
 * @param {string} script
 * @param {readonly string[]} args
 */
async function runTool(script, args) {
  const { code, output } = await runScript(script, args, { capture: true });
  return code === 0 ? undefined : output.trim() || `ended with exit code ${code}`;
}

/** @param {readonly import('./violation.mjs').Violation[]} violations */
function describe(violations) {
  return violations.length === 0 ? undefined : violations.map(formatViolation).join('\n');
}

/**
 * Runs the steps one after the other, all of them, and tells of each as it ends.
 * @param {readonly CheckStep[]} steps
 * @returns {Promise<import('./totals.mjs').RunnerResult>}
 */
export async function runCheckSteps(steps) {
  /** @type {import('./totals.mjs').TestResult[]} */
  const tests = [];
  for (const { name, run } of steps) {
    const startedMs = Date.now();
    const problem = await run();
    const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
    process.stdout.write(`${problem === undefined ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)\n`);
    if (problem !== undefined) process.stdout.write(`\n${problem}\n\n`);
    tests.push({ name, status: problem === undefined ? 'passed' : 'failed' });
  }
  return { runner: 'check', exitCode: tests.some(({ status }) => status === 'failed') ? 1 : 0, tests };
}
