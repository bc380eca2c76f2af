import { posix } from 'node:path';
import { parseModule } from './module-imports.mjs';
import { findWorkspaces } from './source-tree.mjs';

/**
 * @typedef {object} Edge
 * @property {string} from file
 * @property {number} line
 * @property {boolean} isType
 * @property {string} specifier without its query; empty when it is computed at run time
 * @property {'relative' | 'workspace' | 'library' | 'node' | 'computed'} kind
 * @property {string} [target] file, when it is a source file of the tree
 * @property {string} [reaches] path of a relative import, whether or not it exists
 * @property {string} [library] package name of a bare import
 * @property {boolean} loadsCode false for the address of a worker or an asset
 */

/**
 * @typedef {object} ImportGraph
 * @property {readonly import('./source-tree.mjs').Workspace[]} workspaces
 * @property {ReadonlyMap<string, import('./module-imports.mjs').ModuleFacts>} modules
 * @property {readonly Edge[]} edges
 * @property {ReadonlyMap<string, readonly Edge[]>} loads by file: edges that load another file's code
 */

/** Vite hands out the address or the text of a file for these, and does not load its code. */
const addressQuery = /(?:^|&)(?:worker|sharedworker|url|raw)(?:&|$)/;

const moduleName = /(?<!\.d)\.[cm]?[jt]sx?$/;

/**
 * @param {import('./source-tree.mjs').SourceTree} tree
 * @returns {ImportGraph}
 */
export function buildImportGraph(tree) {
  const workspaces = findWorkspaces(tree);
  /** @type {Map<string, import('./module-imports.mjs').ModuleFacts>} */
  const modules = new Map();
  /** @type {Edge[]} */
  const edges = [];
  /** @type {Map<string, Edge[]>} */
  const loads = new Map();
  for (const [path, text] of tree.files) {
    if (!moduleName.test(path)) continue;
    const facts = parseModule(path, text);
    modules.set(path, facts);
    const own = facts.imports.flatMap((found) => resolve(tree, workspaces, path, found));
    edges.push(...own);
    loads.set(
      path,
      own.filter((edge) => edge.loadsCode && !edge.isType && edge.target !== undefined),
    );
  }
  return { workspaces, modules, edges, loads };
}

/**
 * @param {import('./source-tree.mjs').SourceTree} tree
 * @param {readonly import('./source-tree.mjs').Workspace[]} workspaces
 * @param {string} from
 * @param {import('./module-imports.mjs').FoundImport} found
 * @returns {Edge | readonly Edge[]} more than one where the platform decides
 */
function resolve(tree, workspaces, from, found) {
  const [specifier = '', query] = found.specifier.split('?');
  const loadsCode = !addressQuery.test(query ?? '');
  const base = { from, line: found.line, isType: found.isType, specifier, loadsCode };
  if (specifier === '') return { ...base, kind: 'computed' };
  if (specifier.startsWith('.')) {
    const reaches = posix.join(posix.dirname(from), specifier);
    return { ...base, kind: 'relative', reaches, ...withTarget(findFile(tree, reaches)) };
  }
  const variants = workspaces.find(({ folder }) => from.startsWith(`${folder}/`))?.variants.get(specifier);
  if (variants) return variants.map((target) => ({ ...base, kind: 'relative', reaches: target, target }));
  if (specifier.startsWith('node:')) return { ...base, kind: 'node' };
  const library = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const workspace = workspaces.find(({ name }) => name === library);
  if (workspace === undefined) return { ...base, kind: 'library', library };
  return { ...base, kind: 'workspace', library, ...withTarget(workspace.entries.get(specifier)) };
}

/** @param {string | undefined} target */
function withTarget(target) {
  return target === undefined ? {} : { target };
}

/**
 * @param {import('./source-tree.mjs').SourceTree} tree
 * @param {string} path
 */
function findFile(tree, path) {
  const stem = path.replace(/\.(c|m)?jsx?$/, '.$1');
  const candidates = [path, `${stem}ts`, `${stem}tsx`, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`];
  return candidates.find((candidate) => moduleName.test(candidate) && tree.files.has(candidate));
}

/**
 * Every file whose code is loaded by starting from the given ones, each with the edge it was first reached by.
 * @param {ImportGraph} graph
 * @param {readonly string[]} starts
 * @returns {Map<string, Edge | undefined>}
 */
export function reachableFrom(graph, starts) {
  /** @type {Map<string, Edge | undefined>} */
  const reached = new Map(starts.map((start) => [start, undefined]));
  for (const path of reached.keys()) {
    for (const edge of graph.loads.get(path) ?? []) {
      if (edge.target !== undefined && !reached.has(edge.target)) reached.set(edge.target, edge);
    }
  }
  return reached;
}

/**
 * The chain of files from a start to `path`.
 * @param {ReadonlyMap<string, Edge | undefined>} reached
 * @param {string} path
 * @returns {Edge[]}
 */
export function chainTo(reached, path) {
  /** @type {Edge[]} */
  const chain = [];
  for (let edge = reached.get(path); edge !== undefined; edge = reached.get(edge.from)) chain.unshift(edge);
  return chain;
}

/**
 * One closed chain for each group of files that load each other.
 * @param {ImportGraph} graph
 * @returns {Edge[][]}
 */
export function findCycles(graph) {
  /** @type {Edge[][]} */
  const cycles = [];
  /** @type {Set<string>} */
  const inKnownCycle = new Set();
  for (const path of graph.modules.keys()) {
    if (inKnownCycle.has(path)) continue;
    for (const first of graph.loads.get(path) ?? []) {
      if (first.target === undefined) continue;
      const reached = reachableFrom(graph, [first.target]);
      if (!reached.has(path)) continue;
      const cycle = [first, ...chainTo(reached, path)];
      for (const edge of cycle) inKnownCycle.add(edge.from);
      cycles.push(cycle);
      break;
    }
  }
  return cycles;
}
