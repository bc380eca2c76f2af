import { parseModule } from './module-imports.mjs';

/** @typedef {import('./violation.mjs').Violation} Violation */

/** A longer module must say at its top why it is one. */
const maximumLines = 450;
const reasonLine = /^\/\/ Why this file is long: \S/;
/** The reason stands above the code, below a licence or a shebang at most. */
const topLines = 10;

/** Names that say nothing of what a file holds, so that anything ends up in it. */
const emptyNames = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'managers', 'misc']);

const moduleName = /\.(?:[cm]?[jt]sx?|css|sql)$/;
const testName = /\.(?:test|spec)\.tsx?$/;
/** `.each` and the like may stand in between: `it.concurrent.only`. */
const narrowed =
  /^(?:it|test|describe|suite|bench)(?:\.\w+)*\.(only|skip|skipIf|runIf|todo|fixme|fails|fail)(?:\.|$)/;
const prefixed = /^(?:fit|fdescribe|xit|xdescribe|xtest)$/;

/**
 * What holds for each module by itself: size, name, and tests that are left out.
 * @param {import('./source-tree.mjs').SourceTree} tree
 * @param {readonly import('./totals.mjs').AllowedSkip[]} allowedSkips
 * @returns {Violation[]}
 */
export function checkModules(tree, allowedSkips) {
  return [...tree.files].flatMap(([file, text]) => [
    ...checkSize(file, text),
    ...checkName(file),
    ...checkNarrowedTests(file, text, allowedSkips),
  ]);
}

/**
 * @param {string} file
 * @param {string} text
 * @returns {Violation[]}
 */
function checkSize(file, text) {
  if (!moduleName.test(file)) return [];
  const lines = text.split('\n');
  const count = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  if (count <= maximumLines || lines.slice(0, topLines).some((line) => reasonLine.test(line))) return [];
  const why = 'split it, or begin it with a line `// Why this file is long: …`';
  return [
    { rule: 'modules-stay-small', file, line: 1, what: `has ${count} lines, over ${maximumLines}`, why },
  ];
}

/**
 * @param {string} file
 * @returns {Violation[]}
 */
function checkName(file) {
  const word = file
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[/._-]/)
    .find((part) => emptyNames.has(part));
  if (word === undefined) return [];
  const why = 'name it by what it holds';
  return [{ rule: 'names-say-what-is-inside', file, line: 1, what: `is called "${word}"`, why }];
}

/**
 * @param {string} file
 * @param {string} text
 * @param {readonly import('./totals.mjs').AllowedSkip[]} allowedSkips
 * @returns {Violation[]}
 */
function checkNarrowedTests(file, text, allowedSkips) {
  if (!testName.test(file)) return [];
  const maySkip = allowedSkips.some((skip) => skip.test.startsWith(`${file} `));
  /** @type {Map<number, Violation>} */
  const byLine = new Map();
  for (const { name, line } of parseModule(file, text).calls) {
    const modifier = prefixed.test(name) ? name : narrowed.exec(name)?.[1];
    if (modifier === undefined || (modifier !== 'only' && maySkip)) continue;
    const why = 'a test that does not run proves nothing; a skip stands, with its reason, in skips.json';
    byLine.set(line, { rule: 'every-test-runs', file, line, what: `uses ${name}`, why });
  }
  return [...byLine.values()];
}
