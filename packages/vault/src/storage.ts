/**
 * Where a vault keeps what it fetched and pinned, on this device: ciphertext, signed logs, encrypted own state. Nothing
 * in it is in the clear, and everything read back is verified again. Keys are paths of the vault's own making.
 */
export interface VaultStorage {
  get(key: string): Promise<Uint8Array | undefined>;
  /** All entries whose key begins with the prefix, in the order of their keys; with `from`, those at that key and after it. */
  list(prefix: string, from?: string): Promise<readonly (readonly [key: string, value: Uint8Array])[]>;
  /** Writes all of them or none, and durably, before it resolves. */
  put(entries: readonly (readonly [key: string, value: Uint8Array])[]): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
  /** Runs `work` while nobody else on this device (another tab) runs under the same name. */
  withLock<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** Keeps what can be fetched again. A full disk or a refused quota is no reason to fail. */
export async function keepIfPossible(
  storage: VaultStorage,
  entries: readonly (readonly [key: string, value: Uint8Array])[],
): Promise<void> {
  await storage.put(entries).catch(() => undefined);
}
