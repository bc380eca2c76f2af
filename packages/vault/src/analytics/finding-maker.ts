import type { Finding } from '@commonseal/protocol';

/** What is read of one item. */
export interface AnalysedItem {
  readonly mediaType: string;
  readonly fileName: string;
  /** All of its buffer: a view that is sent to another thread takes with it what else lies there. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface WantedFinding {
  readonly name: string;
  readonly version: number;
}

/**
 * Reads items with analysers, each where it can do no harm: files are strangers' work, so a thread that reads one holds no key, and is
 * ended when it does not answer. Passed in by who runs a vault.
 */
export interface FindingMaker {
  /** The newest version of each analyser that it has. */
  readonly analysers: readonly WantedFinding[];
  /** Longer items are not read. */
  readonly maxAnalysedBytes: number;
  /**
   * @param signal ends the reading at once
   * @returns one for each that is wanted, in that order; `failed` where what reads the item for this one alone broke or hung
   * @throws CommonsealError `offline` when it cannot be loaded
   * @throws the signal's reason
   */
  find(
    item: AnalysedItem,
    wanted: readonly WantedFinding[],
    signal?: AbortSignal,
  ): Promise<readonly Finding[]>;
}
