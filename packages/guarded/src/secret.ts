import sodium from 'sodium-native';

/**
 * A secret in memory of its own (`sodium_malloc`): locked against swapping where the system allows it (where it does not, the
 * library goes on and does not tell), left out of core dumps, between two pages that nobody may touch, and itself closed to reads and
 * writes but while it is in use. What it protects from is a slip within this process; whoever may read the process's memory from
 * outside reads it all the same.
 */
export class GuardedSecret {
  #memory: Buffer | undefined;
  #uses = 0;
  #isToBeWiped = false;
  readonly length: number;

  private constructor(memory: Buffer) {
    this.#memory = memory;
    this.length = memory.length;
    sodium.sodium_mprotect_noaccess(memory);
  }

  /** @param fill writes the secret into the memory, and keeps no view of it. Nothing is left when it throws */
  static make(length: number, fill: (memory: Uint8Array) => void): GuardedSecret {
    const memory = sodium.sodium_malloc(length);
    try {
      fill(viewOf(memory));
    } catch (error) {
      sodium.sodium_free(memory);
      throw error;
    }
    return new GuardedSecret(memory);
  }

  static async makeLater(
    length: number,
    fill: (memory: Uint8Array) => Promise<unknown>,
  ): Promise<GuardedSecret> {
    const memory = sodium.sodium_malloc(length);
    try {
      await fill(viewOf(memory));
    } catch (error) {
      sodium.sodium_free(memory);
      throw error;
    }
    return new GuardedSecret(memory);
  }

  static random(length: number): GuardedSecret {
    return GuardedSecret.make(length, (memory) => sodium.randombytes_buf(memory));
  }

  /** Takes bytes over, and wipes where they came from. */
  static takenFrom(bytes: Uint8Array): GuardedSecret {
    const secret = GuardedSecret.make(bytes.length, (memory) => memory.set(bytes));
    wipeBytes(bytes);
    return secret;
  }

  copy(): GuardedSecret {
    return GuardedSecret.make(this.length, (memory) => this.use((bytes) => memory.set(bytes)));
  }

  /** Opens the memory for reading while `work` runs. @throws TypeError after `wipe` */
  use<T>(work: (bytes: Uint8Array) => T): T {
    const memory = this.#open();
    try {
      return work(viewOf(memory));
    } finally {
      this.#close(memory);
    }
  }

  /** The same for work that takes its time. Wiped meanwhile, the memory goes when the work is done. */
  async useLater<T>(work: (bytes: Uint8Array) => Promise<T>): Promise<T> {
    const memory = this.#open();
    try {
      return await work(viewOf(memory));
    } finally {
      this.#close(memory);
    }
  }

  /** Overwrites and frees the memory. May be called again. */
  wipe(): void {
    if (this.#uses > 0) {
      this.#isToBeWiped = true;
      return;
    }
    const memory = this.#memory;
    this.#memory = undefined;
    // Overwrites before it frees, and opens the memory to do so.
    if (memory) sodium.sodium_free(memory);
  }

  #open(): Buffer {
    const memory = this.#memory;
    if (!memory || this.#isToBeWiped) throw new TypeError('the secret is wiped');
    if (this.#uses === 0) sodium.sodium_mprotect_readonly(memory);
    this.#uses += 1;
    return memory;
  }

  #close(memory: Buffer): void {
    this.#uses -= 1;
    if (this.#uses > 0) return;
    sodium.sodium_mprotect_noaccess(memory);
    if (this.#isToBeWiped) this.wipe();
  }
}

/** Of a Buffer, `slice` would be no copy, and reading it later would end the process. */
function viewOf(memory: Buffer): Uint8Array {
  return new Uint8Array(memory.buffer, memory.byteOffset, memory.length);
}

/**
 * Overwrites bytes that lie in ordinary memory: these alone, not what the engine may have copied. Not by `sodium_memzero`: to be
 * handed to native code, a short array is first copied out of the engine's heap, and the copy alone would be overwritten.
 */
export function wipeBytes(bytes: Uint8Array): void {
  bytes.fill(0);
}

export function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  sodium.randombytes_buf(bytes);
  return bytes;
}
