/**
 * Who may import whom: the whole architecture as data. import-checker.mjs holds the tree to it.
 *
 * An import of a workspace is written as its entry (`@commonseal/crypto/verify`); a name that ends in `/*`
 * stands for all entries of that package.
 */

/**
 * @typedef {object} WorkspaceRule
 * @property {readonly string[]} imports entries of other workspaces that the sources may import
 * @property {readonly string[]} [libraries] the only outside packages; any declared one when left out
 * @property {'any' | 'node'} platform `any` runs in a browser too, so it imports nothing of Node
 * @property {readonly string[]} [nodeParts] of a workspace that runs everywhere: files and folders that run in Node alone, which no other
 *   file of it may import
 * @property {boolean} [ships] false for tools, whose sources may use devDependencies
 */

/** @type {Readonly<Record<string, WorkspaceRule>>} */
export const workspaceRules = {
  'packages/protocol': { imports: [], libraries: ['typebox', 'secure-password-utilities'], platform: 'any' },
  'packages/crypto': { imports: ['@commonseal/protocol/*'], platform: 'any' },
  'packages/content': { imports: ['@commonseal/protocol/*'], platform: 'any' },
  'packages/analysis': {
    imports: ['@commonseal/content/*', '@commonseal/protocol/*'],
    platform: 'any',
    nodeParts: [
      'packages/analysis/src/index.ts',
      'packages/analysis/src/frames.ts',
      'packages/analysis/src/pool/',
      'packages/analysis/src/child/',
    ],
  },
  'packages/account-log': { imports: ['@commonseal/crypto/*', '@commonseal/protocol/*'], platform: 'any' },
  'packages/vault': {
    imports: [
      '@commonseal/account-log/*',
      '@commonseal/content/*',
      '@commonseal/crypto/*',
      '@commonseal/protocol/*',
    ],
    platform: 'any',
  },
  'packages/embedded-postgres': { imports: [], platform: 'node' },
  'packages/local-program': { imports: ['@commonseal/protocol/*'], libraries: [], platform: 'node' },
  'packages/guarded': {
    imports: ['@commonseal/crypto/keyholder', '@commonseal/crypto/verify', '@commonseal/protocol/*'],
    libraries: ['sodium-native'],
    platform: 'node',
  },
  'packages/tooling': { imports: ['@commonseal/embedded-postgres/*'], platform: 'node', ships: false },
  'packages/fuzzing': {
    imports: [
      '@commonseal/account-log/*',
      '@commonseal/content/*',
      '@commonseal/crypto/*',
      '@commonseal/protocol/*',
    ],
    platform: 'node',
    ships: false,
  },
  'packages/bench': {
    imports: [
      '@commonseal/account-log/*',
      '@commonseal/crypto/*',
      '@commonseal/protocol/*',
      '@commonseal/tooling/*',
      '@commonseal/vault/*',
    ],
    platform: 'node',
    ships: false,
  },
  'apps/server': {
    imports: [
      '@commonseal/account-log',
      '@commonseal/crypto/opaque-server',
      '@commonseal/crypto/verify',
      '@commonseal/embedded-postgres/*',
      '@commonseal/protocol/*',
    ],
    platform: 'node',
  },
  'apps/connector': {
    imports: [
      '@commonseal/account-log',
      '@commonseal/account-log/author',
      '@commonseal/content/*',
      '@commonseal/crypto/seal',
      '@commonseal/crypto/verify',
      '@commonseal/local-program/*',
      '@commonseal/protocol/*',
    ],
    platform: 'node',
  },
  'apps/worker': {
    imports: [
      '@commonseal/account-log',
      '@commonseal/account-log/author',
      '@commonseal/crypto/keyholder',
      '@commonseal/crypto/open',
      '@commonseal/crypto/verify',
      '@commonseal/analysis',
      '@commonseal/embedded-postgres/*',
      '@commonseal/guarded/*',
      '@commonseal/local-program/*',
      '@commonseal/protocol/*',
    ],
    platform: 'node',
  },
  'apps/web': {
    imports: [
      '@commonseal/account-log/*',
      '@commonseal/analysis/analysers',
      '@commonseal/analysis/versions',
      '@commonseal/content/*',
      '@commonseal/crypto/*',
      '@commonseal/protocol/*',
      '@commonseal/vault/*',
    ],
    platform: 'any',
  },
};

