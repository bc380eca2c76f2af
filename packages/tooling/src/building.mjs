import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runScript } from './child-process.mjs';
import { CommandFailed } from './command-failed.mjs';
import { compressFiles } from './compress-files.mjs';
import { dropStamp, hashFiles, hasStamp, readStamp, writeStamp } from './content-stamp.mjs';
import { withFolderLock } from './folder-lock.mjs';
import { cacheFolder, repositoryRoot } from './repository.mjs';

const tsc = 'node_modules/typescript/bin/tsc';
const vite = 'node_modules/vite/bin/vite.js';
const webOutput = 'apps/web/dist';

/** What the programs that run in Node are compiled from; `tsc -b` follows the references from here. */
const programProjects = [
  'packages/protocol',
  'packages/crypto',
  'packages/content',
  'packages/analysis',
  'packages/account-log',
  'packages/vault',
  'packages/embedded-postgres',
  'packages/local-program',
  'packages/guarded',
  'apps/server',
  'apps/connector',
  'apps/worker',
];

/** The programs themselves, by workspace: each is started from its `bundle` folder. One of them reads strangers' files for others. */
const programs = {
  'apps/server': 'src/main.ts',
  'apps/connector': 'src/main.ts',
  'apps/worker': 'src/main.ts',
  'packages/analysis': 'src/child/main.ts',
};

/** @typedef {(line: string) => void} Tell */

/**
 * Builds what `npm start` needs: the programs and the web app.
 * @param {Tell} tell
 */
export async function buildAll(tell) {
  await buildPrograms(tell);
  await buildWeb(tell);
}

/**
 * What is run of a program, after `buildPrograms`.
 * @param {'server' | 'connector' | 'worker'} app
 */
export function programPath(app) {
  return join(repositoryRoot, 'apps', app, 'bundle/main.mjs');
}

/**
 * Compiles the Node programs and the packages they use into their dist folders, and bundles each program, unless that is done.
 * @param {Tell} tell
 */
export async function buildPrograms(tell) {
  if (isFresh('programs', programInputs, programOutputs)) return;
  await withBuildLock(tell, async () => {
    if (isFresh('programs', programInputs, programOutputs)) return;
    tell('Compiling the programs …');
    // Taken before: a file saved while the compiler runs makes the result stale, not fresh.
    const inputs = programInputs();
    // The same sources, and yet other programs: somebody has meddled with what tsc believes to have written.
    const isDamaged = readStamp('programs')?.inputs === inputs;
    const complaints = await compile(programProjects, isDamaged);
    if (complaints !== undefined) throw new CommandFailed(`${complaints}\n\nThe programs do not compile.`);
    await bundlePrograms();
    writeStamp('programs', { inputs, outputs: programOutputs() });
  });
}

/** In a process of its own: the bundler would stay in the memory of `npm start`. Old ones are replaced as a whole. */
async function bundlePrograms() {
  const folders = Object.keys(programs).map((path) => join(repositoryRoot, path));
  const args = Object.entries(programs).flatMap(([path, entry]) => [
    join(repositoryRoot, path, entry),
    join(repositoryRoot, path, 'bundle.next'),
  ]);
  const env = { ...process.env, NODE_ENV: 'production', VITEST: undefined };
  const script = 'packages/tooling/src/bundle-programs.mjs';
  const { code, output } = await runScript(script, args, { capture: true, env });
  if (code !== 0) throw new CommandFailed(`${output.trim()}\n\nThe programs cannot be bundled (see above).`);
  for (const folder of folders) {
    replaceFolder(join(folder, 'bundle.next'), join(folder, 'bundle'), join(folder, 'bundle.last'));
  }
}

/**
 * Compiles every project of the root tsconfig.json, tests included, into the same folders.
 * @param {Tell} tell
 * @returns {Promise<string | undefined>} the compiler's complaints
 */
export function compileEverything(tell) {
  return withBuildLock(tell, () => compile(['.']));
}

/**
 * Runs `tsc -b`. A mark stands while it works: found at the next start, the compiler was cut off, and its own
 * records of what it has written are not trusted.
 * @param {readonly string[]} projects
 * @param {boolean} [isDamaged] likewise
 * @returns {Promise<string | undefined>} the compiler's complaints
 */
