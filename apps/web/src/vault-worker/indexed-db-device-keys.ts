import type { DeviceKeyStore } from '@commonseal/vault';
import type { IDBPDatabase } from 'idb';
import { deviceKeyStore } from './local-database.ts';

const name = 'own';

/** A key that this browser can use and that no script can read, not even ours: kept as the object that it is. */
export class IndexedDbDeviceKeys implements DeviceKeyStore {
  readonly #database: IDBPDatabase;

  constructor(database: IDBPDatabase) {
    this.#database = database;
  }

  async get(): Promise<CryptoKey | undefined> {
    return (await this.#database.get(deviceKeyStore, name)) as CryptoKey | undefined;
  }

  async put(key: CryptoKey): Promise<void> {
    // `strict`: on the disk before it resolves.
    const { store, done } = this.#database.transaction(deviceKeyStore, 'readwrite', { durability: 'strict' });
    await Promise.all([store.put(key, name), done]);
  }

  async delete(): Promise<void> {
    const { store, done } = this.#database.transaction(deviceKeyStore, 'readwrite', { durability: 'strict' });
    await Promise.all([store.delete(name), done]);
  }
}
