/**
 * @typedef {object} Finding how one attempt ended; written by e2e/hostile/run-suite.ts
 * @property {string} suite
 * @property {string} row of docs/threat-model.md
 * @property {string} what the server tries
 * @property {string} attempt
 * @property {'client' | 'keyholder' | 'connector'} attacked
 * @property {'real' | 'mutated'} build
 * @property {string} change what the mutated build lacks
 * @property {string} [gained]
 * @property {string} told
 */

/**
 * @typedef {object} RowReport
 * @property {string} row
 * @property {boolean} isOpen the real program lost something, or did not finish
 * @property {boolean} bites each attempt succeeds where the defence is missing
 * @property {readonly string[]} lines
 */

/**
 * Reads the findings out of Playwright's JSON report. A test that failed before it found anything has left none.
 * @param {{ suites?: any[], specs?: any[] }} suite
 * @returns {Finding[]}
 */
export function collectFindings(suite) {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.flatMap((/** @type {any} */ test) =>
      test.annotations
        .filter((/** @type {any} */ annotation) => annotation.type === 'finding')
        .map((/** @type {any} */ annotation) => JSON.parse(annotation.description)),
    ),
  );
  return [...own, ...(suite.suites ?? []).flatMap(collectFindings)];
}

/**
 * A row holds when each of its attempts was made twice, the real program gave nothing away and the mutated one did.
 * @param {readonly Finding[]} findings
 * @param {Readonly<Record<string, number>>} rows the rows that there must be, each with the least number of attempts
 * @returns {RowReport[]}
 */
export function reportRows(findings, rows) {
  const names = new Set([...Object.keys(rows), ...findings.map(({ row }) => row)]);
  return Array.from(names)
    .toSorted()
    .map((row) =>
      reportRow(
        row,
        findings.filter((finding) => finding.row === row),
        rows[row] ?? 1,
      ),
    );
}

/**
 * @param {string} row
 * @param {readonly Finding[]} findings
 * @param {number} floor
 * @returns {RowReport}
 */
function reportRow(row, findings, floor) {
  const attempts = [...new Set(findings.map(({ attempt }) => attempt))];
  const pairs = attempts.map((attempt) => ({
    attempt,
    real: findings.find((finding) => finding.attempt === attempt && finding.build === 'real'),
    mutated: findings.find((finding) => finding.attempt === attempt && finding.build === 'mutated'),
  }));
  const held = pairs.filter(({ real }) => real !== undefined && real.gained === undefined).length;
  const bit = pairs.filter(({ mutated }) => mutated?.gained !== undefined).length;
  const needed = Math.max(floor, attempts.length);
  const isOpen = held < needed;
  const bites = bit >= needed;
  const what = findings[0]?.what ?? 'was not tried';
  const verdict = `${isOpen ? 'OPEN' : 'held'} ${held}/${needed}, mutation ${bites ? 'bites' : 'DOES NOT BITE'} ${bit}/${needed}`;
  return {
    row,
    isOpen,
    bites,
    lines: [`${row.padEnd(3)} ${verdict}: ${what}`, ...pairs.flatMap(describeAttempt)],
  };
}

/** @param {{ attempt: string, real: Finding | undefined, mutated: Finding | undefined }} pair */
function describeAttempt({ attempt, real, mutated }) {
  const client = real === undefined ? 'did not finish' : (real.gained ?? `says: ${shorten(real.told)}`);
  const gain =
    mutated === undefined
      ? 'did not finish'
      : (mutated.gained ?? `nothing; it said: ${shorten(mutated.told)}`);
  const attacked = `the ${real?.attacked ?? mutated?.attacked ?? 'client'}`;
  const change = mutated?.change ?? real?.change ?? 'the defence is missing';
  return [
    `      ${attempt}`,
    `        ${attacked.padEnd('the keyholder'.length)} ${real?.gained === undefined ? '' : 'GAVE AWAY: '}${client}`,
    `        the mutation (${change}) gives away: ${shorten(gain)}`,
  ];
}

/** @param {string} text */
function shorten(text) {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}
