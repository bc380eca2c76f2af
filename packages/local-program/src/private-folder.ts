import { chmod, mkdir, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { privateFolderMode } from './durable-files.ts';
import { errorCodeOf } from './system-errors.ts';

/** `message` is what a person reads. */
export class FolderUnusable extends Error {
  override readonly name = 'FolderUnusable';
}

/** @param from.option what the person gave; it comes before the environment's variable, and that before the default */
export function chosenFolder(from: {
  readonly option: string | undefined;
  readonly variable: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Name of the default folder, in `~/.local/state`. */
  readonly name: string;
}): string {
  const { option, variable, environment, name } = from;
  const fromEnvironment = environment[variable];
  const chosen = option ?? (fromEnvironment === '' ? undefined : fromEnvironment);
  return resolve(chosen ?? join(homedir(), '.local', 'state', name));
}

/**
 * Makes the folder, or makes an empty one private. One that somebody uses for something else is left alone.
 * @param isOwn whether these names are what the program itself keeps there
 * @throws FolderUnusable
 */
export async function makePrivateFolder(
  path: string,
  isOwn: (names: readonly string[]) => boolean,
): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: privateFolderMode });
    const names = await readdir(path);
    if (names.length > 0 && !isOwn(names))
      throw new FolderUnusable(`${path} holds other files. Choose an empty folder with --state.`);
    await chmod(path, privateFolderMode);
  } catch (error) {
    if (error instanceof FolderUnusable) throw error;
    throw new FolderUnusable(`${path} cannot be used as state folder (${errorCodeOf(error)}).`, {
      cause: error,
    });
  }
}
