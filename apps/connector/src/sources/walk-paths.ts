import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { fileTrouble } from '../cli/words.ts';

export type Found =
  | { readonly kind: 'file'; readonly path: string; readonly source: string }
  /** Comes before what is in it. */
  | { readonly kind: 'folder'; readonly path: string }
  /** Left out on purpose. */
  | { readonly kind: 'passed'; readonly path: string; readonly why: string }
  /** Should have been there and could not be read. */
  | { readonly kind: 'trouble'; readonly path: string; readonly why: string };

/**
 * All files below the given paths, in an order that is the same each time. A path that is named may be a symbolic link;
 * within folders none is followed, so the walk ends and stays below what was named.
 * @param ownFolder the state folder: nobody delivers a connector's own keys
 */
export async function* walkPaths(paths: readonly string[], ownFolder: string): AsyncGenerator<Found> {
  for (const path of paths) {
    try {
      const root = await realpath(resolve(path));
      const status = await stat(root);
      if (`${root}${sep}`.startsWith(`${ownFolder}${sep}`)) yield ownState(root);
      else if (status.isDirectory()) yield* walkFolder(root, basename(root), ownFolder);
      else if (status.isFile()) yield { kind: 'file', path: root, source: basename(dirname(root)) };
      else yield { kind: 'trouble', path, why: 'is neither a file nor a folder' };
    } catch (error) {
      yield { kind: 'trouble', path, why: fileTrouble(error) };
    }
  }
}

async function* walkFolder(folder: string, source: string, ownFolder: string): AsyncGenerator<Found> {
  if (folder === ownFolder) {
    yield ownState(folder);
    return;
  }
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    yield { kind: 'trouble', path: folder, why: fileTrouble(error) };
    return;
  }
  yield { kind: 'folder', path: folder };
  // By code unit: the same order whatever language the machine speaks.
  entries.sort((left, right) => (left.name < right.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walkFolder(path, `${source}/${entry.name}`, ownFolder);
    else if (entry.isFile()) yield { kind: 'file', path, source };
    else if (entry.isSymbolicLink()) yield { kind: 'passed', path, why: 'is a symbolic link' };
    else yield { kind: 'passed', path, why: 'is neither a file nor a folder' };
  }
}

function ownState(path: string): Found {
  return { kind: 'passed', path, why: "is this connector's own state" };
}
