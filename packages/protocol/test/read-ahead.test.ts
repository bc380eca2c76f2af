import { readAhead } from '@commonseal/protocol';
import { describe, expect, it } from 'vitest';

async function taken(source: AsyncIterable<number>): Promise<number[]> {
  const list: number[] = [];
  for await (const each of source) list.push(each);
  return list;
}

describe('reading ahead', () => {
  it('yields the same in the same order', async () => {
    async function* source() {
      yield* [1, 2, 3];
    }
    expect(await taken(readAhead(source()))).toEqual([1, 2, 3]);
    expect(await taken(readAhead((async function* () {})()))).toEqual([]);
  });

  it('has asked for the next one, and for no other, while one is worked on', async () => {
    const made: number[] = [];
    async function* source() {
      for (let at = 0; at < 5; at += 1) {
        made.push(at);
        yield at;
      }
    }
    for await (const each of readAhead(source())) {
      await new Promise((done) => setTimeout(done, 1));
      expect(made.at(-1)).toBe(Math.min(each + 1, 4));
    }
  });

  it('hands out what came before a failure, and then the failure', async () => {
    async function* source() {
      yield 1;
      throw new Error('broken');
    }
    const list: number[] = [];
    const work = (async () => {
      for await (const each of readAhead(source())) {
        // The failure is there before anybody asks for it.
        await new Promise((done) => setTimeout(done, 1));
        list.push(each);
      }
    })();
    await expect(work).rejects.toThrow('broken');
    expect(list).toEqual([1]);
  });

  it('ends the source when it is broken off', async () => {
    let isEnded = false;
    async function* source() {
      try {
        yield* [1, 2, 3];
      } finally {
        isEnded = true;
      }
    }
    for await (const each of readAhead(source())) if (each === 1) break;
    expect(isEnded).toBe(true);
  });
});
