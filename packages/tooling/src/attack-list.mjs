/**
 * What Playwright lists of a suite of attacks: each attempt is a test against the real program and one where its defence is missing.
 * @param {{ title?: string, suites?: any[], specs?: any[] }} listed
 * @param {Readonly<Record<string, number>>} rows the rows that there must be, each with the least number of attempts
 * @returns {{ readonly lines: readonly string[], readonly missing: readonly string[] }} the rows of which there are too few are missing
 */
export function listRows(listed, rows) {
  const groups = groupsOf(listed);
  const found = new Map(Object.keys(rows).map((row) => [row, 0]));
  const lines = groups.map(({ title, tests }) => {
    const [row = ''] = title.split(' ', 1);
    found.set(row, (found.get(row) ?? 0) + tests.length);
    return [title, ...tests.map((test) => `      ${test}`)].join('\n');
  });
  const missing = Object.entries(rows).filter(([row, least]) => (found.get(row) ?? 0) < 2 * least);
  return { lines, missing: missing.map(([row]) => row) };
}

/**
 * @param {{ title?: string, suites?: any[], specs?: any[] }} suite
 * @returns {{ readonly title: string, readonly tests: readonly string[] }[]}
 */
function groupsOf({ title = '', suites = [], specs = [] }) {
  const own = specs.length > 0 ? [{ title, tests: specs.map((spec) => String(spec.title)) }] : [];
  return [...own, ...suites.flatMap(groupsOf)];
}
