import { type ItemId, encodeBase64url } from '@commonseal/protocol';
import { compareVersions } from './compare-versions.ts';
import type { IndexedItem } from './content-index.ts';

/** An item that says what a worker or a member's device has found about another one. */
export interface IndexedResult {
  readonly item: IndexedItem;
  readonly analyser: string;
  readonly version: string;
  /** Of the body that it was found in, base64url. */
  readonly bodyHash: string | undefined;
}

/** What there is about each item, in the order in which the account got it. */
export class Results {
  readonly #byItem = new Map<ItemId, IndexedResult[]>();

  /** @param item of a writer that belongs to a worker or is a member's device, with `result` in its header */
  add(item: IndexedItem): void {
    const { result } = item.header;
    if (!result) return;
    const { itemId, ...rest } = result;
    const others = this.#byItem.get(itemId);
    const added = { bodyHash: undefined, ...rest, item };
    if (others) others.push(added);
    else this.#byItem.set(itemId, [added]);
  }

  /**
   * By analyser, its newest version first; of several of one version the first that counts. What was found in another body than the item
   * has is about another item: whoever works with the server can claim the same id for something of their own, and show it to the worker alone.
   */
  of({ itemId, entry }: IndexedItem, isHeard: (result: IndexedResult) => boolean): IndexedResult[] {
    const bodyHash = encodeBase64url(entry.bodyHash);
    const first = new Map<string, IndexedResult>();
    for (const result of this.#byItem.get(itemId) ?? []) {
      const name = JSON.stringify([result.analyser, result.version]);
      const isMeant = result.bodyHash === bodyHash && isHeard(result);
      if (isMeant && !first.has(name)) first.set(name, result);
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
