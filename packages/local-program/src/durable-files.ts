import { type FileHandle, access, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCodeOf } from './system-errors.ts';

/** Nobody else on the machine may read what the state folder holds. */
export const privateFileMode = 0o600;
export const privateFolderMode = 0o700;

export const replacingSteps = ['begun', 'made', 'written', 'flushed', 'renamed', 'lasting'] as const;
export type ReplacingStep = (typeof replacingSteps)[number];

/**
 * Replaces a file so that after a power cut either the old or the new content is there, whole: written beside it,
 * flushed, renamed over it, and the folder flushed too, because the name is the folder's content.
 * @param onStep for tests, which end the process there
 */
export async function replaceDurably(
  path: string,
  content: Uint8Array | string,
  onStep: (step: ReplacingStep) => void = () => undefined,
): Promise<void> {
  const fresh = `${path}.new`;
  onStep('begun');
  await rm(fresh, { force: true });
  await withFile(fresh, 'wx', async (file) => {
    onStep('made');
    await file.writeFile(content);
    onStep('written');
    await file.sync();
  });
  onStep('flushed');
  await rename(fresh, path);
  onStep('renamed');
  await syncFolder(dirname(path));
  onStep('lasting');
}

export async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders, and does not need it.
  if (process.platform === 'win32') return;
  await withFile(path, 'r', (folder) => folder.sync());
}

export async function withFile<T>(
  path: string,
  flags: string,
  use: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const file = await open(path, flags, privateFileMode);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** The content of a file, undefined when it is not there. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** @throws errors of the system but for one that says that nothing is there */
export async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
