import type { StretchingCost } from '@commonseal/guarded/argon2id';
import type { GuardedSecret } from '@commonseal/guarded/secret';
import type { KeyFile } from '../state/key-file.ts';
import { readKeyFile } from '../state/read-key-file.ts';
import type { StateFolder } from '../state/state-folder.ts';
import { openKeys } from './key-ring.ts';
import { Opening } from './opening.ts';
import { Refusal } from './refusal.ts';
import { type WorkerKeys, wipeWorkerKeys } from './worker-keys.ts';

export type SealedState =
  | { readonly kind: 'sealed'; readonly missing: number }
  | { readonly kind: 'unsealed'; readonly sinceMs: number };

/** Holds a worker's keys while it is unsealed, and nothing before and after. It begins sealed. */
export class Keyholder {
  readonly #state: StateFolder;
  readonly #opening: Opening;
  readonly #parts = new Map<number, GuardedSecret>();
  #keys: WorkerKeys | undefined;
  #whenSealed: () => void = () => undefined;
  #sinceMs = 0;
  /** Counts seals: what was opened while somebody sealed is forgotten too. */
  #seals = 0;

  constructor(state: StateFolder) {
    this.#state = state;
    this.#opening = new Opening(state);
  }

  stateOf({ threshold }: Pick<KeyFile, 'threshold'>): SealedState {
    if (this.#keys) return { kind: 'unsealed', sinceMs: this.#sinceMs };
    return { kind: 'sealed', missing: threshold - this.#parts.size };
  }

  /** @throws Refusal, Stop */
  async unseal(operator: number, passphrase: GuardedSecret): Promise<SealedState> {
    if (this.#keys) throw new Refusal('already_unsealed');
    if (this.#parts.has(operator)) throw new Refusal('part_known');
    const seals = this.#seals;
    const { file, part } = await this.#opening.open(operator, passphrase);
    const parts = new Map(this.#parts).set(operator, part);
    const keys = parts.size < file.threshold ? undefined : await this.#openKeys(file, parts);
    if (seals !== this.#seals) {
      part.wipe();
      if (keys) wipeWorkerKeys(keys);
    } else if (keys) {
      this.#keys = keys;
      this.#sinceMs = Date.now();
    } else this.#parts.set(operator, part);
    return this.stateOf(file);
  }

  /** Forgets all parts, whether they open anything or not: altered ones would stand in the way of the next try. */
  async #openKeys(file: KeyFile, parts: ReadonlyMap<number, GuardedSecret>): Promise<WorkerKeys> {
    try {
      return await openKeys(file, [...parts.values()]);
    } finally {
      for (const part of parts.values()) part.wipe();
      this.#parts.clear();
    }
  }

  /** While it is unsealed. Whoever takes them keeps none. */
  get keys(): WorkerKeys | undefined {
    return this.#keys;
  }

  /** @param work forgets what was opened with the keys, in the same moment */
  whenSealed(work: () => void): void {
    this.#whenSealed = work;
  }

  /** Forgets the keys, and the parts of those who have typed theirs. */
  seal(): void {
    this.#seals += 1;
    for (const part of this.#parts.values()) part.wipe();
    this.#parts.clear();
    if (this.#keys) wipeWorkerKeys(this.#keys);
    this.#keys = undefined;
    this.#whenSealed();
  }

  changePassphrase(
    operator: number,
    passphrases: { readonly current: GuardedSecret; readonly next: GuardedSecret },
    cost: StretchingCost,
  ): Promise<void> {
    return this.#opening.change(operator, passphrases, cost);
  }

  keyFile(): Promise<KeyFile> {
    return readKeyFile(this.#state);
  }
}
