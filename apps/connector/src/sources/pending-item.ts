import type { ItemHeader } from '@commonseal/protocol';
import type { Digest } from '../state/ledger.ts';

/** One thing to seal: a file, or a message of a mailbox. It can be read only while the walk stands at it. */
export interface PendingItem {
  /** Absolute path of the file. */
  readonly path: string;
  /** What its header says about where it came from. */
  readonly source: string;
  /** For messages to the person. */
  readonly name: string;
  readonly size: number;
  readonly digest: Digest;
  readonly describe: () => Promise<ItemHeader>;
  /** Read once, in order; throws `SourceTrouble` when the file is not what it was. */
  readonly read: (offset: number, length: number) => Promise<Uint8Array>;
}

/** One file cannot be delivered; the others can. `message` says why, to follow the file's name. */
export class SourceTrouble extends Error {
  override readonly name = 'SourceTrouble';
  /** The file was changed or taken away just now: looking again is all that helps. */
  readonly isPassing: boolean;

  constructor(message: string, options?: ErrorOptions & { readonly isPassing?: boolean }) {
    super(message, options);
    this.isPassing = options?.isPassing ?? false;
  }
}
