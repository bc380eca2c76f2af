import { type Analysers, type WantedAnalysis, maxAnalysedBytes } from '@commonseal/analysis';
import type { ItemId } from '@commonseal/protocol';
import type pg from 'pg';
import type { OpenedItem } from '../reading/reading-api.ts';
import { type Analysed, analysisOf, resultsInBatch, resultsOfItem } from '../results/ledger.ts';
import type { FoundBy, ResultChain, TaskOf } from '../results/result-chain.ts';
import { type Finding, findingOf, tooLarge } from '../results/result-item.ts';
import type { AnalyserPools } from './analyser-pools.ts';
import type { ReadTogether } from './list-portions.ts';
import { passOver, passedOverIn } from './passed-over.ts';
import { type Ahead, readAhead } from './read-ahead.ts';
import type { ReadingJobs } from './reading-jobs.ts';
import { type Run, type Task, finishTask, resumeRuns, tasksLeft } from './runs.ts';
import { programOf, wantedOf } from './wanted.ts';

/** Of one batch of results: what is in memory until it is sealed. Six analysers find so much in a connector's batch. */
export const maxFindings = 400;
export const maxFindingsBytes = 8 * 1024 * 1024;

/** Bodies that are fetched, or wait for their turn at an analyser, in the clear. */
export const itemsAhead: Ahead = { items: 6, bytes: 24 * 1024 * 1024 };

export interface ReadingParts {
  readonly pool: pg.Pool;
  readonly jobs: ReadingJobs;
  readonly pools: AnalyserPools;
  readonly chain: ResultChain;
}

/** A run whose grant is known. */
export type GrantedRun = Run & { readonly grant: number };

/** What one run wants of the portion. */
interface Wanting {
  readonly task: TaskOf;
  readonly left: Task;
  readonly wanted: WantedAnalysis;
}

/**
 * Reads one portion for all runs that are read together, each item once, and delivers what is found. Can be broken off and done again at
 * any moment: items that have a result are passed over.
 * @throws what keyholder, server, database and analysers throw
 */
export async function readPortion(
  parts: ReadingParts,
  runs: ReadTogether,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  const runIds = runs.map(({ runId }) => runId);
  for (;;) {
    const left = await tasksLeft(parts.pool, runIds, key);
    const all = runs.flatMap((run): Wanting[] => {
      const task = left.find(({ runId }) => runId === run.runId);
      return task ? [{ task: { ...run, key }, left: task, wanted: wantedOf(run) }] : [];
    });
    const [first, ...others] = all;
    if (!first) return;
    const itemCount = await readOnce(parts, runs, [first, ...others], signal);
    // All that is kept was delivered, or taken back; in that case some of it is this portion's perhaps.
    for (const { left: task } of all) await finishTask(parts.pool, task, itemCount);
  }
}

/** @returns how many items the portion has that are somebody's content */
async function readOnce(
  { pool, jobs, pools, chain }: ReadingParts,
  [{ accountId, grant, scope, readWith }]: ReadTogether,
  all: readonly [Wanting, ...Wanting[]],
  signal: AbortSignal,
): Promise<number> {
  const { portion } = all[0].left;
  const { ref } = portion;
  const isBatch = ref.kind === 'batch';
  const known = isBatch ? await resultsInBatch(pool, accountId, ref.batchId) : new Map<ItemId, Analysed>();
  const passedOver = new Set(isBatch ? await passedOverIn(pool, accountId, ref.batchId) : []);
  const isWanted = (itemId: ItemId) =>
    !passedOver.has(itemId) && all.some(({ task }) => known.get(itemId)?.has(analysisOf(task)) !== true);
  const newlyPassedOver: ItemId[] = [];
  const found = new Gathered();
  await jobs.with({ accountId, grant, ...programOf(all.map(({ task }) => task)) }, (job) =>
    pools.with(accountId, async (analysers, rank) => {
      const items = job.open(portion, isWanted, scope, (itemId) => newlyPassedOver.push(itemId));
      const findings = readAhead(items, itemsAhead, async (item) => {
        // What was handed over may be in several batches.
        const has = isBatch ? known.get(item.itemId) : await resultsOfItem(pool, accountId, item.itemId);
        const wanting = all.filter(({ task }) => has?.has(analysisOf(task)) !== true);
        return analyse({ analysers, rank }, item, wanting, signal);
      });
      for await (const ofItem of findings) {
        if (!found.hasRoomFor(ofItem)) await chain.deliver(accountId, found.take());
        found.add(ofItem);
      }
    }),
  );
  if (isBatch) await passOver(pool, accountId, ref.batchId, newlyPassedOver);
  await chain.deliver(accountId, found.take());
  await resumeRuns(pool, readWith);
  return portion.itemCount - passedOver.size - newlyPassedOver.length;
}

interface FoundInItem {
  readonly task: TaskOf;
  readonly finding: Finding;
}

async function analyse(
  { analysers, rank }: { readonly analysers: Analysers; readonly rank: number },
  item: OpenedItem,
  wanting: readonly Wanting[],
  signal: AbortSignal,
): Promise<readonly FoundInItem[]> {
  const bytes = await bodyOf(item, wanting.length > 0, signal);
  if (!bytes) return wanting.map(({ task }) => ({ task, finding: findingOf(item, tooLarge) }));
  const { mediaType, fileName } = item.header;
  const wanted = wanting.map((each) => each.wanted);
  const outcomes = await analysers.analyse({ mediaType, fileName, bytes }, wanted, rank);
  return outcomes.flatMap((outcome, at) => {
    const task = wanting[at]?.task;
    return task ? [{ task, finding: findingOf(item, outcome) }] : [];
  });
}

/** Its key has served by then. @returns undefined of one that is too large, or that nobody wants */
async function bodyOf(
  item: OpenedItem,
  isWanted: boolean,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  try {
    signal.throwIfAborted();
    return !isWanted || item.size > maxAnalysedBytes ? undefined : await item.read(signal);
  } finally {
    item.wipe();
  }
}

/** What was found and is not delivered yet. */
class Gathered {
  #found = new Map<TaskOf, Finding[]>();
  #count = 0;
  #bytes = 0;

  hasRoomFor(ofItem: readonly FoundInItem[]): boolean {
    if (this.#count === 0) return true;
    return this.#count + ofItem.length <= maxFindings && this.#bytes + bytesOf(ofItem) <= maxFindingsBytes;
  }

  add(ofItem: readonly FoundInItem[]): void {
    for (const { task, finding } of ofItem) {
      const others = this.#found.get(task);
      if (others) others.push(finding);
      else this.#found.set(task, [finding]);
    }
    this.#count += ofItem.length;
    this.#bytes += bytesOf(ofItem);
  }

  take(): readonly FoundBy[] {
    const found = Array.from(this.#found, ([task, findings]) => ({ task, findings }));
    this.#found = new Map();
    this.#count = 0;
    this.#bytes = 0;
    return found;
  }
}

function bytesOf(ofItem: readonly FoundInItem[]): number {
  return ofItem.reduce((sum, { finding }) => sum + finding.body.length, 0);
}
