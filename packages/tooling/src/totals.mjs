/**
 * Counts what the runners report. Nothing here is believed for want of evidence: a runner that crashed, left
 * no report or ran fewer tests than it is known to have counts as failed.
 */

/**
 * @typedef {object} TestResult
 * @property {string} name `file › describe › test`
 * @property {'passed' | 'failed' | 'skipped'} status
 */

/**
 * @typedef {object} RunnerResult
 * @property {string} runner
 * @property {number} exitCode
 * @property {readonly TestResult[] | undefined} tests undefined when there was no readable report
 */

/**
 * @typedef {object} AllowedSkip
 * @property {string} test as in TestResult
 * @property {string} reason
 */

/**
 * @typedef {object} Totals
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} problems one line for each failure
 * @property {readonly string[]} skipped one line for each skip that was allowed
 */

/**
 * @param {readonly RunnerResult[]} results
 * @param {readonly AllowedSkip[]} allowedSkips
 * @param {Readonly<Record<string, number>>} floors the least number of tests that each runner must have run
 * @returns {Totals}
 */
export function computeTotals(results, allowedSkips, floors) {
  const parts = results.map((result) => countRunner(result, allowedSkips, floors[result.runner] ?? 1));
  return {
    passed: parts.reduce((sum, { passed }) => sum + passed, 0),
    failed: parts.reduce((sum, { problems }) => sum + problems.length, 0),
    problems: parts.flatMap(({ problems }) => problems),
    skipped: parts.flatMap(({ skipped }) => skipped),
  };
}

/**
 * @param {RunnerResult} result
 * @param {readonly AllowedSkip[]} allowedSkips
 * @param {number} floor
 */
function countRunner({ runner, exitCode, tests }, allowedSkips, floor) {
  if (tests === undefined) {
    return {
      passed: 0,
      problems: [`${runner}: ended with exit code ${exitCode} and left no report`],
      skipped: [],
    };
  }
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const problems = tests.filter(({ status }) => status === 'failed').map(({ name }) => `${runner}: ${name}`);
  /** @type {string[]} */
  const skipped = [];
  for (const { name, status } of tests) {
    if (status !== 'skipped') continue;
    const allowed = allowedSkips.find(({ test }) => test === name);
    if (allowed === undefined) problems.push(`${runner}: skipped without a reason in skips.json: ${name}`);
    else skipped.push(`${runner}: ${name} (${allowed.reason})`);
  }
  if (exitCode !== 0 && problems.length === 0) {
    problems.push(`${runner}: ended with exit code ${exitCode} although no test failed`);
  }
  const ran = tests.length - skipped.length;
  if (ran < floor) problems.push(`${runner}: ran ${ran} tests, fewer than the ${floor} of floors.json`);
  return { passed, problems, skipped };
}

/** @param {Totals} totals */
export function isAllWell({ passed, failed }) {
  return failed === 0 && passed > 0;
}