async function compile(projects, isDamaged = false) {
  const wasCutOff = hasStamp('compiling');
  writeStamp('compiling', { inputs: '', outputs: '' });
  const args = ['-b', '--pretty', 'false', ...(wasCutOff || isDamaged ? ['--force'] : []), ...projects];
  const { code, output } = await runScript(tsc, args, { capture: true });
  dropStamp('compiling');
  return code === 0 ? undefined : output.trim() || `tsc ended with exit code ${code}`;
}

/**
 * Bundles the web app into apps/web/dist, each file also in the forms in which it is sent, unless that is done. The old one is
 * replaced as a whole.
 * @param {Tell} tell
 */
export async function buildWeb(tell) {
  if (isFresh('web', webInputs, webOutputs)) return;
  await withBuildLock(tell, async () => {
    if (isFresh('web', webInputs, webOutputs)) return;
    tell('Bundling the web app …');
    const inputs = webInputs();
    const next = join(repositoryRoot, 'apps/web/dist.next');
    const args = ['build', '--outDir', next, '--emptyOutDir', '--logLevel', 'warn'];
    const env = { ...process.env, NODE_ENV: 'production', VITEST: undefined };
    const { code, output } = await runScript(vite, args, { capture: true, env });
    if (code !== 0) throw new CommandFailed(`${output.trim()}\n\nThe web app does not build (see above).`);
    await compressFiles(next);
    replaceFolder(next, join(repositoryRoot, webOutput), join(repositoryRoot, 'apps/web/dist.last'));
    writeStamp('web', { inputs, outputs: webOutputs() });
  });
}

/**
 * @param {string} next
 * @param {string} current
 * @param {string} last
 */
function replaceFolder(next, current, last) {
  rmSync(last, { recursive: true, force: true });
  try {
    renameSync(current, last);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  renameSync(next, current);
  rmSync(last, { recursive: true, force: true });
}

/**
 * Two compilers must not write into the same folders at once.
 * @template T
 * @param {Tell} tell
 * @param {() => Promise<T>} work
 */
function withBuildLock(tell, work) {
  const onWait = () => tell('Another command is building; waiting for it.');
  return withFolderLock(join(cacheFolder, 'build.lock'), { onWait }, work);
}

/**
 * @param {string} name
 * @param {() => string} inputs
 * @param {() => string} outputs
 */
function isFresh(name, inputs, outputs) {
  const stamp = readStamp(name);
  return stamp !== undefined && stamp.inputs === inputs() && stamp.outputs === outputs();
}

function programInputs() {
  const files = programProjects.flatMap((path) => [
    `${path}/src`,
    `${path}/package.json`,
    `${path}/tsconfig.json`,
  ]);
  const bundlers = ['bundle-programs', 'bundling', 'workspace-sources'].map(
    (name) => `packages/tooling/src/${name}.mjs`,
  );
  return hashFiles(repositoryRoot, ['tsconfig.json', 'package-lock.json', ...bundlers, ...files]);
}

function programOutputs() {
  // tsc's own record changes with every run of it over other projects; the programs do not.
  return hashFiles(
    repositoryRoot,
    [
      ...programProjects.map((path) => `${path}/dist`),
      ...Object.keys(programs).map((path) => `${path}/bundle`),
    ],
    ['.tsbuildinfo'],
  );
}

function webInputs() {
  const packages = readdirSync(join(repositoryRoot, 'packages')).flatMap((name) =>
    name === 'tooling' ? [] : [`packages/${name}/src`, `packages/${name}/package.json`],
  );
  const compressing = 'packages/tooling/src/compress-files.mjs';
  const files = [
    'vite.config.ts',
    'tsconfig.json',
    'package-lock.json',
    'apps/web',
    compressing,
    ...packages,
  ];
  return hashFiles(repositoryRoot, files, ['dist', 'dist.next', 'dist.last', 'test', 'node_modules']);
}

function webOutputs() {
  return hashFiles(repositoryRoot, [webOutput]);
}
