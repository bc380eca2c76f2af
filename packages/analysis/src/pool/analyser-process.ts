import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { SoundFinding } from '@commonseal/protocol';
import { encodeTask, maxAnswerBytesOf, parseAnswer } from '../child/task-frame.ts';
import type { WantedAnalysis } from '../analysers/analyser.ts';
import { FrameReader } from '../frames.ts';
import type { ReadingTask } from '../reading/task.ts';
import { killGroup } from './spawn-confined.ts';
import type { AnalysisFailure, FailedAnalysis } from './outcome.ts';
import { residentMiB } from './resident-memory.ts';

export interface ProcessLimits {
  readonly startLimitMs: number;
  readonly timeLimitMs: number;
  readonly residentMiB: number;
}

const memoryLookMs = 50;
const lastWordsMs = 500;
const lastWordsBytes = 16 * 1024;

/** One process and the item that it has at the moment. After a failure it is gone. */
export class AnalyserProcess {
  readonly #child: ChildProcess;
  readonly #limits: ProcessLimits;
  readonly #hasEnded: Promise<void>;
  readonly #isReady: Promise<boolean>;
  #onFrame: (answer: Uint8Array | undefined) => void = () => undefined;
  #onEnd: () => void = () => undefined;
  #lastWords = '';
  #isAlive = true;
  #isKilled = false;
  #wroteNonsense = false;
  #maxAnswerBytes = 0;
  /** Items and time that it has had. */
  items = 0;
  busyMs = 0;

  constructor(child: ChildProcess, limits: ProcessLimits) {
    this.#child = child;
    this.#limits = limits;
    this.#hasEnded = new Promise((resolve) => {
      const ended = () => {
        this.#isAlive = false;
        this.#onEnd();
        resolve();
      };
      child.once('error', ended);
      child.once('close', ended);
      // Its pipes may be held open by what it has started.
      child.once('exit', () => setTimeout(ended, lastWordsMs).unref());
    });
    child.stderr?.setEncoding('latin1').on('data', (words: string) => {
      this.#lastWords = (this.#lastWords + words).slice(-lastWordsBytes);
    });
    // A process that ends does not read what it was sent: it is the end that counts.
    child.stdin?.on('error', () => undefined);
    this.#listen(child.stdio[3] as Readable | null | undefined);
    this.#isReady = this.#expect(limits.startLimitMs).then((answer) => answer?.length === 0);
  }

  get isAlive(): boolean {
    return this.#isAlive && !this.#isKilled;
  }

  /** Whether it came up; one that did not is gone. */
  async isReady(): Promise<boolean> {
    const isReady = await this.#isReady;
    if (!isReady) await this.end();
    return isReady;
  }

  /** What was wanted, in this order; or why there is nothing of it. */
  async read(
    task: ReadingTask,
    wanted: readonly WantedAnalysis[],
  ): Promise<readonly SoundFinding[] | FailedAnalysis> {
    const id = randomUUID();
    const begunMs = performance.now();
    let wasTooLarge = false;
    const memoryLook = setInterval(() => {
      if ((residentMiB(this.#child.pid ?? 0) ?? 0) <= this.#limits.residentMiB) return;
      wasTooLarge = true;
      this.#kill();
    }, memoryLookMs);
    let isLate = false;
    const answering = this.#expect(this.#limits.timeLimitMs, () => {
      isLate = true;
    });
    this.#maxAnswerBytes = maxAnswerBytesOf(wanted);
    this.#child.stdin?.write(encodeTask(id, task, wanted));
    const answer = await answering;
    clearInterval(memoryLook);
    this.items += 1;
    this.busyMs += performance.now() - begunMs;
    const findings = answer && parseAnswer(id, wanted, answer);
    if (findings !== undefined) return findings;
    await this.end();
    return { kind: 'failed', why: this.#reason(answer !== undefined, isLate, wasTooLarge) };
  }

  /** Ends it and all that it has started. */
  async end(): Promise<void> {
    this.#kill();
    await this.#hasEnded;
  }

  #reason(hasAnswered: boolean, isLate: boolean, wasTooLarge: boolean): AnalysisFailure {
    if (hasAnswered || this.#wroteNonsense) return 'answer is not an answer';
    if (wasTooLarge || /heap out of memory|Array buffer allocation failed/.test(this.#lastWords))
      return 'too much memory';
    return isLate ? 'took too long' : 'crashed';
  }

  #listen(pipe: Readable | null | undefined): void {
    const reader = new FrameReader(
      () => this.#maxAnswerBytes,
      (answer) => this.#onFrame(answer),
    );
    pipe?.on('error', () => this.#kill());
    pipe?.on('data', (piece: Buffer) => {
      if (!this.#isAlive) return;
      try {
        reader.push(piece);
      } catch {
        this.#wroteNonsense = true;
        this.#kill();
      }
    });
    this.#onFrame = () => this.#kill();
  }

  /** The next frame that comes; whatever comes when none is expected ends the process. */
  #expect(withinMs: number, onLate: () => void = () => undefined): Promise<Uint8Array | undefined> {
    return new Promise((resolve) => {
      const settle = (answer: Uint8Array | undefined) => {
        clearTimeout(timer);
        this.#onFrame = () => this.#kill();
        this.#onEnd = () => undefined;
        resolve(answer);
      };
      const timer = setTimeout(() => {
        onLate();
        this.#kill();
      }, withinMs);
      this.#onFrame = settle;
      this.#onEnd = () => settle(undefined);
      if (!this.isAlive) settle(undefined);
    });
  }

  #kill(): void {
    this.#isKilled = true;
    killGroup(this.#child);
  }
}
