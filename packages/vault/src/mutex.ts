/** Runs pieces of work one after another, in the order in which they were asked for. */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    // One that fails must not fail those behind it.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
