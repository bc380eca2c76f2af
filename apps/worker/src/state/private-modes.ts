import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { privateFileMode, privateFolderMode } from '@commonseal/local-program/durable-files';
import { errorCodeOf } from '@commonseal/local-program/system-errors';
import { Stop } from '../stop.ts';
import { requireTrustedPath } from './trusted-path.ts';

/** Everything that others may do with a file. */
const othersMode = 0o077;
/** What neither its group nor others may do with a folder that the group may enter. */
const groupsMode = 0o027;

/**
 * Refuses a folder that others may look into, or put another in the place of: file modes are all that keeps them from the socket
 * and the key file.
 * @throws Stop `state_unusable`; `not_initialised` when it is not there
 */
export async function requirePrivateFolder(path: string): Promise<void> {
  requirePrivate(path, await requireOwnFolder(path), privateFolderMode);
}

/** The same, but for what others may do within it. @throws Stop likewise */
export async function requireOwnFolder(path: string): Promise<Stats> {
  const stats = await statsOf(path);
  if (!stats.isDirectory()) throw new Stop('state_unusable', `${path} is no folder.`);
  requireOwn(path, stats);
  await requireTrustedPath(path);
  return stats;
}

/** @throws Stop likewise */
export async function requirePrivateFile(path: string): Promise<void> {
  const stats = await statsOf(path);
  if (!stats.isFile()) throw new Stop('state_unusable', `${path} is no ordinary file.`);
  requireOwn(path, stats);
  requirePrivate(path, stats, privateFileMode);
}

/**
 * A folder that a group may enter, and that nobody but root or oneself can change: what lies in it is who it seems to be.
 * @throws Stop likewise
 */
export async function requireSharedFolder(path: string): Promise<void> {
  const stats = await statsOf(path);
  const isTheirs = stats.uid === 0 || stats.uid === process.geteuid?.();
  if (!stats.isDirectory() || !isTheirs || (stats.mode & groupsMode) !== 0)
    throw new Stop(
      'state_unusable',
      `${path} is no folder that a group may enter and only its owner, root or yourself, may change (mode ${(stats.mode & 0o7777).toString(8)}).`,
    );
  await requireTrustedPath(path);
}

async function statsOf(path: string): Promise<Stats> {
  try {
    // A link is refused like anything else that is not the thing itself.
    return await lstat(path);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT')
      throw new Stop(
        'not_initialised',
        `There is no worker's key in this state folder yet (${path} is not there). Begin with: npm run worker -- init`,
        { cause: error },
      );
    throw new Stop('state_unusable', `${path} may not be looked at (${errorCodeOf(error)}).`, {
      cause: error,
    });
  }
}

function requireOwn(path: string, { uid }: Stats): void {
  const own = process.geteuid?.();
  if (own === undefined || uid === own) return;
  throw new Stop(
    'state_unusable',
    `${path} belongs to another user (${uid}), not to the one who runs this (${own}). Run this as that user, or make a ` +
      'worker of your own in another folder, with --state.',
  );
}

function requirePrivate(path: string, { mode }: Stats, wanted: number): void {
  if ((mode & othersMode) === 0) return;
  throw new Stop(
    'state_unusable',
    `Others than its owner may use ${path} (mode ${(mode & 0o7777).toString(8)}). Nothing was done. Find out who has read it, ` +
      `and close it: chmod ${wanted.toString(8)} '${path}'. If somebody may have copied the key file, they can try ` +
      'passphrases on it for as long as they like: make a new worker, and have the owners grant that one instead.',
  );
}
