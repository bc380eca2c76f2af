import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Ahead, readAhead } from '../src/queue/read-ahead.ts';

interface Item {
  readonly name: string;
  readonly size: number;
}

const named = (names: string, size = 1): Item[] => [...names].map((name) => ({ name, size }));

/** Items, and what is done with them, of which the test decides when it comes to its end. */
class Workshop {
  readonly begun: string[] = [];
  isSourceClosed = false;
  readonly #ends = new Map<string, { resolve(): void; reject(error: Error): void }>();

  async *items(items: readonly Item[], failure?: Error): AsyncGenerator<Item> {
    try {
      yield* items;
      if (failure) throw failure;
    } finally {
      this.isSourceClosed = true;
    }
  }

  readonly work = ({ name }: Item): Promise<string> => {
    this.begun.push(name);
    return new Promise((resolve, reject) =>
      this.#ends.set(name, { resolve: () => resolve(`${name} done`), reject }),
    );
  };

  end(name: string): void {
    this.#ends.get(name)?.resolve();
  }

  fail(name: string, error: Error): void {
    this.#ends.get(name)?.reject(error);
  }
}

/** Until all that can happen by itself has happened. */
async function quiet(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await turn();
}

/** Takes results one after the other, as fast as they come. */
function taken(results: AsyncIterable<string>) {
  const got: string[] = [];
  const end = (async () => {
    for await (const result of results) got.push(result);
  })();
  // It is looked at by whoever waits for it.
  end.catch(() => undefined);
  return { got, end };
}

const plenty: Ahead = { items: 100, bytes: 1_000 };

describe('what is read ahead', () => {
  it('is handed on in the order of the items, whichever comes to its end first', async () => {
    const shop = new Workshop();
    const { got, end } = taken(readAhead(shop.items(named('abc')), plenty, shop.work));
    await quiet();
    expect(shop.begun).toEqual(['a', 'b', 'c']);
    for (const name of ['c', 'b']) shop.end(name);
    await quiet();
    expect(got).toEqual([]);
    shop.end('a');
    await end;
    expect(got).toEqual(['a done', 'b done', 'c done']);
  });

  it('is so many items at a time, and the next one is begun for each that was handed on', async () => {
    const shop = new Workshop();
    const { got, end } = taken(readAhead(shop.items(named('abcde')), { ...plenty, items: 2 }, shop.work));
    await quiet();
    expect(shop.begun).toEqual(['a', 'b']);
    // Not for one that waits for its turn: its result is held.
    shop.end('b');
    await quiet();
    expect(shop.begun).toEqual(['a', 'b']);
    shop.end('a');
    await quiet();
    expect([got, shop.begun]).toEqual([
      ['a done', 'b done'],
      ['a', 'b', 'c', 'd'],
    ]);
    for (const name of 'cd') shop.end(name);
    await quiet();
    shop.end('e');
    await end;
    expect(got).toHaveLength(5);
  });

  it('is so many bytes at a time', async () => {
    const shop = new Workshop();
    const items = [...named('ab', 40), ...named('c', 21), ...named('d', 40)];
    const { end } = taken(readAhead(shop.items(items), { items: 100, bytes: 100 }, shop.work));
    await quiet();
    expect(shop.begun).toEqual(['a', 'b']);
    shop.end('a');
    await quiet();
    // 40 and 21 are held, and 40 more would be one too many.
    expect(shop.begun).toEqual(['a', 'b', 'c']);
    shop.end('b');
    await quiet();
    expect(shop.begun).toEqual(['a', 'b', 'c', 'd']);
    for (const name of 'cd') shop.end(name);
    await end;
  });

  it('is one item alone that is larger than all may be together', async () => {
    const shop = new Workshop();
    const items = [...named('a', 10), ...named('b', 500), ...named('c', 10)];
    const { got, end } = taken(readAhead(shop.items(items), { items: 100, bytes: 100 }, shop.work));
    for (const name of 'abc') {
      await quiet();
      expect(shop.begun.at(-1)).toBe(name);
      expect(shop.begun).toHaveLength(got.length + 1);
      shop.end(name);
    }
    await end;
    expect(got).toHaveLength(3);
  });

  it('goes on while the caller is busy with what it was given', async () => {
    const shop = new Workshop();
    const results = readAhead(shop.items(named('abc')), { ...plenty, items: 2 }, shop.work);
    const first = results.next();
    await quiet();
    shop.end('a');
    expect(await first).toEqual({ done: false, value: 'a done' });
    // `b` was begun before, and is worked on though nobody asks for it yet.
    expect(shop.begun).toEqual(['a', 'b']);
    shop.end('b');
    expect(await results.next()).toEqual({ done: false, value: 'b done' });
    const last = results.next();
    await quiet();
    shop.end('c');
    expect(await last).toEqual({ done: false, value: 'c done' });
    expect(await results.next()).toEqual({ done: true, value: undefined });
  });

  it('of nothing is nothing', async () => {
    const shop = new Workshop();
    const { got, end } = taken(readAhead(shop.items([]), plenty, shop.work));
    await end;
    expect(got).toEqual([]);
  });
});

describe('a failure', () => {
  it('is thrown in its turn, when all that was begun has come to an end, and nothing more is begun', async () => {
    const shop = new Workshop();
    const { got, end } = taken(readAhead(shop.items(named('abcde')), { ...plenty, items: 3 }, shop.work));
    await quiet();
    shop.fail('b', new Error('b failed'));
    await quiet();
    expect(shop.isSourceClosed).toBe(false);
    shop.end('a');
    await quiet();
    // One more was begun in the place of the first; that one and the third are waited for.
    expect([got, shop.begun]).toEqual([['a done'], ['a', 'b', 'c', 'd']]);
    let isThrown = false;
    end.catch(() => {
      isThrown = true;
    });
    shop.end('c');
    await quiet();
    expect(isThrown).toBe(false);
    shop.fail('d', new Error('nobody hears of this one'));
    await expect(end).rejects.toThrow('b failed');
    expect([got, shop.begun, shop.isSourceClosed]).toEqual([['a done'], ['a', 'b', 'c', 'd'], true]);
  });

  it('of the items is thrown when all that was begun has come to an end', async () => {
    const shop = new Workshop();
    const items = shop.items(named('ab'), new Error('no more items'));
    const { end } = taken(readAhead(items, plenty, shop.work));
    let isThrown = false;
    end.catch(() => {
      isThrown = true;
    });
    await quiet();
    shop.end('a');
    await quiet();
    expect(isThrown).toBe(false);
    shop.end('b');
    await expect(end).rejects.toThrow('no more items');
  });

  it('of the caller ends it when all that was begun has come to an end', async () => {
    const shop = new Workshop();
    const results = readAhead(shop.items(named('abcd')), { ...plenty, items: 2 }, shop.work);
    const first = results.next();
    await quiet();
    shop.end('a');
    await first;
    let isEnded = false;
    const ending = results.return(undefined).then(() => {
      isEnded = true;
    });
    await quiet();
    expect(isEnded).toBe(false);
    shop.end('b');
    await ending;
    expect([shop.begun, shop.isSourceClosed]).toEqual([['a', 'b'], true]);
  });
});
