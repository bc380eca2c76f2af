import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCodeOf } from '../cli/words.ts';
import { Stop } from '../stop.ts';

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

/**
 * Reads a state file of JSON.
 * @param parse throws whatever it likes when the content is not what this program wrote
 */
export async function readState<T>(path: string, parse: (value: JsonObject) => T): Promise<T | undefined> {
  const content = await readIfThere(path);
  if (content === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(content.toString('utf8'));
    if (typeof value !== 'object' || value === null) throw new TypeError('no object');
    return parse(value as JsonObject);
  } catch (error) {
    throw new Stop(
      'state_unusable',
      `${path} is damaged. Restore it from a copy, or begin with an empty state folder.`,
      {
        cause: error,
      },
    );
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function requireText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('no text');
  return value;
}

export function requireInteger(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new TypeError('no integer');
  return value;
}

export function requireList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('no list');
  return value;
}

export function requireObject(value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null) throw new TypeError('no object');
  return value as JsonObject;
}
