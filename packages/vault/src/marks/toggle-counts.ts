/** No count is larger; one that got there stays. It fits four bytes of a varint. */
export const maxCount = 2 ** 28 - 1;

/**
 * How often each of many things was switched on or off: an odd number is on, an even one off, and nothing is 0. A
 * change counts one up, and of two devices' counts the larger one holds. So no clock is asked, and in whichever order
 * and however often counts are joined, the outcome is the same.
 *
 * Almost all counts are 0 or 1, hence one bit each, and a table for the others.
 */
export class ToggleCounts {
  #bits = new Uint8Array(0);
  readonly #above1 = new Map<number, number>();

  get(index: number): number {
    const bit = ((this.#bits[index >> 3] ?? 0) >> (7 - (index & 7))) & 1;
    return this.#above1.get(index) ?? bit;
  }

  isOn(index: number): boolean {
    return this.get(index) % 2 === 1;
  }

  /** @returns whether anything changed */
  set(index: number, isOn: boolean): boolean {
    if (this.isOn(index) === isOn || this.get(index) === maxCount) return false;
    this.raise(index, this.get(index) + 1);
    return true;
  }

  /** To at least `count`. @returns whether anything changed */
  raise(index: number, count: number): boolean {
    if (count <= this.get(index)) return false;
    const byte = index >> 3;
    this.#grow(byte + 1);
    this.#bits[byte] = (this.#bits[byte] ?? 0) | (0x80 >> (index & 7));
    if (count > 1) this.#above1.set(index, count);
    return true;
  }

  /** All from `start` up to, and without, `end`, to at least 1. */
  raiseRun(start: number, end: number): void {
    this.#grow((end + 7) >> 3);
    const [firstWhole, endOfWhole] = [(start + 7) >> 3, end >> 3];
    if (firstWhole < endOfWhole) this.#bits.fill(0xff, firstWhole, endOfWhole);
    for (let index = start; index < Math.min(end, 8 * firstWhole); index += 1) this.raise(index, 1);
    for (let index = Math.max(start, 8 * endOfWhole); index < end; index += 1) this.raise(index, 1);
  }

  /** Those whose bit is set, to at least 1. @returns whether anything changed */
  raiseBits(bits: Uint8Array): boolean {
    let isChanged = false;
    this.#grow(bits.length);
    // By number: pairs of place and byte would take a hundred times the memory of the bits.
    for (let at = 0; at < bits.length; at += 1) {
      const known = this.#bits[at] ?? 0;
      const both = known | (bits[at] ?? 0);
      if (both === known) continue;
      this.#bits[at] = both;
      isChanged = true;
    }
    return isChanged;
  }

  /** @returns whether anything changed */
  join(other: ToggleCounts): boolean {
    let isChanged = this.raiseBits(other.bits);
    for (const [index, count] of other.above1) isChanged = this.raise(index, count) || isChanged;
    return isChanged;
  }

  /** Whose counts are at least 1; index 0 is the first byte's highest bit. The last byte is not zero. */
  get bits(): Uint8Array {
    const last = this.#bits.findLastIndex((byte) => byte !== 0);
    return this.#bits.subarray(0, last + 1);
  }

  /** Those above 1, by index. */
  get above1(): readonly (readonly [index: number, count: number])[] {
    return [...this.#above1].toSorted(([left], [right]) => left - right);
  }

  #grow(length: number): void {
    if (length <= this.#bits.length) return;
    const grown = new Uint8Array(Math.max(length, 2 * this.#bits.length));
    grown.set(this.#bits);
    this.#bits = grown;
  }
}
