import type { SeenFile } from './look.ts';
import type { Timings } from './timings.ts';

interface State extends SeenFile {
  /** Since when it looks like this. */
  sinceMs: number;
  isTaken: boolean;
  retryAtMs: number;
  failures: number;
  told: string | undefined;
}

export interface SliceLimits {
  readonly items: number;
  readonly bytes: number;
}

/** Which files of the folder are to be delivered, and when. Knows no clock: the time is given to it. */
export class WaitingFiles {
  readonly #timings: Timings;
  readonly #limits: SliceLimits;
  #states = new Map<string, State>();
  #lookedAtMs = 0;

  constructor(timings: Timings, limits: SliceLimits) {
    this.#timings = timings;
    this.#limits = limits;
  }

  /** Takes in all that is there now; what is not among it is forgotten. */
  observe(files: readonly SeenFile[], nowMs: number): void {
    const states = new Map<string, State>();
    this.#lookedAtMs = nowMs;
    for (const file of files) {
      const known = this.#states.get(file.path);
      const isSame = known?.mark === file.mark;
      states.set(
        file.path,
        isSame
          ? known
          : { ...file, sinceMs: nowMs, isTaken: false, retryAtMs: 0, failures: 0, told: known?.told },
      );
    }
    this.#states = states;
  }

  /** The next files to deliver together, as of the last look; none as long as more may join them. */
  nextSlice(): readonly SeenFile[] {
    const slice: State[] = [];
    let bytes = 0;
    let oldestMs = Number.POSITIVE_INFINITY;
    for (const state of this.#states.values()) {
      const readyAtMs = this.#readyAtMs(state);
      if (readyAtMs > this.#lookedAtMs) continue;
      oldestMs = Math.min(oldestMs, readyAtMs);
      slice.push(state);
      bytes += state.size;
      if (slice.length >= this.#limits.items || bytes >= this.#limits.bytes) return slice;
    }
    return oldestMs + this.#timings.gatherMs <= this.#lookedAtMs ? slice : [];
  }

  /** When the next look finds something to deliver, if nothing changes until then. */
  nextAtMs(): number {
    let readyAtMs = Number.POSITIVE_INFINITY;
    for (const state of this.#states.values()) readyAtMs = Math.min(readyAtMs, this.#readyAtMs(state));
    return readyAtMs + this.#timings.gatherMs;
  }

  /** It is being written to after all, or has gone: what it is now, the next look says. */
  changed({ path }: SeenFile, nowMs: number): void {
    const state = this.#states.get(path);
    if (state) state.sinceMs = nowMs;
  }

  /** The file is not looked at again while it stays as it was when it was taken. */
  taken({ path, mark }: SeenFile): void {
    const state = this.#states.get(path);
    if (state?.mark === mark) Object.assign(state, { isTaken: true, told: undefined });
  }

  /** It is tried again later. @returns whether the person does not know of it yet */
  failed({ path }: SeenFile, why: string, nowMs: number): boolean {
    const state = this.#states.get(path);
    if (!state) return false;
    const pauseMs = Math.min(this.#timings.retryMs * 2 ** state.failures, this.#timings.longestRetryMs);
    state.retryAtMs = nowMs + pauseMs;
    state.failures += 1;
    const isNew = state.told !== why;
    state.told = why;
    return isNew;
  }

  #readyAtMs({ isTaken, sinceMs, retryAtMs }: State): number {
    if (isTaken) return Number.POSITIVE_INFINITY;
    return Math.max(sinceMs + this.#timings.settleMs, retryAtMs);
  }
}
