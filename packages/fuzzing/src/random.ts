/** Random numbers that a seed and a name repeat exactly; not for keys. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, name: string) {
    this.#a = seed >>> 0;
    this.#b = hashOf(name, 0x811c9dc5);
    this.#c = hashOf(name, seed >>> 0);
    for (let at = 0; at < 12; at += 1) this.next();
  }

  /** 32 bits: sfc32 of PractRand. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = (this.#b ^ (this.#b >>> 9)) >>> 0;
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0;
    return sum;
  }

  /** From 0 up to, not including, `ceiling`; 0 when there is nothing to choose from. */
  below(ceiling: number): number {
    return ceiling <= 1 ? 0 : Math.floor((this.next() / 2 ** 32) * ceiling);
  }

  /** Small numbers far more often than large ones. */
  skewed(ceiling: number): number {
    return this.below(this.below(this.below(ceiling) + 1) + 1);
  }

  chance(one: number): boolean {
    return this.below(one) === 0;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new TypeError('nothing to pick from');
    return list[this.below(list.length)] as T;
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += 1) bytes[at] = this.next();
    return bytes;
  }
}

/** FNV-1a. */
function hashOf(text: string, start: number): number {
  let hash = start;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
