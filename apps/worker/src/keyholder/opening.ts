import type { StretchingCost } from '@commonseal/guarded/argon2id';
import { type ReplacingStep, replaceDurably } from '@commonseal/local-program/durable-files';
import type { GuardedSecret } from '@commonseal/guarded/secret';
import { Attempts } from '../state/attempts.ts';
import { type KeyFile, encodeKeyFile } from '../state/key-file.ts';
import { readKeyFile } from '../state/read-key-file.ts';
import type { StateFolder } from '../state/state-folder.ts';
import { openPart, withNewPassphrase } from './key-ring.ts';
import { Refusal, type RefusalCode } from './refusal.ts';

/** After these the passphrase was not tried, or was right: the try is not counted. */
const uncounted: readonly RefusalCode[] = ['no_memory', 'key_file_altered'];

/** What a file's replacement is for, and how far it is. */
export type Step = `${'attempts' | 'key file'} ${ReplacingStep}`;
export type OnStep = (step: Step) => void;

/**
 * The key file and the count of wrong passphrases together: no passphrase is tried on the one without the other. One try at
 * a time; the process that has the folder's lock is the only one.
 */
export class Opening {
  readonly #state: StateFolder;
  readonly #attempts: Attempts;
  readonly #onStep: OnStep;
  #isTrying = false;

  constructor(state: StateFolder, onStep: OnStep = () => undefined) {
    this.#state = state;
    this.#onStep = onStep;
    this.#attempts = new Attempts(state.attempts, { onStep: (step) => onStep(`attempts ${step}`) });
  }

  /** @throws Refusal, Stop */
  open(
    operator: number,
    passphrase: GuardedSecret,
  ): Promise<{ readonly file: KeyFile; readonly part: GuardedSecret }> {
    return this.#alone(async () => {
      const file = await readKeyFile(this.#state);
      return { file, part: await this.#try(file, operator, passphrase) };
    });
  }

  /** Puts another passphrase in the place of an operator's. At every moment the file holds the one or the other. */
  change(
    operator: number,
    passphrases: { readonly current: GuardedSecret; readonly next: GuardedSecret },
    cost: StretchingCost,
  ): Promise<void> {
    return this.#alone(async () => {
      const file = await readKeyFile(this.#state);
      const part = await this.#try(file, operator, passphrases.current);
      try {
        const changed = await withNewPassphrase(file, operator, { part, passphrase: passphrases.next, cost });
        await replaceDurably(this.#state.keyFile, encodeKeyFile(changed), (step) =>
          this.#onStep(`key file ${step}`),
        );
      } finally {
        part.wipe();
      }
    });
  }

  async #try(file: KeyFile, operator: number, passphrase: GuardedSecret): Promise<GuardedSecret> {
    if (file.slots[operator - 1] === undefined) throw new Refusal('no_such_operator');
    const { waitMs, failed } = await this.#attempts.begin(operator);
    if (waitMs > 0) throw new Refusal('paused', { waitMs, failed });
    const part = await this.#openPart(file, operator, { passphrase, failed });
    try {
      await this.#attempts.succeeded(operator);
      return part;
    } catch (error) {
      part.wipe();
      throw error;
    }
  }

  async #openPart(
    file: KeyFile,
    operator: number,
    { passphrase, failed }: { readonly passphrase: GuardedSecret; readonly failed: number },
  ): Promise<GuardedSecret> {
    try {
      return await openPart(file, operator, passphrase);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (uncounted.includes(error.code)) {
        await this.#attempts.takeBack(operator);
        throw error;
      }
      throw new Refusal(error.code, { failed });
    }
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isTrying) throw new Refusal('busy');
    this.#isTrying = true;
    try {
      return await work();
    } finally {
      this.#isTrying = false;
    }
  }
}
