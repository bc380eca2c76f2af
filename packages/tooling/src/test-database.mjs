// Vitest's global set-up: one throwaway PostgreSQL for the run, if any of the chosen tests needs one.
import { readFileSync } from 'node:fs';

const variable = 'COMMONSEAL_TEST_DATABASE_URL';
const marks = [
  variable,
  '@commonseal/embedded-postgres/testing',
  'e2e/fixtures/injected-server.ts',
  'e2e/fixtures/in-process-server.ts',
  'e2e/fixtures/process-on-test-database.ts',
  'support/worked-server.ts',
];

/** @param {import('vitest/node').TestProject} project */
export default async function setUp(project) {
  // Whoever sets the variable brings a PostgreSQL of their own.
  if (process.env[variable] !== undefined) return undefined;
  if (!(await needsDatabase(project))) return undefined;
  // By name, so that it is loaded only when it is needed.
  const entry = '@commonseal/embedded-postgres/testing';
  const { startTestCluster } = await import(/* @vite-ignore */ entry);
  const cluster = await startTestCluster();
  return () => cluster.stop();
}

/** @param {import('vitest/node').TestProject} project */
async function needsDatabase(project) {
  const { testFiles } = await project.globTestFiles(chosenPatterns(project.vitest));
  return testFiles.some((file) => {
    const text = readFileSync(file, 'utf8');
    return /apps\/(server|connector)\/test\//.test(file) || marks.some((mark) => text.includes(mark));
  });
}

/**
 * What the run was narrowed to on the command line. Vitest keeps it in a field that its types do not tell of;
 * without it, all test files are looked at.
 * @param {import('vitest/node').Vitest} vitest
 * @returns {string[] | undefined}
 */
function chosenPatterns(vitest) {
  const patterns = Reflect.get(vitest, 'filenamePattern');
  return Array.isArray(patterns) ? patterns : undefined;
}
