import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The sources of the repository in memory, so that a test can lay a file over them.
 *
 * @typedef {object} SourceTree
 * @property {ReadonlyMap<string, string>} files text by path from the root, with forward slashes
 */

const built = ['dist', 'bundle'].flatMap((name) => [name, `${name}.next`, `${name}.last`]);
const passedOver = new Set(['node_modules', ...built, 'vectors', 'samples', 'data']);
const sourceName = /\.(?:[cm]?[jt]sx?|json)$/;

/**
 * @param {string} root
 * @returns {SourceTree}
 */
export function readSourceTree(root) {
  /** @type {Map<string, string>} */
  const files = new Map();
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isFile() && sourceName.test(entry.name))
      files.set(entry.name, readFileSync(join(root, entry.name), 'utf8'));
  }
  for (const folder of ['packages', 'apps', 'e2e']) addFolder(files, root, folder);
  return { files };
}

/**
 * @param {Map<string, string>} files
 * @param {string} root
 * @param {string} folder
 */
function addFolder(files, root, folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!passedOver.has(entry.name) && !entry.name.startsWith('.')) addFolder(files, root, path);
    } else if (sourceName.test(entry.name)) {
      files.set(path, readFileSync(join(root, path), 'utf8'));
    }
  }
}

/**
 * @typedef {object} Workspace
 * @property {string} folder `packages/crypto`
 * @property {string} name `@commonseal/crypto`
 * @property {ReadonlyMap<string, string>} entries source file by public name (`@commonseal/crypto/open`)
 * @property {ReadonlyMap<string, readonly string[]>} variants files by private name (`#sha256`): one for each platform
 * @property {ReadonlySet<string>} nodeVariants those of them that are for Node
 * @property {ReadonlySet<string>} dependencies
 * @property {ReadonlySet<string>} devDependencies
 */

/**
 * @param {SourceTree} tree
 * @returns {Workspace[]}
 */
export function findWorkspaces(tree) {
  return [...tree.files.keys()]
    .filter((path) => /^(packages|apps)\/[^/]+\/package\.json$/.test(path))
    .map((path) => {
      const folder = path.slice(0, -'/package.json'.length);
      const manifest = JSON.parse(tree.files.get(path) ?? '{}');
      return {
        folder,
        name: manifest.name,
        entries: readEntries(folder, manifest),
        ...readVariants(folder, manifest),
        dependencies: namesOf(
          manifest.dependencies,
          manifest.optionalDependencies,
          manifest.peerDependencies,
        ),
        devDependencies: namesOf(manifest.devDependencies),
      };
    });
}

/** @param {SourceTree} tree */
export function rootDependencies(tree) {
  const manifest = JSON.parse(tree.files.get('package.json') ?? '{}');
  return namesOf(manifest.dependencies, manifest.devDependencies);
}

/**
 * @param {string} folder
 * @param {{ name: string, exports?: Record<string, string | Record<string, string>> }} manifest
 */
function readEntries(folder, manifest) {
  /** @type {Map<string, string>} */
  const entries = new Map();
  for (const [subpath, target] of Object.entries(manifest.exports ?? {})) {
    const file = typeof target === 'string' ? target : (target['source'] ?? target['default']);
    if (file !== undefined)
      entries.set(manifest.name + subpath.slice(1), `${folder}/${file.replace(/^\.\//, '')}`);
  }
  return entries;
}

/**
 * @param {string} folder
 * @param {{ imports?: Record<string, Record<'node' | 'default', Record<string, string>>> }} manifest
 */
function readVariants(folder, manifest) {
  const pathOf = (/** @type {Record<string, string>} */ { source = '' }) =>
    `${folder}/${source.replace(/^\.\//, '')}`;
  const names = Object.entries(manifest.imports ?? {});
  return {
    variants: new Map(names.map(([name, each]) => [name, [pathOf(each.node), pathOf(each.default)]])),
    nodeVariants: new Set(names.map(([, { node }]) => pathOf(node))),
  };
}

/** @param {(Record<string, string> | undefined)[]} groups */
function namesOf(...groups) {
  return new Set(groups.flatMap((group) => Object.keys(group ?? {})));
}
