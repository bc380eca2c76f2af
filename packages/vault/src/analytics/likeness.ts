import { type ItemId, sketchBytes } from '@commonseal/protocol';
import { compareText } from './counted-rows.ts';

const values = sketchBytes / 2;
/** Values of two sketches that must agree at least: 0.8 of them, rounded up. */
const mostlyAlike = Math.ceil(0.8 * values);
const bandValues = 4;
/**
 * Two sketches that are mostly alike differ in 25 values at most, so of 26 bands one agrees wholly: whoever is compared only with those
 * who share a band misses nobody.
 */
const bands = values - mostlyAlike + 1;
/**
 * Of more that share a band than these, each is compared with so many of those that follow it in the order of what stands behind the
 * band: items that are alike mostly stand near each other in one of these 26 orders, and may be missed where they do not. Wording that all messages of a source share would
 * else have each compared with each.
 */
const mostCompared = 32;

/** A step over fewer takes no time that anybody would notice. */
const manySketches = 2_000;

export interface Sketched {
  readonly itemId: ItemId;
  readonly sketch: Uint8Array;
}

/**
 * Groups of items of which each is mostly alike another one of its group, the largest first.
 * Takes time in proportion to the number of items, whatever their sketches are, and lets others on between its steps; what it finds does
 * not depend on their order.
 */
export async function groupsOfAlike(items: readonly Sketched[]): Promise<ItemId[][]> {
  const sketches = new Sketches(items);
  const groups = new DisjointSets(sketches.size);
  for (let band = 0; band < bands; band += 1) {
    for (const sharing of sketches.sharing(band)) joinAlike(sharing, sketches, groups);
    if (sketches.size >= manySketches) await nextTask();
  }
  const byRoot = new Map<number, ItemId[]>();
  for (let at = 0; at < sketches.size; at += 1) {
    const group = byRoot.get(groups.rootOf(at)) ?? [];
    byRoot.set(groups.rootOf(at), group);
    // One by one: as many as an account has may be of one sketch, and a call takes no such number of arguments.
    for (const itemId of sketches.itemsOf(at)) group.push(itemId);
  }
  return [...byRoot.values()]
    .filter(({ length }) => length > 1)
    .map((itemIds) => itemIds.toSorted(compareText))
    .toSorted((left, right) => right.length - left.length || compareText(left[0] ?? '', right[0] ?? ''));
}

/** Different ones, in their order: items of the very same sketch need no comparing. */
class Sketches {
  /** A character for each value. */
  readonly #names: readonly string[];
  readonly #items: readonly (readonly ItemId[])[];
  readonly #values: Uint16Array;

  constructor(items: readonly Sketched[]) {
    const byName = new Map<string, ItemId[]>();
    for (const { itemId, sketch } of items) {
      const name = nameOf(sketch);
      const same = byName.get(name);
      if (same) same.push(itemId);
      else byName.set(name, [itemId]);
    }
    const sorted = [...byName].toSorted(([left], [right]) => compareText(left, right));
    this.#names = sorted.map(([name]) => name);
    this.#items = sorted.map(([, itemIds]) => itemIds);
    this.#values = new Uint16Array(sorted.length * values);
    for (const [at, name] of this.#names.entries())
      for (let place = 0; place < values; place += 1)
        this.#values[at * values + place] = name.charCodeAt(place);
  }

  get size(): number {
    return this.#names.length;
  }

  itemsOf(at: number): readonly ItemId[] {
    return this.#items[at] ?? [];
  }

  /** Those that agree in a band; very many in the order of what stands behind it. */
  *sharing(band: number): Generator<readonly number[]> {
    const byBand = new Map<string, number[]>();
    const start = band * bandValues;
    for (const [at, name] of this.#names.entries()) {
      const key = name.slice(start, start + bandValues);
      const those = byBand.get(key);
      if (those) those.push(at);
      else byBand.set(key, [at]);
    }
    for (const those of byBand.values()) {
      if (those.length > mostCompared)
        yield those.toSorted((left, right) => this.#compareFrom(start, left, right));
      else if (those.length > 1) yield those;
    }
  }

  #compareFrom(start: number, left: number, right: number): number {
    for (let place = start; place < values; place += 1) {
      const order = (this.#values[left * values + place] ?? 0) - (this.#values[right * values + place] ?? 0);
      if (order !== 0) return order;
    }
    return left - right;
  }

  areAlike(left: number, right: number): boolean {
    const all = this.#values;
    const [leftStart, rightStart] = [left * values, right * values];
    let differing = 0;
    for (let place = 0; place < values; place += 1) {
      if (all[leftStart + place] !== all[rightStart + place]) differing += 1;
      if (differing > values - mostlyAlike) return false;
    }
    return true;
  }
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

function nameOf(sketch: Uint8Array): string {
  const view = new DataView(sketch.buffer, sketch.byteOffset, sketch.byteLength);
  return String.fromCharCode(...Array.from({ length: values }, (_, at) => view.getUint16(at * 2)));
}

function joinAlike(sharing: readonly number[], sketches: Sketches, groups: DisjointSets): void {
  for (const [place, one] of sharing.entries()) {
    const last = Math.min(place + mostCompared, sharing.length - 1);
    for (let next = place + 1; next <= last; next += 1) {
      const other = sharing[next] ?? one;
      if (groups.rootOf(one) !== groups.rootOf(other) && sketches.areAlike(one, other))
        groups.join(one, other);
    }
  }
}

/** Union-find with path halving. */
class DisjointSets {
  readonly #parents: Uint32Array;

  constructor(size: number) {
    this.#parents = Uint32Array.from({ length: size }, (_, at) => at);
  }

  rootOf(at: number): number {
    let root = at;
    for (let parent = this.#parent(root); parent !== root; parent = this.#parent(root)) {
      this.#parents[root] = this.#parent(parent);
      root = this.#parent(root);
    }
    return root;
  }

  /** The smaller root stays: the outcome is the same in whatever order they are joined. */
  join(left: number, right: number): void {
    const [first, second] = [this.rootOf(left), this.rootOf(right)];
    this.#parents[Math.max(first, second)] = Math.min(first, second);
  }

  #parent(at: number): number {
    return this.#parents[at] ?? at;
  }
}
