import { accessSync, constants, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const memoryFolder = '/dev/shm';
const enoughBytes = 2 * 1024 ** 3;

/**
 * Where throwaway clusters lie. A cluster is more than a thousand files, and on some disks making them takes
 * longer than all else; so in memory where Linux has room for it, unless TMPDIR asks for a place.
 */
export function temporaryRoot(): string {
  if (process.platform !== 'linux' || process.env['TMPDIR'] !== undefined) return tmpdir();
  try {
    accessSync(memoryFolder, constants.W_OK);
    const { bavail, bsize } = statfsSync(memoryFolder);
    return bavail * bsize >= enoughBytes ? memoryFolder : tmpdir();
  } catch {
    return tmpdir();
  }
}
