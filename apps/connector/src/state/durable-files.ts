import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCodeOf } from '../cli/words.ts';

/** Nobody else on the machine may read what the state folder holds. */
export const privateFileMode = 0o600;
export const privateFolderMode = 0o700;

/**
 * Replaces a file so that after a power cut either the old or the new content is there, whole: written beside it,
 * flushed, renamed over it, and the folder flushed too, because the name is the folder's content.
 */
export async function replaceDurably(path: string, content: Uint8Array | string): Promise<void> {
  const fresh = `${path}.new`;
  await rm(fresh, { force: true });
  await withFile(fresh, 'wx', async (file) => {
    await file.writeFile(content);
    await file.sync();
  });
  await rename(fresh, path);
  await syncFolder(dirname(path));
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
