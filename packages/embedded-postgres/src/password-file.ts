import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import type { ClusterPaths } from './cluster-paths.ts';
import { syncFolder, temporaryPath } from './cluster-paths.ts';
import { EmbeddedPostgresError, errnoOf } from './errors.ts';
import type { Owner } from './system-user.ts';
import { handOver } from './system-user.ts';

/**
 * The superuser's password, made before the first initdb: launchers that start at once all create their cluster
 * with the same one, so whichever cluster stays, it fits. 32 random bytes, never in an argument or a log.
 */
export function requirePassword(paths: ClusterPaths, hasCluster: boolean, keeper: Owner | undefined): string {
  const known = readPassword(paths.password);
  if (known !== '') return known;
  if (hasCluster) throw passwordLost(paths);
  // A file without content is what a loss of power may have left of one.
  rmSync(paths.password, { force: true });
  createOnce(paths, keeper);
  return readPassword(paths.password);
}

export function passwordLost(paths: ClusterPaths): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'password_lost',
    `The password of the database in ${paths.data} is not in ${paths.password}: put that file back from the ` +
      'backup that this data comes from. Nothing was changed.',
  );
}

function readPassword(path: string): string {
  try {
    const password = readFileSync(path, 'utf8').trim();
    // A copy brought back from a backup may have lost its mode.
    if (process.platform !== 'win32') chmodSync(path, 0o600);
    return password;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  }
}

function createOnce(paths: ClusterPaths, keeper: Owner | undefined): void {
  const temporary = temporaryPath(paths);
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(file, `${randomBytes(32).toString('base64url')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  handOver(temporary, keeper);
  appear(temporary, paths.password);
  syncFolder(paths.parent);
}

/** Unlike renaming, linking never replaces the file that another launcher has just made. */
function appear(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EPERM' || errno === 'ENOTSUP' || errno === 'ENOSYS') return renameSync(temporary, path);
    if (errno !== 'EEXIST') throw error;
  }
  rmSync(temporary);
}
