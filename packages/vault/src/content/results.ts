import type { ItemId } from '@commonseal/protocol';
import type { IndexedItem } from './content-index.ts';

/** An item that says what a worker has found about another one. */
export interface IndexedResult {
  readonly item: IndexedItem;
  readonly analyser: string;
  readonly version: string;
}

const collator = new Intl.Collator('en', { numeric: true });

/** Numbers in them are read as such: 10 comes after 9. Never 0 for two that differ. */
function compareVersions(left: string, right: string): number {
  return collator.compare(left, right) || (left < right ? -1 : Number(left > right));
}

/** What there is about each item, in the order in which the account got it. */
export class Results {
  readonly #byItem = new Map<ItemId, IndexedResult[]>();

  /** @param item of a writer that belongs to a worker, with `result` in its header */
  add(item: IndexedItem): void {
    const { result } = item.header;
    if (!result) return;
    const { itemId, analyser, version } = result;
    const others = this.#byItem.get(itemId);
    const added = { item, analyser, version };
    if (others) others.push(added);
    else this.#byItem.set(itemId, [added]);
  }

  /** By analyser, its newest version first; of several of one version the first that counts. */
  of(itemId: ItemId, counts: (item: IndexedItem) => boolean): IndexedResult[] {
    const first = new Map<string, IndexedResult>();
    for (const result of this.#byItem.get(itemId) ?? []) {
      const name = JSON.stringify([result.analyser, result.version]);
      if (!first.has(name) && counts(result.item)) first.set(name, result);
    }
    return [...first.values()].toSorted(
      (left, right) =>
        (left.analyser < right.analyser ? -1 : Number(left.analyser > right.analyser)) ||
        compareVersions(right.version, left.version),
    );
  }

  get itemIds(): Iterable<ItemId> {
    return this.#byItem.keys();
  }
}
