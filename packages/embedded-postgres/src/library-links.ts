import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { basename, delimiter, dirname, join, relative } from 'node:path';
import { errnoOf } from './errors.ts';

/**
 * Makes the links that the binaries find their shared libraries by (npm packages cannot hold links, and install
 * scripts often do not run). Where node_modules belongs to somebody else, they go into `fallback` instead.
 *
 * @param root the platform package's folder
 * @returns the variables that postgres needs in its environment
 */
export function linkLibraries(root: string, fallback: string): Record<string, string> {
  const missing = readLinks(root).filter(({ link }) => !existsSync(link));
  let linkedElsewhere = false;
  for (const { link, library } of missing) {
    try {
      makeLink(relative(dirname(link), library), link);
    } catch (error) {
      if (!['EACCES', 'EPERM', 'EROFS'].includes(errnoOf(error) ?? '')) throw error;
      mkdirSync(fallback, { recursive: true, mode: 0o755 });
      makeLink(library, join(fallback, basename(link)));
      linkedElsewhere = true;
    }
  }
  if (!linkedElsewhere) return {};
  // The package's own folder too: libraries look for others beside the link that they were loaded by.
  const folders = [fallback, join(root, 'native', 'lib')].join(delimiter);
  return { [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']: folders };
}

function readLinks(root: string): { link: string; library: string }[] {
  const list = join(root, 'native', 'pg-symlinks.json');
  // Packages without links come without a list.
  if (!existsSync(list)) return [];
  const entries = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  return entries.map(({ source, target }) => ({ link: join(root, target), library: join(root, source) }));
}

/** Of several launchers at once, one makes the link and the others find it made. */
function makeLink(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    // A link that leads nowhere is left from an installation that has moved.
    if (existsSync(path) || !lstatSync(path).isSymbolicLink()) return;
    const next = `${path}.${process.pid}`;
    symlinkSync(target, next);
    renameSync(next, path);
  }
}
