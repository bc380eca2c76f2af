import { CommonsealError, type Finding, parseFinding } from '@commonseal/protocol';
import type { AnalysedItem, FindingMaker, WantedFinding } from '@commonseal/vault';
import type { AnalysisAnswer, AnalysisTask } from '../analysis-worker/analysis-messages.ts';

/** A thread of its own. */
export interface AnalysisThread {
  post(task: AnalysisTask, moved: readonly ArrayBuffer[]): void;
  /** @param listener told of whatever it says; `undefined` when it has ended by itself */
  onAnswer(listener: (answer: unknown) => void): void;
  end(): void;
}

type Failure = Extract<Finding, { kind: 'failed' }>['why'];

/** As long as the back-end waits for one item. Counted in ticks, of which there are none while a device sleeps. */
const limitTicks = 60;
const usualTickMs = 1000;

/**
 * Has items read in a thread that can be ended: when one hangs or breaks it, that one has failed, and the next one is read in another. A
 * thread that had read others before gets no say: the item is read once more in a new one. One item at a time.
 */
export class FindingsInThread implements FindingMaker {
  readonly analysers: readonly WantedFinding[];
  readonly maxAnalysedBytes: number;
  readonly #start: () => AnalysisThread;
  readonly #tickMs: number;
  #loaded: LoadedThread | undefined;
  #endIdle: ReturnType<typeof setTimeout> | undefined;

  constructor(options: {
    readonly analysers: readonly WantedFinding[];
    readonly maxAnalysedBytes: number;
    readonly start: () => AnalysisThread;
    readonly tickMs?: number;
  }) {
    this.analysers = options.analysers;
    this.maxAnalysedBytes = options.maxAnalysedBytes;
    this.#start = options.start;
    this.#tickMs = options.tickMs ?? usualTickMs;
  }

  async find(item: AnalysedItem, wanted: readonly WantedFinding[]): Promise<readonly Finding[]> {
    clearTimeout(this.#endIdle);
    this.#loaded ??= await this.#load();
    const { hasReadOthers } = this.#loaded;
    const found = await this.#loaded.ask({ item, wanted }, this.#tickMs);
    if (typeof found === 'string') {
      this.#end();
      // What others left behind is no fault of this one.
      if (hasReadOthers) return this.find(item, wanted);
      return wanted.map(() => ({ kind: 'failed', why: found }));
    }
    // What its libraries have allocated goes with it.
    this.#endIdle = setTimeout(() => this.#end(), limitTicks * this.#tickMs);
    return found;
  }

  async #load(): Promise<LoadedThread> {
    const thread = new LoadedThread(this.#start());
    if (await thread.isReady(this.#tickMs)) return thread;
    thread.end();
    // It says nothing about any item.
    throw new CommonsealError('offline', 'the thread that reads files could not be loaded');
  }

  #end(): void {
    clearTimeout(this.#endIdle);
    this.#loaded?.end();
    this.#loaded = undefined;
  }
}

class LoadedThread {
  readonly #thread: AnalysisThread;
  #listener: (answer: unknown) => void = () => undefined;
  #hasEnded = false;
  #hasReadOthers = false;

  constructor(thread: AnalysisThread) {
    this.#thread = thread;
    thread.onAnswer((answer) => {
      this.#hasEnded ||= answer === undefined;
      this.#listener(answer);
    });
  }

  get hasReadOthers(): boolean {
    return this.#hasReadOthers;
  }

  async isReady(tickMs: number): Promise<boolean> {
    const answer = await this.#answer(tickMs, () => undefined);
    return isAnswer(answer) && answer.kind === 'ready';
  }

  /** @returns one finding for each that is wanted, or why there is none */
  async ask(task: AnalysisTask, tickMs: number): Promise<readonly Finding[] | Failure> {
    if (this.#hasEnded) return 'crashed';
    // Where it may be read once more, a copy goes.
    const moved = this.#hasReadOthers ? [] : [task.item.bytes.buffer];
    this.#hasReadOthers = true;
    const answer = await this.#answer(tickMs, () => this.#thread.post(task, moved));
    if (answer === 'nothing') return 'hung';
    if (!isAnswer(answer) || answer.kind !== 'found') return 'crashed';
    return soundFindings(answer.findings, task.wanted) ?? 'crashed';
  }

  end(): void {
    this.#thread.end();
  }

  /** The next thing that it says, or that it says nothing for too long. */
  #answer(tickMs: number, ask: () => void): Promise<unknown> {
    return new Promise((resolve) => {
      let ticks = 0;
      const ticking = setInterval(() => {
        ticks += 1;
        if (ticks >= limitTicks) settle('nothing');
      }, tickMs);
      const settle = (answer: unknown) => {
        clearInterval(ticking);
        this.#listener = () => undefined;
        resolve(answer);
      };
      this.#listener = settle;
      ask();
    });
  }
}

function isAnswer(answer: unknown): answer is AnalysisAnswer {
  return typeof answer === 'object' && answer !== null && 'kind' in answer;
}

/** Each as what its analyser says. Nothing passes over a place of the list that holds nothing. */
function soundFindings(encoded: unknown, wanted: readonly WantedFinding[]): readonly Finding[] | undefined {
  if (!Array.isArray(encoded) || encoded.length !== wanted.length) return undefined;
  try {
    const findings = wanted.map((_, at) => {
      const bytes: unknown = encoded[at];
      return parseFinding(bytes instanceof Uint8Array ? bytes : new Uint8Array());
    });
    const areOwn = findings.every(
      ({ kind }, at) => kind === 'nothing to read' || (kind !== 'failed' && kind === wanted[at]?.name),
    );
    return areOwn ? findings : undefined;
  } catch (error) {
    if (error instanceof CommonsealError) return undefined;
    throw error;
  }
}
