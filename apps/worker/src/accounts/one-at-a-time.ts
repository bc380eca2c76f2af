/** Does one thing after the other, whatever comes of them. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  get isIdle(): boolean {
    return this.#waiting === 0;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const next = this.#last.then(work, work);
    this.#last = next;
    try {
      return await next;
    } finally {
      this.#waiting -= 1;
    }
  }
}
