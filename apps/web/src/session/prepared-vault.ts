import { type RunningVault, startVault } from '../vault-worker/vault-client.ts';

/** A worker that was asked for nothing yet. It has loaded what it needs by the time that it is. */
export class PreparedVault {
  #prepared: RunningVault | undefined;
  readonly #onCrash: (running: RunningVault) => void;

  /** @param onCrash is told of one that has ended by itself once it was taken */
  constructor(onCrash: (running: RunningVault) => void) {
    this.#onCrash = onCrash;
  }

  /** For a password that somebody has begun to type. */
  prepare(): void {
    this.#prepared ??= this.#start(true);
  }

  /** The one that was prepared, or a fresh one. */
  take(): RunningVault {
    const taken = this.#prepared ?? this.#start(false);
    this.#prepared = undefined;
    return taken;
  }

  end(): void {
    this.#prepared?.terminate();
    this.#prepared = undefined;
  }

  #start(forPassword: boolean): RunningVault {
    const running: RunningVault = startVault(() => {
      if (this.#prepared === running) this.#prepared = undefined;
      else this.#onCrash(running);
    }, forPassword);
    return running;
  }
}
