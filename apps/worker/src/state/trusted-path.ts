import { lstat, readlink } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { Stop } from '../stop.ts';

const othersMayWrite = 0o022;
const sticky = 0o1000;
/** As the system's own bound. */
const maxLinks = 40;

/**
 * Refuses a path on which another user could put something else in a folder's place, between its check and its use: every folder that
 * leads to it, and every link, is root's or one's own, and no folder is one that others may write to; in a sticky one, as /tmp, they may
 * move nothing but what is theirs.
 * @param path absolute; what it names is the caller's to look at
 * @throws Stop `state_unusable`; an error of the system where the path leads nowhere
 */
export async function requireTrustedPath(path: string, own = process.geteuid?.()): Promise<void> {
  if (own === undefined) return;
  let reached: string = sep;
  let links = 0;
  const waiting = partsOf(path);
  for (;;) {
    const part = waiting.shift();
    if (part === undefined) return;
    await requireTrustedFolder(reached, own);
    const next = join(reached, part);
    const stats = await lstat(next);
    if (!stats.isSymbolicLink()) {
      reached = next;
      continue;
    }
    links += 1;
    if (links > maxLinks) throw new Stop('state_unusable', `${path} leads over too many links.`);
    requireTrustedOwner(next, stats.uid, own);
    const target = await readlink(next);
    if (isAbsolute(target)) reached = sep;
    waiting.unshift(...partsOf(target));
  }
}

function partsOf(path: string): string[] {
  return path.split(sep).filter((part) => part !== '' && part !== '.');
}

async function requireTrustedFolder(path: string, own: number): Promise<void> {
  const { uid, mode } = await lstat(path);
  requireTrustedOwner(path, uid, own);
  if ((mode & othersMayWrite) === 0 || (mode & sticky) !== 0) return;
  throw new Stop(
    'state_unusable',
    `Others may write to ${path} (mode ${(mode & 0o7777).toString(8)}), and so could put another folder in the place of one in it. ` +
      `Nothing was done. Close it (chmod go-w '${path}'), or choose another folder with --state.`,
  );
}

function requireTrustedOwner(path: string, uid: number, own: number): void {
  if (uid === 0 || uid === own) return;
  throw new Stop(
    'state_unusable',
    `${path} belongs to another user (${uid}), who could put another folder in its place. Nothing was done. Choose a folder with ` +
      '--state that nobody but you and root can move.',
  );
}
