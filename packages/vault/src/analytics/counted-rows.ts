/** Rows that are there as long as an item is counted in them. */
export class CountedRows<Row extends { items: number }> {
  readonly #rows = new Map<string, Row>();
  readonly #make: () => Row;

  constructor(make: () => Row) {
    this.#make = make;
  }

  /** @param sign 1 for an item that comes, -1 for one that goes */
  change(key: string, sign: 1 | -1, alsoChange?: (row: Row) => void): void {
    const row = this.#rows.get(key) ?? this.#make();
    row.items += sign;
    alsoChange?.(row);
    if (row.items === 0) this.#rows.delete(key);
    else this.#rows.set(key, row);
  }

  /** The most frequent first; of equal ones, by key. */
  *mostFrequent(): Generator<readonly [key: string, row: Row]> {
    yield* [...this.#rows].toSorted(
      ([leftKey, left], [rightKey, right]) => right.items - left.items || compareText(leftKey, rightKey),
    );
  }

  get all(): Iterable<readonly [key: string, row: Row]> {
    return this.#rows;
  }
}

/** By code units: the same everywhere. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
