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
 * Of many that share a band and are not alike, each is compared with so many of those next to it. Wording that stands in every message
 * of a source would else have each compared with each.
 */
const mostCompared = 64;

export interface Sketched {
  readonly itemId: ItemId;
  readonly sketch: Uint8Array;
}

/**
 * Groups of items of which each is mostly alike another one of its group, the largest first.
 * Takes time in proportion to the number of items, whatever their sketches are; what it finds does not depend on their order.
 */
export function groupsOfAlike(items: readonly Sketched[]): ItemId[][] {
  const sets = distinctSketches(items);
  const groups = new DisjointSets(sets.length);
  for (let band = 0; band < bands; band += 1) joinSharing(band, sets, groups);
  const byRoot = new Map<number, ItemId[]>();
  for (const [at, { itemIds }] of sets.entries()) {
    const group = byRoot.get(groups.rootOf(at));
    if (group) group.push(...itemIds);
    else byRoot.set(groups.rootOf(at), [...itemIds]);
  }
  return [...byRoot.values()]
    .filter(({ length }) => length > 1)
    .map((itemIds) => itemIds.toSorted(compareText))
    .toSorted((left, right) => right.length - left.length || compareText(left[0] ?? '', right[0] ?? ''));
}

interface SketchSet {
  readonly name: string;
  readonly sketch: DataView;
  readonly itemIds: ItemId[];
}

/** Items that say the very same need no comparing. In the order of their sketches. */
function distinctSketches(items: readonly Sketched[]): SketchSet[] {
  const sets = new Map<string, SketchSet>();
  for (const { itemId, sketch } of items) {
    const view = new DataView(sketch.buffer, sketch.byteOffset, sketch.byteLength);
    const name = String.fromCharCode(...Array.from({ length: values }, (_, at) => view.getUint16(at * 2)));
    const set = sets.get(name);
    if (set) set.itemIds.push(itemId);
    else sets.set(name, { name, sketch: view, itemIds: [itemId] });
  }
  return [...sets.values()].toSorted((left, right) => compareText(left.name, right.name));
}

/** Joins those that share a band and are mostly alike. */
function joinSharing(band: number, sets: readonly SketchSet[], groups: DisjointSets): void {
  const sharing = new Map<string, number[]>();
  for (const [at, { name }] of sets.entries()) {
    const key = name.slice(band * bandValues, (band + 1) * bandValues);
    const those = sharing.get(key);
    if (those) those.push(at);
    else sharing.set(key, [at]);
  }
  for (const those of sharing.values()) {
    for (const [place, at] of those.entries()) {
      for (const other of those.slice(place + 1, place + 1 + mostCompared)) {
        const [left, right] = [sets[at], sets[other]];
        if (!left || !right || groups.rootOf(at) === groups.rootOf(other)) continue;
        if (areAlike(left.sketch, right.sketch)) groups.join(at, other);
      }
    }
  }
}

function areAlike(left: DataView, right: DataView): boolean {
  let agreeing = 0;
  for (let at = 0; at < values; at += 1) {
    if (left.getUint16(at * 2) === right.getUint16(at * 2)) agreeing += 1;
    else if (at - agreeing >= values - mostlyAlike) return false;
  }
  return agreeing >= mostlyAlike;
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
