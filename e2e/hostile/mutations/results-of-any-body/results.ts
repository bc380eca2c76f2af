import { type ItemId, parseBase64url } from '@commonseal/protocol';
import {
  type IndexedResult,
  Results as RealResults,
} from '../../../../packages/vault/src/content/results.ts';

export type { IndexedResult } from '../../../../packages/vault/src/content/results.ts';

/** In whatever it was found. */
export class Results extends RealResults {
  readonly #bodies = new Map<ItemId, ReadonlySet<string>>();

  override add(item: Parameters<RealResults['add']>[0]): void {
    super.add(item);
    const { itemId, bodyHash } = item.header.result ?? {};
    if (itemId === undefined || bodyHash === undefined) return;
    this.#bodies.set(itemId, new Set(this.#bodies.get(itemId)).add(bodyHash));
  }

  override of(
    item: Parameters<RealResults['of']>[0],
    counts: Parameters<RealResults['of']>[1],
  ): IndexedResult[] {
    const bodies = [...(this.#bodies.get(item.itemId) ?? [])].map(parseBase64url);
    const found = bodies.flatMap((bodyHash) =>
      super.of({ ...item, entry: { ...item.entry, bodyHash } }, counts),
    );
    return found.toSorted((left, right) => (left.version < right.version ? 1 : -1));
  }
}
