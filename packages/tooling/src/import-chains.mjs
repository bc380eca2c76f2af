import { chainTo, findCycles, reachableFrom } from './import-graph.mjs';
import { openingRule, reachRules } from './import-rules.mjs';

/** @typedef {import('./import-graph.mjs').Edge} Edge */
/** @typedef {import('./import-graph.mjs').ImportGraph} ImportGraph */
/** @typedef {import('./violation.mjs').Violation} Violation */

/**
 * Holds reachRules: what must not be reached by any chain of imports.
 * @param {ImportGraph} graph
 * @returns {Violation[]}
 */
export function checkReach(graph) {
  return reachRules.flatMap((rule) => checkReachRule(graph, rule));
}

/**
 * @param {ImportGraph} graph
 * @returns {Violation[]}
 */
export function checkCycles(graph) {
  return findCycles(graph).map(describeCycle);
}

/**
 * @param {ImportGraph} graph
 * @param {import('./import-rules.mjs').ReachRule} rule
 * @returns {Violation[]}
 */
function checkReachRule(graph, rule) {
  const starts = [...graph.modules.keys()].filter(
    (path) => path.startsWith(rule.from) && (rule.except === undefined || !path.startsWith(rule.except)),
  );
  const reached = reachableFrom(graph, starts);
  /** @type {Map<string, Violation>} */
  const byFirstEdge = new Map();
  for (const home of rule.never.flatMap((entry) => homesOf(graph, entry))) {
    for (const path of reached.keys()) {
      if (path !== home.file && !path.startsWith(home.folder)) continue;
      const chain = chainTo(reached, path);
      const [first] = chain;
      if (first === undefined) continue;
      const steps = [first.from, ...chain.map(({ target }) => target)].join(' → ');
      const key = `${first.from}:${first.line}`;
      if (byFirstEdge.has(key)) continue;
      byFirstEdge.set(key, {
        rule: rule.name,
        file: first.from,
        line: first.line,
        what: `reaches ${home.entry}: ${steps}`,
        why: rule.why,
      });
    }
  }
  return [...byFirstEdge.values()];
}

/**
 * An entry's own modules: its file and the folder of the same name; for a whole package, its sources.
 * @param {ImportGraph} graph
 * @param {string} entry
 */
function homesOf(graph, entry) {
  const name = entry.replace(/\/\*$/, '');
  for (const workspace of graph.workspaces) {
    if (entry.endsWith('/*') && workspace.name === name) {
      return [{ entry: name, file: '', folder: `${workspace.folder}/src/` }];
    }
    const file = workspace.entries.get(entry);
    if (file !== undefined) return [{ entry, file, folder: `${file.replace(/(\/index)?\.[^/]*$/, '')}/` }];
  }
  throw new Error(
    `import-rules.mjs forbids ${entry}, which no workspace exports: the rule would hold nothing.`,
  );
}

/**
 * Holds openingRule.
 * @param {ImportGraph} graph
 * @returns {Violation[]}
 */
export function checkOpening(graph) {
  const { folder, homes, exported, called, name: rule, why } = openingRule;
  return [...graph.modules].flatMap(([file, facts]) => {
    if (!file.startsWith(folder) || homes.some((home) => file === home || file.startsWith(home))) return [];
    const names = facts.exports
      .filter(({ name }) => exported.test(name))
      .map((found) => ({ ...found, verb: 'exports' }));
    // Those imported by their own names are calls, all others are read off an object.
    const bare = facts.calls.filter(({ name }) => !name.includes('.'));
    const uses = [...facts.members, ...bare]
      .filter(({ name }) => called.test(name))
      .map((found) => ({ ...found, verb: 'uses' }));
    return [...names, ...uses].map(({ name, line, verb }) => ({
      rule,
      file,
      line,
      what: `${verb} ${name}`,
      why,
    }));
  });
}

/**
 * @param {readonly Edge[]} cycle
 * @returns {Violation}
 */
function describeCycle(cycle) {
  const files = cycle.map(({ from }) => from);
  return {
    rule: 'no-cycles',
    file: files[0] ?? '',
    line: cycle[0]?.line ?? 1,
    what: `imports itself: ${[...files, files[0]].join(' → ')}`,
    why: 'modules that need each other are one module, or three',
  };
}
