import { storageKeys } from '../storage-keys.ts';
import type { VaultStorage } from '../storage.ts';

/** Wrong answers that one request gets in one browser. */
export const maxTries = 5;

/**
 * How often words were compared with those of a request and were wrong. Kept in this browser before each comparison, so that nothing
 * that ends this program gives another one; and remembered here, should the browser forget.
 */
export class Tries {
  readonly #storage: VaultStorage;
  readonly #counts = new Map<string, number>();

  constructor(storage: VaultStorage) {
    this.#storage = storage;
  }

  async left(requestName: string): Promise<number> {
    return Math.max(0, maxTries - (await this.#count(requestName)));
  }

  /**
   * Compares, if there is a try left: it is used up unless the answer is right.
   * @returns whether it is right; undefined when none was left
   * @throws when this browser cannot keep the count: then nothing was compared
   */
  async compare(requestName: string, isRight: () => boolean): Promise<boolean | undefined> {
    return this.#storage.withLock(storageKeys.resetTries(requestName), async () => {
      const count = await this.#count(requestName);
      if (count >= maxTries) return undefined;
      await this.#keep(requestName, count + 1);
      this.#counts.set(requestName, count + 1);
      if (!isRight()) return false;
      this.#counts.set(requestName, count);
      // It stays used up where this fails.
      await this.#keep(requestName, count).catch(() => undefined);
      return true;
    });
  }

  async #keep(requestName: string, count: number): Promise<void> {
    await this.#storage.put([[storageKeys.resetTries(requestName), Uint8Array.of(count)]]);
  }

  async #count(requestName: string): Promise<number> {
    const kept = await this.#storage.get(storageKeys.resetTries(requestName));
    return Math.max(this.#counts.get(requestName) ?? 0, kept?.[0] ?? 0);
  }
}
