import { type Finding, type Subject, readSubject } from './findings.ts';
import { type Repetition, judgeGrowth, someRepetition } from './growth.ts';
import { Inputs } from './inputs.ts';
import { type Fault, judge } from './judge.ts';
import { minimise } from './minimise.ts';
import type { Statistics, Work } from './orders.ts';
import type { PreparedTarget, Target } from './target.ts';

/** As many are told of one target; the next ones are likely the same again. */
const mostFaults = 5;
/** One in so many is one that repeats itself, for targets that read text. */
const repetitionEvery = 40;

export interface Observer {
  begin(number: number, input: Uint8Array): void;
  found(finding: Finding): void;
}

interface ExerciseOptions {
  readonly seed: number;
  readonly work: Work;
  /** That long a found input is made smaller. */
  readonly minimiseMs: number;
  readonly observer: Observer;
}

/** Runs a target for a time, for a number of inputs, or with one that is kept. */
export async function exercise(
  target: Target,
  prepared: PreparedTarget,
  options: ExerciseOptions,
): Promise<Statistics> {
  const run = new Run(target, prepared, options);
  const { work } = options;
  const startedMs = performance.now();
  if (work.file !== undefined) await run.subject(readSubject(work.file));
  else {
    const isOver = (number: number) =>
      run.faults >= mostFaults ||
      (work.forMs === undefined ? number >= work.inputs : performance.now() - startedMs >= work.forMs);
    for (let number = 0; !isOver(number); number += 1) await run.input(number);
  }
  const tookMs = performance.now() - startedMs;
  const floor =
    work.file === undefined ? (work.inputs ?? Math.floor((target.floorPerSecond * work.forMs) / 1000)) : 1;
  // One that was stopped by its faults has said enough.
  return run.statistics(tookMs, run.faults >= mostFaults ? 0 : floor);
}

class Run {
  readonly #target: Target;
  readonly #prepared: PreparedTarget;
  readonly #observer: Observer;
  readonly #inputs: Inputs;
  readonly #minimiseMs: number;
  readonly #outcomes: Record<string, number> = {};
  readonly #told = new Set<string>();
  #count = 0;
  #peakBytes = 0;
  #slowestMs = 0;
  #slowestBytes = 0;

  constructor(target: Target, prepared: PreparedTarget, options: ExerciseOptions) {
    this.#target = target;
    this.#prepared = prepared;
    this.#observer = options.observer;
    this.#minimiseMs = options.minimiseMs;
    this.#inputs = new Inputs(options.seed, target, prepared);
  }

  get faults(): number {
    return this.#told.size;
  }

  async input(number: number): Promise<void> {
    if (this.#target.isText === true && number % repetitionEvery === repetitionEvery - 1) {
      const { samples, dictionary } = this.#inputs.material;
      await this.subject({
        repetition: someRepetition(this.#inputs.random(number, 'growth'), samples, dictionary),
      });
      return;
    }
    const input = this.#inputs.at(number);
    const outcome = await this.#judged(input);
    if (outcome !== 'accepted' && this.#inputs.isSample(number)) {
      this.#tell({ kind: 'sample refused', what: `a valid input is refused: ${outcome}` }, { input });
    }
    this.#inputs.learn(input, outcome);
  }

  async subject(subject: Subject): Promise<void> {
    if (subject.input) await this.#judged(subject.input);
    else await this.#repeated(subject.repetition);
  }

  async #judged(input: Uint8Array): Promise<string> {
    this.#count += 1;
    this.#observer.begin(this.#count, input);
    const { outcome, fault, tookMs, memoryBytes } = await judge(this.#target, this.#prepared, input);
    const counted = outcome.split(':', 1)[0] ?? outcome;
    this.#outcomes[counted] = (this.#outcomes[counted] ?? 0) + 1;
    this.#peakBytes = Math.max(this.#peakBytes, memoryBytes);
    if (tookMs > this.#slowestMs) [this.#slowestMs, this.#slowestBytes] = [tookMs, input.length];
    if (fault && this.#isNew(fault)) {
      const smallest = await minimise(input, (smaller) => this.#hasFault(smaller, fault), this.#minimiseMs);
      this.#tell(fault, { input: smallest });
    }
    return outcome;
  }

  async #repeated(repeated: Repetition): Promise<void> {
    const begin = (input: Uint8Array) => this.#observer.begin((this.#count += 1), input);
    const fault = await judgeGrowth(this.#target, this.#prepared, repeated, begin);
    if (fault && this.#isNew(fault)) this.#tell(fault, { repetition: repeated });
  }

  async #hasFault(input: Uint8Array, fault: Fault): Promise<boolean> {
    this.#observer.begin((this.#count += 1), input);
    return (await judge(this.#target, this.#prepared, input)).fault?.kind === fault.kind;
  }

  #isNew(fault: Fault): boolean {
    return !this.#told.has(keyOf(fault));
  }

  #tell(fault: Fault, subject: Subject): void {
    if (!this.#isNew(fault)) return;
    this.#told.add(keyOf(fault));
    this.#observer.found({ target: this.#target.name, fault, subject });
  }

  statistics(tookMs: number, floor: number): Statistics {
    return {
      target: this.#target.name,
      inputs: this.#count,
      tookMs,
      outcomes: this.#outcomes,
      peakBytes: this.#peakBytes,
      slowestMs: this.#slowestMs,
      slowestBytes: this.#slowestBytes,
      floor,
    };
  }
}

/** Numbers and quoted input differ from one finding to the next. */
function keyOf({ kind, what }: Fault): string {
  return kind === 'unexpected error' || kind === 'wrong result'
    ? `${kind} ${what.replaceAll(/\d+/g, '0')}`
    : kind;
}
