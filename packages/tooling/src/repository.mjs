import { realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout, wherever a command was started from. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** What may be thrown away at any time: stamps and logs of the commands. `npm ci` empties it. */
export const cacheFolder = join(repositoryRoot, 'node_modules', '.cache', 'commonseal');

/**
 * True for the module that Node was started with, so that a command can also be imported.
 * @param {string} moduleUrl `import.meta.url`
 */
export function isEntryPoint(moduleUrl) {
  const started = process.argv[1];
  if (started === undefined) return false;
  try {
    return realpathSync(started) === fileURLToPath(moduleUrl);
  } catch {
    return false;
  }
}
