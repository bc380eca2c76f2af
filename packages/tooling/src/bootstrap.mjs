import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './child-process.mjs';
import { CommandFailed } from './command-failed.mjs';
import { withFolderLock } from './folder-lock.mjs';
import { recordInstallation, whyInstall } from './installation.mjs';
import { requireSupportedNode } from './node-version.mjs';
import { repositoryRoot } from './repository.mjs';

/**
 * Makes `node_modules` what package-lock.json says, if it is not. Imports nothing that would itself have to be
 * installed. Scripts of dependencies are never run: nothing here needs them.
 */
export async function ensureInstalled() {
  requireSupportedNode();
  if (whyInstall(repositoryRoot) === undefined) return;
  // Not inside node_modules: `npm ci` begins by removing that.
  const lock = join(repositoryRoot, '.install.lock');
  const onWait = () =>
    process.stderr.write('Another command is installing the dependencies; waiting for it.\n');
  await withFolderLock(lock, { onWait }, async () => {
    const reason = whyInstall(repositoryRoot);
    if (reason !== undefined) await install(reason);
  });
}

/** @param {string} reason */
async function install(reason) {
  if (lstatSync(join(repositoryRoot, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    // npm would empty the folder behind the link, which belongs to another checkout.
    throw new CommandFailed(
      `The dependencies must be installed, because ${reason}, but node_modules is a link.`,
    );
  }
  const startedMs = Date.now();
  process.stderr.write(`Installing the dependencies, because ${reason} (about a minute) …`);
  // The tools that build are devDependencies: they are wanted even where NODE_ENV says production.
  const args = ['ci', '--include=dev', '--include=optional', '--ignore-scripts', '--loglevel=error'];
  const { code, output } = await runNpm(args);
  if (code !== 0) {
    process.stderr.write(' failed.\n');
    throw new CommandFailed(
      `${output.trim()}\n\nnpm ci failed (exit code ${code}). Is the network reachable?`,
    );
  }
  recordInstallation(repositoryRoot);
  process.stderr.write(` done in ${Math.round((Date.now() - startedMs) / 1000)} s.\n`);
}

/** @param {readonly string[]} args */
function runNpm(args) {
  // Started by npm, the very same npm is used.
  const npm = process.env['npm_execpath'];
  if (npm !== undefined && /npm-cli\.c?js$/.test(npm)) {
    return run(process.execPath, [npm, ...args], { capture: true });
  }
  return run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { capture: true });
}