/** Libraries that one workspace wraps for all others; what is measured against them has them beside that. */
export const exclusiveLibraries = [
  {
    name: 'one-importer-of-primitives',
    libraries: [
      'libsodium',
      'libsodium-wrappers',
      'libsodium-wrappers-sumo',
      '@serenity-kit/opaque',
      'hash-wasm',
      'shamir-secret-sharing',
    ],
    only: ['packages/crypto', 'packages/bench'],
    why: 'what is done with keys is decided, reviewed and tested in one place',
  },
  {
    name: 'guarded-memory-has-one-home',
    libraries: ['sodium-native'],
    only: ['packages/guarded', 'packages/bench'],
    why: 'which secrets lie in guarded memory, and when it is open, can be read in one place',
  },
];

/**
 * What a set of files must not reach, directly or through any chain of imports (imports of types vanish in
 * the build and do not count; a worker's address is not an import of its code).
 *
 * @typedef {object} ReachRule
 * @property {string} name
 * @property {string} from folder
 * @property {string} [except] folder inside it
 * @property {readonly string[]} never entries, each with the folder of the same name beside it
 * @property {string} why
 */

/** @type {readonly ReachRule[]} */
export const reachRules = [
  {
    name: 'server-never-opens',
    from: 'apps/server/src/',
    never: [
      '@commonseal/crypto/open',
      '@commonseal/crypto/break-glass',
      '@commonseal/crypto/keyholder',
      '@commonseal/guarded/*',
      '@commonseal/crypto/seal',
      '@commonseal/crypto/opaque-client',
      '@commonseal/account-log/author',
      '@commonseal/vault/*',
    ],
    why: 'the server verifies and stores; code that opens or seals has no place in its process',
  },
  {
    name: 'connector-never-opens',
    from: 'apps/connector/src/',
    never: [
      '@commonseal/crypto/open',
      '@commonseal/crypto/break-glass',
      '@commonseal/crypto/keyholder',
      '@commonseal/guarded/*',
      '@commonseal/crypto/opaque-client',
      '@commonseal/vault/*',
    ],
    why: 'a connector can only seal: whoever takes its machine reads nothing delivered before',
  },
  {
    name: 'keys-stay-in-the-worker',
    from: 'apps/web/src/',
    except: 'apps/web/src/vault-worker/',
    never: ['@commonseal/vault/*', '@commonseal/crypto/*', '@commonseal/account-log/*'],
    why: 'keys and the code that uses them live in the vault worker, which locking ends; types may be imported',
  },
  {
    name: 'files-are-read-apart-from-keys',
    from: 'apps/web/src/analysis-worker/',
    never: ['@commonseal/vault/*', '@commonseal/crypto/*', '@commonseal/account-log/*'],
    why: "what parses strangers' files runs where no key is, and no code that uses one",
  },
];

/**
 * What the files of a folder must not import directly, types included.
 *
 * @typedef {object} FolderRule
 * @property {string} name
 * @property {string} folder
 * @property {readonly string[]} [never] folders
 * @property {readonly string[]} [workspaces] the only workspaces it may import, when given
 * @property {boolean} [siblingsApart] its subfolders do not import each other
 * @property {string} why
 */

/** @type {readonly FolderRule[]} */
export const folderRules = [
  {
    name: 'ui-stands-alone',
    folder: 'apps/web/src/ui/',
    never: ['apps/web/src/features/', 'apps/web/src/routes/', 'apps/web/src/vault-worker/'],
    workspaces: ['@commonseal/protocol/*'],
    why: 'building blocks of the screen know neither journeys nor keys',
  },
  {
    name: 'features-stay-apart',
    folder: 'apps/web/src/features/',
    siblingsApart: true,
    why: 'a journey can be understood, changed and removed by itself',
  },
];

/**
 * Opening has one home, so that `server-never-opens` means what it says: outside it, no module of the package
 * exports a function of that name or calls a primitive that does it.
 */
export const openingRule = {
  name: 'opening-has-one-home',
  folder: 'packages/crypto/src/',
  homes: ['packages/crypto/src/open.ts', 'packages/crypto/src/open/'],
  exported: /^(open|decrypt)(?![a-z])/,
  called: /_(open|decrypt|decapsulate|dec|open_easy|open_detached|pull)$|^decrypt$|^createDecipheriv$/,
  why: 'a module that opens must be reachable by the entry `open` alone',
};
