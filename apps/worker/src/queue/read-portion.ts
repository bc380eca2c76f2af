import {
  type AnalyserVersion,
  type Analysers,
  analyserVersions,
  maxAnalysedBytes,
} from '@commonseal/analysis';
import type pg from 'pg';
import type { OpenedItem } from '../reading/reading-api.ts';
import { hasResult, itemsOfBatch } from '../results/ledger.ts';
import type { ResultChain } from '../results/result-chain.ts';
import { type Finding, findingOf, tooLarge } from '../results/result-item.ts';
import type { AnalyserPools } from './analyser-pools.ts';
import { type Ahead, readAhead } from './read-ahead.ts';
import type { ReadingJobs } from './reading-jobs.ts';
import { type Run, type Task, findTask, finishTask, resumeRun } from './runs.ts';

/** Of one batch of results: what is in memory until it is sealed. */
export const maxFindings = 200;
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

/**
 * Reads one portion of a run, and delivers what is found. Can be broken off and done again at any moment: items that have a result are
 * passed over.
 * @throws what keyholder, server, database and analysers throw
 */
export async function readPortion(
  parts: ReadingParts,
  run: GrantedRun,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const task = await findTask(parts.pool, run.runId, key);
    if (!task || task.isDone) return;
    await readOnce(parts, run, task, signal);
    // All that is kept was delivered, or taken back; in that case some of it is this portion's perhaps.
    if (await finishTask(parts.pool, { runId: run.runId, key }, task.takenBack)) return;
  }
}

async function readOnce(
  { pool, jobs, pools, chain }: ReadingParts,
  run: GrantedRun,
  { portion }: Task,
  signal: AbortSignal,
): Promise<void> {
  const { runId, accountId, scope } = run;
  const task = { ...run, key: portion.key };
  const { ref } = portion;
  const known = ref.kind === 'batch' ? await itemsOfBatch(pool, run, ref.batchId) : new Set();
  const found = new Gathered();
  await jobs.with(run, (job) =>
    pools.with(accountId, async (analysers, rank) => {
      const items = job.open(portion, (itemId) => !known.has(itemId), scope);
      const findings = readAhead(items, itemsAhead, async (item) => {
        // What was handed over may be in several batches.
        if (ref.kind === 'part' && (await hasResult(pool, run, item.itemId))) return item.wipe();
        return analyse({ analysers, rank }, item, run, signal);
      });
      for await (const finding of findings) {
        if (!finding) continue;
        if (!found.hasRoomFor(finding)) await chain.deliver(task, found.take());
        found.add(finding);
      }
    }),
  );
  await chain.deliver(task, found.take());
  await resumeRun(pool, runId);
}

async function analyse(
  { analysers, rank }: { readonly analysers: Analysers; readonly rank: number },
  item: OpenedItem,
  { analyser: name, version }: Run,
  signal: AbortSignal,
): Promise<Finding> {
  const bytes = await bodyOf(item, signal);
  if (!bytes) return findingOf(item, tooLarge);
  const { mediaType, fileName } = item.header;
  const wanted = [{ name, version: versionOf(version) }];
  const [outcome] = await analysers.analyse({ mediaType, fileName, bytes }, wanted, rank);
  if (outcome === undefined) throw new TypeError('there is an outcome for all that is wanted');
  return findingOf(item, outcome);
}

/** Its key has served by then. @returns undefined of one that is too large */
async function bodyOf(item: OpenedItem, signal: AbortSignal): Promise<Uint8Array | undefined> {
  try {
    signal.throwIfAborted();
    return item.size > maxAnalysedBytes ? undefined : await item.read(signal);
  } finally {
    item.wipe();
  }
}

function versionOf(text: string): AnalyserVersion {
  const version = analyserVersions.find((known) => String(known) === text);
  if (version === undefined) throw new TypeError('versions are checked when a run is made');
  return version;
}

/** What was found and is not delivered yet. */
class Gathered {
  #findings: Finding[] = [];
  #bytes = 0;

  hasRoomFor({ body }: Finding): boolean {
    if (this.#findings.length === 0) return true;
    return this.#findings.length < maxFindings && this.#bytes + body.length <= maxFindingsBytes;
  }

  add(finding: Finding): void {
    this.#findings.push(finding);
    this.#bytes += finding.body.length;
  }

  take(): readonly Finding[] {
    const findings = this.#findings;
    this.#findings = [];
    this.#bytes = 0;
    return findings;
  }
}
