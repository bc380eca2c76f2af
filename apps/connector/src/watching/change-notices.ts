import { type FSWatcher, watch } from 'node:fs';

/** The system allows a limited number of watched folders, which all programs of a person share. */
const maxFolders = 4_096;

/**
 * Rings when something changes in one of the folders. Only a hint: looks at regular times find what no notice tells of.
 * So it needs no notices from below its folders, and none for each file, as the usual libraries want them.
 */
export class ChangeNotices {
  readonly #ring: () => void;
  readonly #watchers = new Map<string, { readonly inode: bigint; readonly watcher: FSWatcher }>();
  #isComplete = true;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /** Whether every folder gives notices. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Watches these folders and no others. @returns whether some are new: what came into them before gave no notice */
  follow(folders: ReadonlyMap<string, bigint>): boolean {
    for (const [path, { inode }] of this.#watchers) if (folders.get(path) !== inode) this.#leave(path);
    let hasNew = false;
    this.#isComplete = true;
    for (const [path, inode] of folders) {
      if (this.#watchers.has(path)) continue;
      const isWatched = this.#watchers.size < maxFolders && this.#watch(path, inode);
      if (isWatched) hasNew = true;
      else this.#isComplete = false;
    }
    return hasNew;
  }

  close(): void {
    for (const path of this.#watchers.keys()) this.#leave(path);
  }

  #watch(path: string, inode: bigint): boolean {
    try {
      const watcher = watch(path, this.#ring);
      watcher.on('error', () => {
        this.#leave(path);
        this.#ring();
      });
      this.#watchers.set(path, { inode, watcher });
      return true;
    } catch {
      return false;
    }
  }

  #leave(path: string): void {
    this.#watchers.get(path)?.watcher.close();
    this.#watchers.delete(path);
  }
}
