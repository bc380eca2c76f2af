import { Mutex } from './mutex.ts';
import type { VaultStorage } from './storage.ts';

/** Storage that ends with its process: for programs that keep nothing, and for tests. */
export function createMemoryStorage(): VaultStorage {
  const values = new Map<string, Uint8Array>();
  const locks = new Map<string, Mutex>();
  return {
    get: async (key) => values.get(key),
    list: async (prefix, from = prefix) =>
      [...values]
        .filter(([key]) => key.startsWith(prefix) && key >= from)
        .toSorted(([left], [right]) => (left < right ? -1 : 1)),
    put: async (entries) => {
      for (const [key, value] of entries) values.set(key, value.slice());
    },
    delete: async (keys) => {
      for (const key of keys) values.delete(key);
    },
    withLock: (name, work) => {
      const lock = locks.get(name) ?? new Mutex();
      locks.set(name, lock);
      return lock.run(work);
    },
  };
}
