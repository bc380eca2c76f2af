import { type VaultStorage, createMemoryStorage } from '@commonseal/vault';
import { describe, expect, it } from 'vitest';
import { Tries } from '../src/let-back-in/tries.ts';

function over(storage: VaultStorage, changed: Partial<VaultStorage>): VaultStorage {
  return {
    get: (key) => storage.get(key),
    list: (prefix) => storage.list(prefix),
    put: (entries) => storage.put(entries),
    delete: (keys) => storage.delete(keys),
    withLock: (name, work) => storage.withLock(name, work),
    ...changed,
  };
}

const wrong = () => false;
const right = () => true;

async function outcomes(tries: Tries, times: number): Promise<(boolean | undefined)[]> {
  const all = [];
  for (let at = 0; at < times; at += 1) all.push(await tries.compare('request', wrong));
  return all;
}

describe('tries', () => {
  it('are five for each request, and a right one takes none', async () => {
    const tries = new Tries(createMemoryStorage());
    expect(await tries.compare('request', right)).toBe(true);
    expect(await outcomes(tries, 4)).toEqual([false, false, false, false]);
    expect(await tries.compare('request', right)).toBe(true);
    expect(await tries.left('request')).toBe(1);
    expect(await outcomes(tries, 2)).toEqual([false, undefined]);
    expect(await tries.compare('request', right)).toBeUndefined();
    expect(await tries.left('another request')).toBe(5);
  });

  it('are counted together by all that share a browser', async () => {
    const storage = createMemoryStorage();
    await outcomes(new Tries(storage), 3);
    const other = new Tries(storage);
    expect(await other.left('request')).toBe(2);
    const all = await Promise.all([outcomes(other, 2), outcomes(new Tries(storage), 2)]);
    expect(all.flat().filter((outcome) => outcome === false)).toHaveLength(2);
  });

  it('are not given by a browser that cannot keep the count', async () => {
    const full = over(createMemoryStorage(), {
      put: () => Promise.reject(new Error('the disk is full')),
    });
    let compared = 0;
    const comparing = new Tries(full).compare('request', () => {
      compared += 1;
      return true;
    });
    await expect(comparing).rejects.toThrow('the disk is full');
    expect(compared).toBe(0);
  });

  it('are not given once more by a browser that forgets', async () => {
    const forgetful = over(createMemoryStorage(), { put: async () => undefined });
    expect(await outcomes(new Tries(forgetful), 6)).toEqual([false, false, false, false, false, undefined]);
  });

  it('are used up before the comparison, whatever ends it', async () => {
    const storage = createMemoryStorage();
    const ended = new Tries(storage).compare('request', () => {
      throw new Error('the program ended');
    });
    await expect(ended).rejects.toThrow('the program ended');
    expect(await new Tries(storage).left('request')).toBe(4);
  });
});
