import type { NamedAddress } from './part.ts';

/** Strangers choose how many people their messages name: these are as many as a tab can hold at its ease, some tens of megabytes. */
export const maxKnownPeople = 50_000;
/** By which one item calls somebody. */
const maxNamesAtOnce = 4;
/** Ways in which items call somebody. */
const maxWays = 16;

/**
 * The people of an account whom figures name. Whoever is among them stays, so that an item is taken out of what it was counted in; when
 * there is no room, an item says only that it names others. Whoever is called alike is one object, however many items name them.
 */
export class KnownPeople {
  /** By address, and by what they are called. */
  readonly #known = new Map<string, Map<string, NamedAddress>>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns undefined when there is no room for somebody new */
  admit({ address, names }: NamedAddress): NamedAddress | undefined {
    let ways = this.#known.get(address);
    if (!ways) {
      if (this.#known.size >= this.#most) return undefined;
      ways = new Map([[wayOf([]), { address, names: [] }]]);
      this.#known.set(address, ways);
    }
    const some = names.slice(0, maxNamesAtOnce);
    const way = wayOf(some);
    const known = ways.get(way);
    if (known) return known;
    if (ways.size >= maxWays) return ways.get(wayOf([]));
    const person = { address, names: some };
    ways.set(way, person);
    return person;
  }
}

/** Each with room of their own: whoever writes to many keeps nobody from being told of who has written. */
export class PeopleOfAccount {
  readonly senders: KnownPeople;
  readonly correspondents: KnownPeople;

  constructor(most = maxKnownPeople) {
    this.senders = new KnownPeople(most);
    this.correspondents = new KnownPeople(most);
  }
}

function wayOf(names: readonly string[]): string {
  return JSON.stringify(names);
}
