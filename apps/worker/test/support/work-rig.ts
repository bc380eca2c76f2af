import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type AnalysisOutcome, Analysers } from '@commonseal/analysis';
import type pg from 'pg';
import { bringIn } from '../../../../e2e/fixtures/bring-in.ts';
import { file, peopleOf } from '../../../../e2e/fixtures/granting-owner.ts';
import { openPool } from '../../src/queue/database.ts';
import { requireDatabasePlace } from '../../src/queue/database-place.ts';
import { addJob } from '../../src/queue/jobs-queue.ts';
import { addRun, findRun, totalsOf } from '../../src/queue/runs.ts';
import { prepareSchema } from '../../src/queue/schema.ts';
import type { Running } from '../../../../e2e/fixtures/worker-program.ts';
import { WorkedAccount } from './worked-account.ts';
import { WorkedProcesses } from './worked-processes.ts';

/** What is read, and what a vault calls it. */
export interface RigFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const version = '2';
/** What is brought in at a time, and so a portion of a run. */
const filesAtOnce = 50;
/** Rarely enough that the looking is no part of what is measured. */
const lookMs = 50;

/** All of the real ones, each in processes of its own: server, its database, keyholder, and what does jobs. */
export class WorkRig {
  readonly #processes: WorkedProcesses;
  readonly #pool: pg.Pool;

  private constructor(processes: WorkedProcesses) {
    this.#processes = processes;
    this.#pool = openPool(requireDatabasePlace(processes.environment), 2);
  }

  static async start(): Promise<WorkRig> {
    const rig = new WorkRig(await WorkedProcesses.start());
    await prepareSchema(rig.#pool);
    return rig;
  }

  /** An account that has these files, and lets the worker read them. */
  async account(files: readonly RigFile[]): Promise<WorkedAccount> {
    const { beginAccount } = peopleOf(() => this.#processes.server);
    const owner = await beginAccount();
    for (let at = 0; at < files.length; at += filesAtOnce) {
      const some = files.slice(at, at + filesAtOnce);
      await bringIn(
        owner.vault,
        some.map(({ name, bytes }) => file(name, bytes)),
      );
    }
    return WorkedAccount.begin(owner, this.#processes.worker, []);
  }

  /** @param processes that do jobs, each with one analyser @returns milliseconds from the order until all is delivered */
  async read(account: WorkedAccount, processes: number): Promise<number> {
    const { accountId, worker } = account;
    const working = await Promise.all(Array.from({ length: processes }, () => this.#work()));
    try {
      const { workerId } = worker;
      const asked = { workerId, accountId, analyser: 'text', version, scope: {} };
      const begunMs = performance.now();
      const runId = await addRun(this.#pool, asked);
      await addJob(this.#pool, 'list', { workerId, payload: { runId } });
      for (;;) {
        await delay(lookMs);
        const run = await findRun(this.#pool, runId);
        if (run?.state === 'done') break;
        if (run?.state === 'ended') throw new Error(`the run has ended: ${run.why?.why}`);
      }
      const ms = performance.now() - begunMs;
      const { total, done } = await totalsOf(this.#pool, runId);
      if (total === 0 || done !== total) throw new Error(`${done} of ${total} were read`);
      return ms;
    } finally {
      await Promise.all(working.map((each) => each.kill('SIGTERM')));
    }
  }

  /** What the owner's own client opens of it: of each item, by the name of its file. @throws Error unless there is one for each */
  async findings({ owner: { vault } }: WorkedAccount): Promise<ReadonlyMap<string, unknown>> {
    await vault.sync();
    const found = new Map<string, unknown>();
    for (const { itemId, header } of await vault.listItems()) {
      const { fileName } = header;
      const results = await vault.resultsOf(itemId);
      const [result] = results;
      if (!result || results.length !== 1) throw new Error(`${results.length} results of ${fileName}`);
      found.set(fileName, await vault.openResult(result.resultId));
    }
    return found;
  }

  async stop(): Promise<void> {
    await this.#pool.end();
    await this.#processes.stop();
  }

  async #work(): Promise<Running> {
    const working = this.#processes.work();
    await working.said('Doing jobs');
    // Until it waits for what the queue tells it.
    await delay(1_000);
    return working;
  }
}

/** The same analysers, on files that lie there in the clear. */
export class PlainFiles {
  readonly #folder: string;
  readonly #files: readonly { readonly name: string; readonly mediaType: string }[];

  private constructor(folder: string, files: PlainFiles['files']) {
    this.#folder = folder;
    this.#files = files;
  }

  get files() {
    return this.#files;
  }

  /** @param account that has them: they are read as what its vault takes them for */
  static async write(files: readonly RigFile[], { owner }: WorkedAccount): Promise<PlainFiles> {
    const folder = await mkdtemp(join(tmpdir(), 'commonseal-plain-'));
    const items = await owner.vault.listItems();
    const types = new Map(items.map(({ header }) => [header.fileName, header.mediaType]));
    for (const { name, bytes } of files) await writeFile(join(folder, name), bytes);
    const named = files.map(({ name }) => ({ name, mediaType: types.get(name) ?? '' }));
    return new PlainFiles(folder, named);
  }

  async read(
    processes: number,
  ): Promise<{ readonly ms: number; readonly findings: ReadonlyMap<string, unknown> }> {
    const begunMs = performance.now();
    const analysers = new Analysers({ processes });
    const findings = new Map<string, unknown>();
    const waiting = this.#files.values();
    const readSome = async () => {
      for (const { name, mediaType } of waiting) {
        const bytes = new Uint8Array(await readFile(join(this.#folder, name)));
        const wanted = [{ name: 'text', version: 2 }];
        const [outcome] = await analysers.analyse({ mediaType, fileName: name, bytes }, wanted);
        findings.set(name, outcome satisfies AnalysisOutcome | undefined);
      }
    };
    try {
      // One more than there are processes: the next one waits at the door.
      await Promise.all(Array.from({ length: processes + 1 }, readSome));
      return { ms: performance.now() - begunMs, findings };
    } finally {
      await analysers.close();
    }
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
