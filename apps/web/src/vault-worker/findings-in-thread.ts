import { CommonsealError, type Finding, parseFinding } from '@commonseal/protocol';
import type { AnalysedItem, FindingMaker, WantedFinding } from '@commonseal/vault';
import type { AnalysisAnswer, AnalysisTask } from '../analysis-worker/analysis-messages.ts';

/** A thread of its own. */
export interface AnalysisThread {
  post(task: AnalysisTask): void;
  /** @param listener told of whatever it says; `undefined` when it has ended by itself */
  onAnswer(listener: (answer: unknown) => void): void;
  end(): void;
}

type Failure = Extract<Finding, { kind: 'failed' }>['why'];

/** As long as the back-end waits for one item. Counted in ticks, of which there are none while a device sleeps. */
const limitTicks = 60;
const usualTickMs = 1000;

/**
 * Has items read in a thread that can be ended: when one hangs or breaks it, the next one is read in another. It follows the pool of
 * processes of the back-end, so that the same fails here and there: a thread that had read others before gets no say, and an item with
 * which a new one breaks is read for each analyser by itself. One item at a time.
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

  async find(
    item: AnalysedItem,
    wanted: readonly WantedFinding[],
    signal?: AbortSignal,
  ): Promise<readonly Finding[]> {
    const found = await this.#read({ item, wanted }, signal);
    if (typeof found !== 'string') return found;
    if (wanted.length === 1) return [{ kind: 'failed', why: found }];
    const findings: Finding[] = [];
    for (const each of wanted) {
      // oxlint-disable-next-line no-await-in-loop -- one item is read at a time
      findings.push(...(await this.find(item, [each], signal)));
    }
    return findings;
  }

  /** @returns one finding for each that is wanted, or how a thread ended that had read nothing else */
  async #read(task: AnalysisTask, signal: AbortSignal | undefined): Promise<readonly Finding[] | Failure> {
    clearTimeout(this.#endIdle);
    this.#loaded ??= await this.#load(signal);
    const { hasReadOthers } = this.#loaded;
    const found = await this.#loaded.ask(task, this.#tickMs, signal);
    if (typeof found === 'string' || signal?.aborted) this.#end();
    signal?.throwIfAborted();
    // What others left behind is no fault of this one.
    if (typeof found === 'string') return hasReadOthers ? this.#read(task, signal) : found;
    // What its libraries have allocated goes with it.
    this.#endIdle = setTimeout(() => this.#end(), limitTicks * this.#tickMs);
    return found;
  }

  async #load(signal: AbortSignal | undefined): Promise<LoadedThread> {
    signal?.throwIfAborted();
    const thread = new LoadedThread(this.#start());
    if (await thread.isReady(this.#tickMs, signal)) return thread;
    thread.end();
    signal?.throwIfAborted();
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

  async isReady(tickMs: number, signal: AbortSignal | undefined): Promise<boolean> {
    const answer = await this.#answer(tickMs, signal, () => undefined);
    return isAnswer(answer) && answer.kind === 'ready';
  }

  /** @returns one finding for each that is wanted, or why there is none */
  async ask(
    task: AnalysisTask,
    tickMs: number,
    signal: AbortSignal | undefined,
  ): Promise<readonly Finding[] | Failure> {
    if (this.#hasEnded) return 'crashed';
    this.#hasReadOthers = true;
    const answer = await this.#answer(tickMs, signal, () => this.#thread.post(task));
    if (answer === 'nothing') return 'hung';
    if (!isAnswer(answer) || answer.kind !== 'found') return 'crashed';
    return soundFindings(answer.findings, task.wanted) ?? 'crashed';
  }

  end(): void {
    this.#thread.end();
  }

  /** The next thing that it says; 'nothing' when it says none for too long, or nobody waits for it any more. */
  #answer(tickMs: number, signal: AbortSignal | undefined, ask: () => void): Promise<unknown> {
    return new Promise((resolve) => {
      let ticks = 0;
      const ticking = setInterval(() => {
        ticks += 1;
        if (ticks >= limitTicks) giveUp();
      }, tickMs);
      const settle = (answer: unknown) => {
        clearInterval(ticking);
        signal?.removeEventListener('abort', giveUp);
        this.#listener = () => undefined;
        resolve(answer);
      };
      const giveUp = () => settle('nothing');
      signal?.addEventListener('abort', giveUp);
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
