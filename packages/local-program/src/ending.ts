/** Terminal, npm and a starting script may all pass the same Ctrl-C on; one that comes later than this is a new one. */
const sameForMs = 2_000;

/** What happens when a person or the machine asks the program to end. */
export class Ending {
  readonly #controller = new AbortController();
  #isInOrder = false;
  #askedAtMs: number | undefined;

  /** For a command that ends by itself when it is asked to; all others may be ended at any moment. */
  inOrder(): AbortSignal {
    this.#isInOrder = true;
    return this.#controller.signal;
  }

  ask(nowMs: number): 'end at once' | 'ends in order' | 'asked already' {
    if (!this.#isInOrder) return 'end at once';
    if (this.#askedAtMs !== undefined)
      return nowMs - this.#askedAtMs > sameForMs ? 'end at once' : 'asked already';
    this.#askedAtMs = nowMs;
    this.#controller.abort();
    return 'ends in order';
  }
}
