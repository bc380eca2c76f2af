import { FolderBusy, withFolderLock as withLock } from '@commonseal/local-program/folder-lock';
import { Stop } from '../stop.ts';

/**
 * Does `work` while no other process uses the same state folder: two of them would give one place in the chain of
 * batches to two batches.
 * @throws Stop `state_busy`
 */
export async function withFolderLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  try {
    return await withLock(lock, work);
  } catch (error) {
    if (!(error instanceof FolderBusy)) throw error;
    throw new Stop(
      'state_busy',
      `Another push or watch works with this state folder (${error.holder}). Wait until it has ended, or end it. If it ran ` +
        'on another machine and is gone, remove the lock file.',
      { cause: error },
    );
  }
}
