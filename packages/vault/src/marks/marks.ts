import type { WriterId } from '@commonseal/protocol';
import { ToggleCounts } from './toggle-counts.ts';

export type MarkKind = 'read' | 'starred';

/** Where an item stands for good: the signed manifests of its writer's chain name items in an order that never changes. */
export interface ItemPlace {
  readonly writerId: WriterId;
  /** How many items of the chain come before it. */
  readonly index: number;
}

export type MarkCounts = Readonly<Record<MarkKind, ToggleCounts>>;

/** What a person has read and starred of one account. */
export class Marks {
  readonly #byWriter = new Map<WriterId, MarkCounts>();

  isOn(kind: MarkKind, { writerId, index }: ItemPlace): boolean {
    return this.#byWriter.get(writerId)?.[kind].isOn(index) ?? false;
  }

  /** @returns whether anything changed */
  set(kind: MarkKind, { writerId, index }: ItemPlace, isOn: boolean): boolean {
    return this.countsOf(writerId)[kind].set(index, isOn);
  }

  /**
   * Takes over what another device knows; nothing that is known here is lost by it.
   * @returns whether anything was news
   */
  join(other: Marks): boolean {
    let isChanged = false;
    for (const [writerId, { read, starred }] of other.#byWriter) {
      const own = this.countsOf(writerId);
      isChanged = own.read.join(read) || isChanged;
      isChanged = own.starred.join(starred) || isChanged;
    }
    return isChanged;
  }

  get byWriter(): ReadonlyMap<WriterId, MarkCounts> {
    return this.#byWriter;
  }

  /** Those of one writer; made when there are none. */
  countsOf(writerId: WriterId): MarkCounts {
    const known = this.#byWriter.get(writerId);
    if (known) return known;
    const made = { read: new ToggleCounts(), starred: new ToggleCounts() };
    this.#byWriter.set(writerId, made);
    return made;
  }
}
