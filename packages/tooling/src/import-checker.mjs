import { checkCycles, checkOpening, checkReach } from './import-chains.mjs';
import { buildImportGraph } from './import-graph.mjs';
import { exclusiveLibraries, folderRules, workspaceRules } from './import-rules.mjs';
import { rootDependencies } from './source-tree.mjs';

/** @typedef {import('./import-graph.mjs').Edge} Edge */
/** @typedef {import('./import-graph.mjs').ImportGraph} ImportGraph */
/** @typedef {import('./source-tree.mjs').Workspace} Workspace */
/** @typedef {import('./violation.mjs').Violation} Violation */

/** Tests and plugins of the bundler: nothing of them ships. */
const developmentFolder = /^(?:packages|apps)\/[^/]+\/(test|build|analysers)\//;

/**
 * Holds the tree to import-rules.mjs.
 * @param {import('./source-tree.mjs').SourceTree} tree
 * @returns {Violation[]}
 */
export function checkImports(tree) {
  const graph = buildImportGraph(tree);
  const root = rootDependencies(tree);
  return [
    ...graph.edges.flatMap((edge) => checkEdge(graph, root, edge)),
    ...checkReach(graph),
    ...checkOpening(graph),
    ...checkCycles(graph),
    ...graph.workspaces.filter(({ folder }) => workspaceRules[folder] === undefined).map(describeUnknown),
  ];
}

/**
 * @param {ImportGraph} graph
 * @param {ReadonlySet<string>} root
 * @param {Edge} edge
 * @returns {Violation[]}
 */
function checkEdge(graph, root, edge) {
  const own = workspaceOf(graph, edge.from);
  return [
    ...checkCrossing(graph, own, edge),
    ...checkEntry(edge),
    ...checkDirection(graph, own, edge),
    ...checkVariant(own, edge),
    ...checkDeclared(own, root, edge),
    ...checkExclusive(edge),
    ...checkFolders(edge),
  ];
}

/**
 * @param {ImportGraph} graph
 * @param {Workspace | undefined} own
 * @param {Edge} edge
 */
function checkCrossing(graph, own, edge) {
  if (edge.kind !== 'relative' || edge.reaches === undefined) return [];
  const other = workspaceOf(graph, edge.reaches);
  // Tests start the real programs through e2e's fixtures; the bundler's settings take a workspace's own plugins.
  const isFixture = isDevelopment(edge.from) && edge.reaches.startsWith('e2e/fixtures/');
  // And fixtures stand on what a workspace keeps for its own tests.
  const isTestPart =
    edge.from.startsWith('e2e/fixtures/') && developmentFolder.exec(edge.reaches)?.[1] === 'test';
  const isPlugin = own === undefined && developmentFolder.exec(edge.reaches)?.[1] === 'build';
  const leaves = own === undefined ? other !== undefined : other !== own;
  // An attacker takes what is inside, and a mutation stands in for a module.
  const isAttack = edge.from.startsWith('e2e/hostile/');
  if (!leaves || isFixture || isTestPart || isPlugin || isAttack) return [];
  return [
    violation(
      'no-path-into-another-workspace',
      edge,
      'a workspace is imported by its name, so that its exports hold',
    ),
  ];
}

/** @param {Edge} edge */
function checkEntry(edge) {
  if (edge.kind !== 'workspace' || edge.target !== undefined) return [];
  return [
    violation('public-entries-only', edge, "it is not among the exports of that workspace's package.json"),
  ];
}

/**
 * @param {ImportGraph} graph
 * @param {Workspace | undefined} own
 * @param {Edge} edge
 */
function checkDirection(graph, own, edge) {
  if (own === undefined || edge.kind === 'relative') return [];
  const rule = workspaceRules[own.folder];
  if (rule === undefined) return [];
  if (edge.kind === 'workspace') {
    const other = graph.workspaces.find(({ name }) => name === edge.library);
    if (other === own) return [];
    if (other?.folder.startsWith('apps/') === true) {
      return [violation('nobody-imports-an-app', edge, 'apps stand at the end of every chain of imports')];
    }
    // Tests may play the other side of a conversation: they need only declare what they use.
    if (isDevelopment(edge.from) || matches(rule.imports, edge.specifier)) return [];
    const allowed = rule.imports.length === 0 ? 'no workspace' : rule.imports.join(', ');
    return [violation('one-way-dependencies', edge, `${own.folder} may import ${allowed}`)];
  }
  if (isDevelopment(edge.from)) return [];
  const isNodes = own.nodeVariants.has(edge.from) || isNodePart(rule, edge.from);
  if (edge.kind === 'node' && rule.platform === 'any' && !isNodes) {
    return [violation('runs-everywhere', edge, `${own.folder} runs in a browser too`)];
  }
  if (edge.kind === 'library' && rule.libraries?.includes(edge.library ?? '') === false) {
    return [violation('few-libraries', edge, `${own.folder} may import only ${rule.libraries.join(', ')}`)];
  }
  if (edge.kind === 'computed' && rule.ships !== false) {
    return [
      violation('imports-can-be-read', edge, 'a computed import escapes every rule: write the name out'),
    ];
  }
  return [];
}

