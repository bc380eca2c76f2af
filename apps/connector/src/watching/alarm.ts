/** Lets one waiter wait for a time, a ring, or the end, whichever comes first. */
export class Alarm {
  readonly #signal: AbortSignal;
  #hasRung = false;
  #onRing: () => void = () => undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Counts for the next wait when nobody waits now. */
  readonly ring = (): void => {
    this.#hasRung = true;
    this.#onRing();
  };

  /** Does not wait when it has rung since the last time. */
  async untilRung(atMostMs: number): Promise<void> {
    if (!this.#hasRung) {
      await this.#sleep(atMostMs, (wake) => {
        this.#onRing = wake;
      });
    }
    this.#hasRung = false;
  }

  /** Only the end cuts it short. */
  async pause(pauseMs: number): Promise<void> {
    await this.#sleep(pauseMs, () => undefined);
  }

  async #sleep(sleepMs: number, onSleep: (wake: () => void) => void): Promise<void> {
    if (this.#signal.aborted || sleepMs <= 0) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', wake);
        resolve();
      };
      // Longer times do not fit into a timer, and would be over at once.
      const timer = setTimeout(wake, Math.min(sleepMs, 2 ** 30));
      this.#signal.addEventListener('abort', wake);
      onSleep(wake);
    });
  }
}
