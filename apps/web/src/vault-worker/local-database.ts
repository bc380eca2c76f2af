import { type IDBPDatabase, openDB } from 'idb';

const databaseName = 'commonseal';
export const vaultStore = 'vault';
export const deviceKeyStore = 'device key';

/** The browser's own database, in which the vault keeps things on this device. */
export function openLocalDatabase(): Promise<IDBPDatabase> {
  return openDB(databaseName, 2, {
    upgrade: (database, oldVersion) => {
      if (oldVersion < 1) database.createObjectStore(vaultStore);
      if (oldVersion < 2) database.createObjectStore(deviceKeyStore);
    },
    // A newer version in another tab must not wait for this one.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
}
