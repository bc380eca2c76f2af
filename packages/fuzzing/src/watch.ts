import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Finding, keepFinding } from './findings.ts';
import type { FaultKind } from './judge.ts';
import { minimise } from './minimise.ts';
import type { Orders, Report, Statistics, Work } from './orders.ts';
import { readProgress } from './progress.ts';

/** Nothing takes that long; what does is stopped. */
const defaultHangMs = 15_000;
/** To load the code and make the samples. */
const readyMs = 90_000;
/** A parser that needs more has not kept to any bound. */
const heapMiB = 768;
/** To make a found input smaller; one that hangs is waited for each time. */
const defaultMinimiseMs = 20_000;

export interface Watched {
  readonly target: string;
  readonly statistics: Statistics | undefined;
  readonly faults: readonly KeptFault[];
}

export interface KeptFault {
  readonly kind: FaultKind;
  readonly what: string;
  readonly path: string | undefined;
}

export interface WatchOptions {
  readonly targetsModule: string;
  readonly seed: number;
  readonly work: readonly Work[];
  readonly hangMs?: number;
  readonly minimiseMs?: number;
  /** Told of each piece of work that is done, in order. */
  readonly onDone?: (watched: Watched) => void;
  /** Not for the process that only makes an input smaller. */
  readonly isMinimising?: boolean;
}

interface Ended {
  readonly kind: 'hang' | 'crash';
  readonly what: string;
}

/** Runs the work in processes of its own; one that hangs or dies is replaced by another for the rest of the work. */
export async function watch(options: WatchOptions): Promise<Watched[]> {
  const folder = mkdtempSync(join(tmpdir(), 'commonseal-fuzz-'));
  try {
    return await watchIn(folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function watchIn(folder: string, options: WatchOptions): Promise<Watched[]> {
  const done: Watched[] = [];
  const finish = (watched: Watched) => {
    done.push(watched);
    options.onDone?.(watched);
  };
  while (done.length < options.work.length) {
    const begunAt = done.length;
    const work = options.work.slice(begunAt);
    const orders: Orders = {
      targetsModule: options.targetsModule,
      seed: options.seed,
      minimiseMs: options.minimiseMs ?? defaultMinimiseMs,
      progressFile: join(folder, 'progress'),
      work,
    };
    let faults: KeptFault[] = [];
    const ended = await runProcess(orders, options.hangMs ?? defaultHangMs, (report) => {
      if (report.type === 'begin') faults = [];
      else if (report.type === 'fault') faults.push(report);
      else finish({ target: report.statistics.target, statistics: report.statistics, faults });
    });
    const task = options.work[done.length];
    if (!ended || !task) continue;
    const path = await keepStopped(orders, task, ended, options);
    finish({ target: task.target, statistics: undefined, faults: [...faults, { ...ended, path }] });
  }
  return done;
}

async function keepStopped(
  { progressFile }: Orders,
  task: Work,
  ended: Ended,
  options: WatchOptions,
): Promise<string | undefined> {
  const { number, input } = readProgress(progressFile);
  if (options.isMinimising === true || number === 0) return undefined;
  if (task.file !== undefined) return task.file;
  const keep = (kept: Uint8Array) => {
    const finding: Finding = { target: task.target, fault: ended, subject: { input: kept } };
    return keepFinding(finding);
  };
  // As it was, first: making it smaller takes long and may be broken off.
  const whole = keep(input);
  const stays = async (smaller: Uint8Array) => {
    const file = keep(smaller);
    const [watched] = await watch({
      ...options,
      work: [{ target: task.target, file }],
      hangMs: Math.min(options.hangMs ?? defaultHangMs, 5_000),
      onDone: () => undefined,
      isMinimising: true,
    });
    const isSame = watched?.faults.some(({ kind }) => kind === ended.kind) === true;
    if (!isSame) rmSync(file, { force: true });
    return isSame;
  };
  const smallest = keep(await minimise(input, stays, options.minimiseMs ?? defaultMinimiseMs));
  if (smallest !== whole) rmSync(whole, { force: true });
  return smallest;
}

/** @returns how it ended before its work was done */
async function runProcess(
  orders: Orders,
  hangMs: number,
  onReport: (report: Report) => void,
): Promise<Ended | undefined> {
  // What an earlier process left there would look like one that does not go on.
  rmSync(orders.progressFile, { force: true });
  const child = startProcess(orders);
  let complaints = '';
  child.stderr?.on('data', (part: Buffer) => {
    complaints = (complaints + part.toString()).slice(-4_000);
  });
  child.stdout?.resume();
  let done = 0;
  child.on('message', (report: Report) => {
    if (report.type === 'end') done += 1;
    onReport(report);
  });
  const hung = watchForHang(child, orders.progressFile, hangMs);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  hung.stop();
  if (done === orders.work.length) return undefined;
  if (hung.isHung()) return { kind: 'hang', what: `no answer within ${hangMs} ms` };
  const last =
    complaints
      .trim()
      .split('\n')
      .find((line) => /error|fatal|heap/i.test(line)) ?? complaints.trim();
  return { kind: 'crash', what: `the process ended with ${code}: ${last.slice(0, 300)}` };
}

function startProcess(orders: Orders): ChildProcess {
  const flags = [
    '--conditions=source',
    '--expose-gc',
    `--max-old-space-size=${heapMiB}`,
    // Few collections, so that what was allocated can be seen.
    '--max-semi-space-size=32',
    '--import',
    'tsx',
  ];
  const program = join(import.meta.dirname, 'process.ts');
  return spawn(process.execPath, [...flags, program, JSON.stringify(orders)], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '', VITEST: undefined },
  });
}

function watchForHang(child: ChildProcess, progressFile: string, hangMs: number) {
  let last = -1;
  let sinceMs = performance.now();
  let isHung = false;
  const timer = setInterval(() => {
    const number = progressNumber(progressFile);
    if (number !== last) [last, sinceMs] = [number, performance.now()];
    if (performance.now() - sinceMs < (number === 0 ? readyMs : hangMs)) return;
    isHung = true;
    child.kill('SIGKILL');
  }, 100);
  return { stop: () => clearInterval(timer), isHung: () => isHung };
}

function progressNumber(progressFile: string): number {
  try {
    return readProgress(progressFile).number;
  } catch {
    return 0;
  }
}
