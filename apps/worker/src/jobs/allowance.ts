/** So many in a minute at most, on the long run; as many at once when nothing was taken for a minute. */
export class Allowance {
  readonly #perMinute: number;
  #left: number;
  #sinceMs: number;

  constructor(perMinute: number, nowMs: number) {
    this.#perMinute = perMinute;
    this.#left = perMinute;
    this.#sinceMs = nowMs;
  }

  /** @returns whether that many may be taken now; if not, none is */
  take(count: number, nowMs: number): boolean {
    const elapsedMs = Math.max(0, nowMs - this.#sinceMs);
    this.#left = Math.min(this.#perMinute, this.#left + (elapsedMs * this.#perMinute) / 60_000);
    this.#sinceMs = nowMs;
    if (count > this.#left) return false;
    this.#left -= count;
    return true;
  }
}
