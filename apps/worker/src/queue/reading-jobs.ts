import type { AccountId } from '@commonseal/protocol';
import { Refusal } from '../keyholder/refusal.ts';
import { AccountRefusal } from '../accounts/account-refusal.ts';
import type { Reading, ReadingJob } from '../reading/reading-api.ts';
import { Stop } from '../stop.ts';

/** Without work for so long one ends: the next portion of a run comes at once, and other runs want its place at the keyholder. */
const idleMs = 5_000;

interface Idle {
  readonly job: ReadingJob;
  readonly timer: NodeJS.Timeout;
}

export interface ReadingPlace {
  readonly accountId: AccountId;
  readonly grant: number;
  readonly analyser: string;
  readonly version: string;
}

/** Runs under way at the keyholder, each for one portion at a time: the keyholder lets few be begun. */
export class ReadingJobs {
  readonly #reading: Reading;
  readonly #idle = new Map<string, Idle[]>();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** @throws what the keyholder and the server throw, and `work` */
  async with<T>(place: ReadingPlace, work: (job: ReadingJob) => Promise<T>): Promise<T> {
    const { accountId, grant, analyser: name, version } = place;
    const job = this.#take(place) ?? (await this.#reading.begin(accountId, grant, { name, version }));
    try {
      const result = await work(job);
      this.#give(place, job);
      return result;
    } catch (error) {
      // The keyholder may know nothing of it any more.
      if (isOfKeyholder(error)) void end(job);
      else this.#give(place, job);
      throw error;
    }
  }

  async close(): Promise<void> {
    const all = [...this.#idle.values()].flat();
    this.#idle.clear();
    for (const { timer } of all) clearTimeout(timer);
    await Promise.all(all.map(({ job }) => end(job)));
  }

  #take(place: ReadingPlace): ReadingJob | undefined {
    const idle = this.#idle.get(keyOf(place))?.pop();
    clearTimeout(idle?.timer);
    return idle?.job;
  }

  #give(place: ReadingPlace, job: ReadingJob): void {
    const key = keyOf(place);
    const timer = setTimeout(() => {
      const left = (this.#idle.get(key) ?? []).filter((idle) => idle.job !== job);
      if (left.length > 0) this.#idle.set(key, left);
      else this.#idle.delete(key);
      void end(job);
    }, idleMs);
    timer.unref();
    this.#idle.set(key, [...(this.#idle.get(key) ?? []), { job, timer }]);
  }
}

function keyOf({ accountId, grant, analyser, version }: ReadingPlace): string {
  return [accountId, grant, analyser, version].join(' ');
}

function isOfKeyholder(error: unknown): boolean {
  return error instanceof AccountRefusal || error instanceof Refusal || error instanceof Stop;
}

/** One that cannot be told ends by itself. */
async function end(job: ReadingJob): Promise<void> {
  await job.end().catch(() => undefined);
}
