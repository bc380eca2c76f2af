import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { looksAt, prepare } from '../analysers/analyse.ts';
import type { WantedAnalysis } from '../analysers/analyser.ts';
import { requireWanted } from '../analysers/registry.ts';
import { type AnalysedItem, nothingToRead } from '../analysis.ts';
import type { ReadingTask } from '../reading/task.ts';
import { AnalyserProcess } from './analyser-process.ts';
import type { AnalysisOutcome } from './outcome.ts';
import { spawnConfined } from './spawn-confined.ts';

export interface AnalyserLimits {
  /** At a time. */
  readonly processes: number;
  /** For one item. */
  readonly timeLimitMs: number;
  /** Of V8's heap in each process; what it has in memory altogether may be half as much more, and 128 MiB. */
  readonly heapMiB: number;
  /** After so many items a process makes way for a new one. */
  readonly itemsPerProcess: number;
  /** Another user, where this process may say so: one who owns nothing. */
  readonly runAs?: { readonly uid: number; readonly gid: number };
}

const defaultLimits: AnalyserLimits = {
  processes: 1,
  timeLimitMs: 60_000,
  heapMiB: 512,
  itemsPerProcess: 100,
};
const startLimitMs = 60_000;

/**
 * The bundled one, wherever this module is run from, be it within the bundle of a program: to load its modules one by one takes as long as
 * to read twenty items.
 */
function bundledReadingProgram(): string {
  return createRequire(import.meta.url).resolve('@commonseal/analysis/child');
}

/** No process comes up: that is a matter of this machine, and no result of any item. */
export class AnalysersUnavailable extends Error {
  override readonly name = 'AnalysersUnavailable';
}

/**
 * Reads items in processes of their own, which hold no key and know no address. An item that makes its process hang, crash,
 * grow or lie costs its own result, and the next one is read by a new process. A process sees many items one after the other:
 * keep a pool for one account.
 */
export class Analysers {
  readonly #limits: AnalyserLimits;
  readonly #program: string;
  readonly #folder: string;
  readonly #idle: AnalyserProcess[] = [];
  readonly #all = new Set<AnalyserProcess>();
  /** The lowest rank first, and of one rank whoever has waited longest. */
  readonly #waiting: { readonly rank: number; readonly wake: () => void }[] = [];
  #running = 0;
  #isClosed = false;

  constructor(limits: Partial<AnalyserLimits> = {}, program = bundledReadingProgram()) {
    this.#limits = { ...defaultLimits, ...limits };
    this.#program = program;
    this.#folder = mkdtempSync(join(tmpdir(), 'commonseal-analysis-'));
    // For whoever the processes run as, and to be written by nobody.
    chmodSync(this.#folder, 0o555);
  }

  /**
   * What each of several analysers finds in an item, which is read once for all of them. Where that fails, it is read for each by itself:
   * what is said of one does not depend on what else was wanted.
   * @param rank of what waits for a process, the lowest comes first
   * @returns in the order of what was wanted
   * @throws AnalysersUnavailable when no process comes up, or the pool was closed meanwhile
   * @throws TypeError for an analyser that there is not
   */
  async analyse(
    item: AnalysedItem,
    wanted: readonly WantedAnalysis[],
    rank = 0,
  ): Promise<readonly AnalysisOutcome[]> {
    const known = wanted.map((each) => ({ each, analyser: requireWanted(each) }));
    const task = prepare(item);
    if (typeof task === 'string') return wanted.map(() => nothingToRead(task));
    const looking = known.filter(({ analyser }) => looksAt(analyser, task)).map(({ each }) => each);
    const outcomes = looking.length === 0 ? [] : await this.#analyseTask(task, looking, rank);
    return wanted.map((each) => outcomes[looking.indexOf(each)] ?? nothingToRead('not a kind that is read'));
  }

  async #analyseTask(
    task: ReadingTask,
    wanted: readonly WantedAnalysis[],
    rank: number,
  ): Promise<readonly AnalysisOutcome[]> {
    await this.#turn(rank);
    try {
      const outcomes = await this.#read(await this.#reader(), task, wanted);
      if (this.#isClosed) throw new AnalysersUnavailable('closed');
      return outcomes;
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.wake();
    }
  }

  /** Ends all processes; what is being read is not read to its end. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { wake } of this.#waiting.splice(0)) wake();
    await Promise.all([...this.#all].map((reader) => reader.end()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #turn(rank: number): Promise<void> {
    while (!this.#isClosed && this.#running >= this.#limits.processes) {
      // oxlint-disable-next-line no-await-in-loop -- it is woken, and may find that another was quicker
      await new Promise<void>((resolve) => {
        const behind = this.#waiting.findIndex((other) => other.rank > rank);
        this.#waiting.splice(behind === -1 ? this.#waiting.length : behind, 0, { rank, wake: resolve });
      });
    }
    this.#running += 1;
  }

  async #reader(): Promise<AnalyserProcess> {
    const idle = this.#idle.pop();
    if (idle?.isAlive) return idle;
    if (idle) this.#all.delete(idle);
    return this.#fresh();
  }

  async #fresh(): Promise<AnalyserProcess> {
    if (this.#isClosed) throw new AnalysersUnavailable('closed');
    const { timeLimitMs, heapMiB, runAs } = this.#limits;
    // No process has more than two limits of time behind it; collecting garbage may keep several processors busy.
    const cpuSeconds = Math.ceil((8 * timeLimitMs + startLimitMs) / 1000);
    const child = spawnConfined(this.#program, { folder: this.#folder, heapMiB, cpuSeconds, runAs });
    const residentMiB = heapMiB * 1.5 + 128;
    const reader = new AnalyserProcess(child, { startLimitMs, timeLimitMs, residentMiB });
    this.#all.add(reader);
    if (await reader.isReady()) return reader;
    this.#all.delete(reader);
    throw new AnalysersUnavailable('no process to read items comes up');
  }

  async #read(
    reader: AnalyserProcess,
    task: ReadingTask,
    wanted: readonly WantedAnalysis[],
  ): Promise<readonly AnalysisOutcome[]> {
    const isFresh = reader.items === 0;
    const read = await reader.read(task, wanted);
    const { itemsPerProcess, timeLimitMs } = this.#limits;
    const isSpent = reader.items >= itemsPerProcess || reader.busyMs >= timeLimitMs;
    if (reader.isAlive && !isSpent && !this.#isClosed) {
      this.#idle.push(reader);
    } else {
      await reader.end();
      this.#all.delete(reader);
    }
    if (!('kind' in read)) return read;
    // What an earlier item has left behind is no fault of this one.
    if (!isFresh) return this.#read(await this.#fresh(), task, wanted);
    if (wanted.length === 1) return [read];
    const outcomes: AnalysisOutcome[] = [];
    for (const each of wanted) {
      // oxlint-disable-next-line no-await-in-loop -- one process at a time is what this turn is for
      outcomes.push(...(await this.#read(await this.#reader(), task, [each])));
    }
    return outcomes;
  }
}
