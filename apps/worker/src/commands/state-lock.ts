import { FolderBusy, withFolderLock } from '@commonseal/local-program/folder-lock';
import type { StateFolder } from '../state/state-folder.ts';
import { Stop } from '../stop.ts';

/**
 * Does `work` while no other process uses the state folder: two keyholders would count wrong passphrases apart.
 * @throws Stop `already_running`
 */
export async function withStateLock<T>(state: StateFolder, work: () => Promise<T>): Promise<T> {
  try {
    return await withFolderLock(state.lock, work);
  } catch (error) {
    if (!(error instanceof FolderBusy)) throw error;
    throw new Stop(
      'already_running',
      `A keyholder, or another command, works with this state folder (${error.holder}). If it ran on another machine and is ` +
        'gone, remove the lock file.',
      { cause: error },
    );
  }
}
