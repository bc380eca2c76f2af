// A reporter for Vitest: counts the tests of packages/crypto by kind, and lets no run pass that ran nothing.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { countKinds, describeCounts, isWholeRun, kindProblems } from './crypto-test-kinds.mjs';
import { repositoryRoot } from './repository.mjs';

/** @typedef {import('vitest/node').TestModule} TestModule */
/** @typedef {import('vitest/node').TestCase} TestCase */
/** @typedef {import('./totals.mjs').TestResult} TestResult */

const cryptoTests = join(repositoryRoot, 'packages/crypto/test');

export default class CryptoTestReporter {
  /** @type {import('vitest/node').Vitest | undefined} */
  #vitest;
  #isNarrowed = false;
  /** @type {string | undefined} */
  #reportFile;

  /** @param {{ reportFile?: string }} [options] where to write what ran, from the root */
  constructor({ reportFile } = {}) {
    this.#reportFile = reportFile;
  }

  /** @param {import('vitest/node').Vitest} vitest */
  onInit(vitest) {
    this.#vitest = vitest;
  }

  /** @param {readonly import('vitest/node').TestSpecification[]} specifications */
  onTestRunStart(specifications) {
    const { testNamePattern, tagsFilter, shard, changed, related } = this.#vitest?.config ?? {};
    this.#isNarrowed =
      [testNamePattern, tagsFilter, shard, related].some((asked) => asked !== undefined) ||
      (changed !== undefined && changed !== false) ||
      specifications.some(({ testLines, testIds, testNamePattern: name, testTagsFilter: tags }) =>
        [testLines, testIds, name, tags].some((asked) => asked !== undefined),
      );
  }

  /**
   * @param {readonly TestModule[]} modules
   * @param {readonly unknown[]} _errors
   * @param {import('vitest/node').TestRunEndReason} reason
   */
  onTestRunEnd(modules, _errors, reason) {
    if (this.#vitest === undefined || this.#vitest.config.watch || reason === 'interrupted') return;
    this.#writeReport(modules);
    const projects = countProjects(modules);
    const problems = kindProblems(projects, this.#isWhole() ? readKindFloors() : undefined);
    if (!modules.some(hasRun)) problems.push('No test has run: nothing is called what was asked for.');
    for (const counted of projects) process.stdout.write(`${describeCounts(counted)}\n`);
    for (const problem of problems) process.stderr.write(`failed: ${problem}\n`);
    if (problems.length > 0) process.exitCode = 1;
  }

  #isWhole() {
    const patterns = this.#vitest && Reflect.get(this.#vitest, 'filenamePattern');
    return isWholeRun({
      files: listTestFiles(cryptoTests),
      // Kept by Vitest in a field that its types do not tell of.
      patterns: Array.isArray(patterns) ? patterns : [],
      isNarrowed: this.#isNarrowed,
    });
  }

  /** @param {readonly TestModule[]} modules */
  #writeReport(modules) {
    if (this.#reportFile === undefined) return;
    const path = join(repositoryRoot, this.#reportFile);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(modules.flatMap(resultsOf)));
  }
}

/** @param {readonly TestModule[]} modules */
function countProjects(modules) {
  /** @type {Map<string, import('./crypto-test-kinds.mjs').CountedTest[]>} */
  const byProject = new Map();
  for (const module of modules.filter(({ moduleId }) => moduleId.startsWith(`${cryptoTests}/`))) {
    const project = module.project.isBrowserEnabled() ? module.project.name : 'Node';
    const tests = [...module.children.allTests()].filter((test) => test.result().state !== 'skipped');
    const counted = tests.map((test) => ({
      name: nameOf(module, test),
      tags: test.tags,
      hasPassed: test.result().state === 'passed',
    }));
    byProject.set(project, [...(byProject.get(project) ?? []), ...counted]);
  }
  return [...byProject]
    .filter(([, tests]) => tests.length > 0)
    .map(([name, tests]) => countKinds(name, tests));
}

/**
 * What ran, in the form that the totals are made of.
 * @param {TestModule} module
 * @returns {TestResult[]}
 */
function resultsOf(module) {
  const project = module.project.name;
  /** @type {TestResult[]} */
  const tests = [...module.children.allTests()].map((test) => {
    const { state } = test.result();
    return { name: `${project}: ${nameOf(module, test)}`, status: state === 'pending' ? 'failed' : state };
  });
  if (!module.ok() && !tests.some(({ status }) => status === 'failed')) {
    tests.push({ name: `${project}: ${module.relativeModuleId} (the file itself)`, status: 'failed' });
  }
  return tests;
}

/**
 * @param {TestModule} module
 * @param {TestCase} test
 */
function nameOf(module, test) {
  return `${module.relativeModuleId} › ${test.fullName.replaceAll(' > ', ' › ')}`;
}

/** @param {TestModule} module */
function hasRun(module) {
  // A file that could not be loaded has failed, and says so itself.
  return !module.ok() || [...module.children.allTests()].some((test) => test.result().state !== 'skipped');
}

/** @param {string} folder */
function listTestFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}

/** @returns {Partial<import('./crypto-test-kinds.mjs').KindCounts>} */
function readKindFloors() {
  return JSON.parse(readFileSync(join(repositoryRoot, 'packages/tooling/floors.json'), 'utf8')).crypto ?? {};
}
