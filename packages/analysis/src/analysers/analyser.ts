import type { SoundFinding } from '@commonseal/protocol';
import type { ItemReading } from '../reading/item-reading.ts';
import type { ReadForm } from '../reading/task.ts';

/**
 * Says something about one item. The same bytes give the same finding, byte for byte, in Node and in every browser: no clock, no time
 * zone, no language of the machine, no chance. Members of what it returns stand in a fixed order.
 */
export interface Analyser {
  /** Under which its results are kept; never used for anything else again. */
  readonly name: string;
  /** The newest last. A version says for ever what it says: whatever changes a finding is a new one. */
  readonly versions: readonly number[];
  /** What it has something to say of; left out by those that look at all that can be read. */
  readonly forms?: readonly ReadForm[];
  /**
   * @param version one of its own
   * @throws Error only for what no content may bring about
   */
  analyse(reading: ItemReading, version: number): Promise<SoundFinding>;
}

/** One of them, in one of its versions. */
export interface WantedAnalysis {
  readonly name: string;
  readonly version: number;
}