/**
 * What imports a variant for Node by its path takes it to browsers too.
 * @param {Workspace | undefined} own
 * @param {Edge} edge
 */
function checkVariant(own, edge) {
  if (own === undefined || edge.specifier.startsWith('#') || isDevelopment(edge.from)) return [];
  const target = edge.target ?? '';
  if (edge.isType) return [];
  if (own.nodeVariants.has(target))
    return [violation('runs-everywhere', edge, 'package.json chooses it, by a name that begins with #')];
  const rule = workspaceRules[own.folder];
  if (rule === undefined || !isNodePart(rule, target) || isNodePart(rule, edge.from)) return [];
  return [violation('runs-everywhere', edge, 'it runs in Node alone, and what imports it in a browser too')];
}

/**
 * @param {import('./import-rules.mjs').WorkspaceRule} rule
 * @param {string} path
 */
function isNodePart({ nodeParts }, path) {
  return nodeParts?.some((part) => (part.endsWith('/') ? path.startsWith(part) : path === part)) === true;
}

/**
 * @param {Workspace | undefined} own
 * @param {ReadonlySet<string>} root
 * @param {Edge} edge
 */
function checkDeclared(own, root, edge) {
  const name = edge.library;
  if (name === undefined) return [];
  // e2e and the configuration files belong to the root, where npm links every workspace.
  if (own === undefined) {
    return edge.kind === 'workspace' || root.has(name) ? [] : [undeclared(edge, 'the root package.json')];
  }
  if (own.dependencies.has(name) || name === own.name) return [];
  const mayUseTools = isDevelopment(edge.from) || workspaceRules[own.folder]?.ships === false;
  if (mayUseTools && (own.devDependencies.has(name) || root.has(name))) return [];
  if (edge.isType && own.devDependencies.has(name)) return [];
  return [undeclared(edge, `the dependencies of ${own.folder}/package.json`)];
}

/**
 * @param {Edge} edge
 * @param {string} where
 */
function undeclared(edge, where) {
  return violation('declared-dependencies', edge, `it does not stand in ${where}`);
}

/** @param {Edge} edge */
function checkExclusive(edge) {
  return exclusiveLibraries
    .filter(
      ({ libraries, only }) =>
        libraries.includes(edge.library ?? '') && !only.some((folder) => edge.from.startsWith(`${folder}/`)),
    )
    .map(({ name, why }) => violation(name, edge, why));
}

/** @param {Edge} edge */
function checkFolders(edge) {
  return folderRules
    .filter((rule) => edge.from.startsWith(rule.folder) && breaksFolderRule(rule, edge))
    .map((rule) => violation(rule.name, edge, rule.why));
}

/**
 * @param {import('./import-rules.mjs').FolderRule} rule
 * @param {Edge} edge
 */
function breaksFolderRule(rule, edge) {
  if (edge.kind === 'workspace')
    return rule.workspaces !== undefined && !matches(rule.workspaces, edge.specifier);
  const { reaches } = edge;
  if (reaches === undefined) return false;
  if (rule.never?.some((folder) => `${reaches}/`.startsWith(folder)) === true) return true;
  if (rule.siblingsApart !== true || !reaches.startsWith(rule.folder)) return false;
  return firstPart(reaches, rule.folder) !== firstPart(edge.from, rule.folder);
}

/**
 * @param {string} path
 * @param {string} folder
 */
function firstPart(path, folder) {
  return path.slice(folder.length).split('/')[0];
}

/**
 * @param {Workspace} workspace
 * @returns {Violation}
 */
function describeUnknown({ folder }) {
  const what = 'has no line in import-rules.mjs';
  return {
    rule: 'every-workspace-has-rules',
    file: `${folder}/package.json`,
    line: 1,
    what,
    why: 'nothing would hold it',
  };
}

/**
 * @param {string} rule
 * @param {Edge} edge
 * @param {string} why
 * @returns {Violation}
 */
function violation(rule, edge, why) {
  const verb = edge.isType ? 'imports types of' : 'imports';
  return {
    rule,
    file: edge.from,
    line: edge.line,
    what: `${verb} ${edge.specifier || 'a computed name'}`,
    why,
  };
}

/**
 * @param {readonly string[]} entries
 * @param {string} specifier
 */
function matches(entries, specifier) {
  return entries.some((entry) => {
    if (!entry.endsWith('/*')) return entry === specifier;
    return specifier === entry.slice(0, -2) || specifier.startsWith(entry.slice(0, -1));
  });
}

/**
 * @param {ImportGraph} graph
 * @param {string} path
 */
function workspaceOf(graph, path) {
  return graph.workspaces.find(({ folder }) => `${path}/`.startsWith(`${folder}/`));
}

/** @param {string} path */
function isDevelopment(path) {
  return developmentFolder.test(path);
}
