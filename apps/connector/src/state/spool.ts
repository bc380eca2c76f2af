import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isThere, privateFolderMode, syncFolder } from '@commonseal/local-program/durable-files';
import { SpoolDraft } from './spool-draft.ts';
import { type SpooledBatch, parseSpooledBatch } from './spooled-batch.ts';
import { readContent } from './state-files.ts';
import type { StateFolder } from './state-folder.ts';

/**
 * The one sealed batch that is on its way to the server. What it promises at every moment of a crash or a power cut:
 *
 * - **Nothing twice.** A batch takes its place in the chain by one rename, `sealing` → `ready`, after every byte of it
 *   was flushed and before anything is sent. From then on exactly these bytes are that batch: whoever comes back
 *   sends them again, and the server takes the same bytes again as one. Before the rename nothing was sent, so what
 *   lies in `sealing` is thrown away and its place is still free.
 * - **Nothing lost.** `ready` is left only when the server has said that the batch is accepted, and after that was
 *   written down: first into the ledger (so that the files are not sealed again), then as the chain's new head (so that
 *   the next batch follows), then the folder goes, by a rename too. After a crash between any two of these steps the
 *   batch is still in `ready`, is delivered again (the server only says 'accepted'), and all steps are done
 *   again; each of them can be.
 * - A batch that is `ready` and already is the chain's head was settled, all but its removal.
 * - **Damaged.** What the disk has spoilt is noticed before it is sent. `offered-batch.ts` says what helps then.
 */
export class Spool {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(state: StateFolder): Promise<Spool> {
    const spool = new Spool(state.spool);
    await mkdir(state.spool, { recursive: true, mode: privateFolderMode });
    await spool.#remove('sealing');
    await spool.#remove('done');
    return spool;
  }

  /** Only looks; for a process that does not hold the lock. */
  static async peek(state: StateFolder): Promise<SpooledBatch | undefined> {
    const ready = await new Spool(state.spool).ready();
    return ready === 'damaged' ? undefined : ready;
  }

  async ready(): Promise<SpooledBatch | 'damaged' | undefined> {
    const content = await readContent(join(this.#folder, 'ready', 'batch.json'), parseSpooledBatch);
    if (typeof content === 'object') return content.value;
    return content === 'damaged' || (await isThere(join(this.#folder, 'ready'))) ? 'damaged' : undefined;
  }

  get pagesFile(): string {
    return join(this.#folder, 'ready', 'pages');
  }

  get rowsFile(): string {
    return join(this.#folder, 'ready', 'rows');
  }

  /** Begins a batch; one that was begun before and never became ready is gone. */
  async begin(): Promise<SpoolDraft> {
    await this.#remove('sealing');
    return SpoolDraft.create(join(this.#folder, 'sealing'));
  }

  /** Throws a begun batch away. */
  async abandon(draft: SpoolDraft): Promise<void> {
    await draft.close();
    await this.#remove('sealing');
  }

  /** Writes the batch down for good: afterwards it is going to be delivered, whatever happens. */
  async commit(draft: SpoolDraft, batch: SpooledBatch, pages: readonly Uint8Array[]): Promise<void> {
    await draft.complete(batch, pages);
    await rename(join(this.#folder, 'sealing'), join(this.#folder, 'ready'));
    await syncFolder(this.#folder);
  }

  /** Removes the ready batch, once it is settled or will never be accepted. */
  async clear(): Promise<void> {
    if (!(await isThere(join(this.#folder, 'ready')))) return;
    await rename(join(this.#folder, 'ready'), join(this.#folder, 'done'));
    await syncFolder(this.#folder);
    await this.#remove('done');
  }

  async #remove(name: string): Promise<void> {
    await rm(join(this.#folder, name), { recursive: true, force: true });
  }
}
