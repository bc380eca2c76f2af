import type { VaultStorage } from '@commonseal/vault';
import type { IDBPDatabase } from 'idb';
import { vaultStore } from './local-database.ts';

function startingWith(prefix: string, from: string): IDBKeyRange {
  return IDBKeyRange.bound(from, `${prefix}\uffff`);
}

type Entries = Awaited<ReturnType<VaultStorage['list']>>;

/** What the vault keeps on this device, in the browser's own database. All of it is ciphertext or signed. */
export class IndexedDbStorage implements VaultStorage {
  readonly #database: IDBPDatabase;
  /** What was read before it is asked for, until it is. */
  readonly #ahead = new Map<string, Promise<Entries>>();

  constructor(database: IDBPDatabase) {
    this.#database = database;
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    return (await this.#database.get(vaultStore, key)) as Uint8Array | undefined;
  }

  async list(prefix: string, from = prefix): Promise<Entries> {
    const ahead = from === prefix ? this.#ahead.get(prefix) : undefined;
    this.#ahead.delete(prefix);
    return ahead ?? this.#read(prefix, from);
  }

  /** Reads what a list will be asked for, as it is now; once. */
  readAhead(prefix: string): void {
    const reading = this.#read(prefix, prefix);
    reading.catch(() => this.#ahead.delete(prefix));
    this.#ahead.set(prefix, reading);
  }

  async #read(prefix: string, from: string): Promise<Entries> {
    const { store, done } = this.#database.transaction(vaultStore, 'readonly');
    const range = startingWith(prefix, from);
    const [keys, values] = await Promise.all([store.getAllKeys(range), store.getAll(range), done]);
    return keys.map((key, index) => [key as string, values[index] as Uint8Array] as const);
  }

  async put(entries: readonly (readonly [key: string, value: Uint8Array])[]): Promise<void> {
    // `strict`: on the disk before it resolves. One transaction: all or none.
    const { store, done } = this.#database.transaction(vaultStore, 'readwrite', { durability: 'strict' });
    // A view would be stored together with the whole buffer under it.
    await Promise.all([...entries.map(([key, value]) => store.put(value.slice(), key)), done]);
  }

  async delete(keys: readonly string[]): Promise<void> {
    const { store, done } = this.#database.transaction(vaultStore, 'readwrite');
    await Promise.all([...keys.map((key) => store.delete(key)), done]);
  }

  withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
    return navigator.locks.request(`commonseal/${name}`, work);
  }
}
