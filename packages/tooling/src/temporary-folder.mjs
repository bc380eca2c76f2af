import { chmodSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

const memoryFolder = '/dev/shm';
/** Short: the paths of sockets are limited to some hundred characters. */
const prefix = 'seal-';
/** Several times what the tests leave there at once. */
const enoughBytes = 4 * 2 ** 30;

/**
 * Runs tests with a folder for temporary files in memory, where there is enough of it: they make thousands of small files
 * durable, of which each waits for a disk, and throw them away.
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} work is given what to add to the environment
 * @returns {Promise<T>}
 */
export async function withTemporaryFolder(work) {
  if (!isRoomInMemory()) return work({});
  removeAbandoned();
  const folder = join(memoryFolder, `${prefix}${process.pid}`);
  mkdirSync(folder);
  // As those are that others may use too: some of the programs run as another user.
  chmodSync(folder, 0o1777);
  try {
    return await work({ TMPDIR: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function isRoomInMemory() {
  // Whoever sets the variable has chosen.
  if (process.platform !== 'linux' || process.env['TMPDIR'] !== undefined) return false;
  try {
    const { bavail, bsize } = statfsSync(memoryFolder);
    return Math.min(bavail * bsize, freemem()) >= enoughBytes;
  } catch {
    return false;
  }
}

/** Of runs that were killed. */
function removeAbandoned() {
  for (const name of readdirSync(memoryFolder)) {
    const pid = Number(name.startsWith(prefix) ? name.slice(prefix.length) : Number.NaN);
    if (Number.isInteger(pid) && pid > 0 && !isAlive(pid))
      rmSync(join(memoryFolder, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
