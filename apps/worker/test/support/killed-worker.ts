import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectToDatabase } from '../../../../e2e/fixtures/database-surfaces.ts';
import type { ServerProcess } from '../../../../e2e/fixtures/server-process.ts';
import type { Running } from '../../../../e2e/fixtures/worker-program.ts';
import type { RealWorker } from './worked-account.ts';
import { WorkedProcesses } from './worked-processes.ts';
import type { WorkerCommands } from './worker-commands.ts';

export const victims = ['keyholder', 'job process', 'server', 'database'] as const;
export type Victim = (typeof victims)[number];
type DatabaseClient = Awaited<ReturnType<typeof connectToDatabase>>;

/** Two on one queue: what one leaves behind, the other may go on with. */
export const jobProcesses = 2;

/** A worker whose every part is a process: keyholder, processes that do jobs, server, and the database of the server. */
export class KilledWorker {
  readonly #processes: WorkedProcesses;
  #keyholder: Running | undefined;
  #jobs: Running[] = [];
  /** Those that were killed too. */
  readonly #everyJobs: Running[] = [];
  #database: DatabaseClient | undefined;
  /** A run of tests that is ended in the middle must leave nothing behind. */
  readonly #endWithUs = () => this.#all.forEach(({ child }) => child.kill('SIGKILL'));

  private constructor(processes: WorkedProcesses) {
    this.#processes = processes;
    this.#keyholder = processes.keyholder;
    process.once('exit', this.#endWithUs);
  }

  static async start(): Promise<KilledWorker> {
    const made = new KilledWorker(await WorkedProcesses.start());
    await made.restartWorker();
    return made;
  }

  get commands(): WorkerCommands {
    return this.#processes.commands;
  }
  get server(): ServerProcess {
    return this.#processes.server;
  }
  get worker(): RealWorker {
    return this.#processes.worker;
  }
  get environment() {
    return this.#processes.environment;
  }

  get #all(): readonly Running[] {
    return [...this.#jobs, ...(this.#keyholder ? [this.#keyholder] : [])];
  }

  /** The server's database, as nobody else sees it. Each query may fail while it is away. */
  async database(): Promise<DatabaseClient> {
    this.#database ??= await connectToDatabase(this.server.dataFolder);
    return this.#database;
  }

  /**
   * Kills them at once, and holds the processes that do jobs where they are: so it can be seen how far they were.
   * @param which those of the job processes to be killed
   */
  async kill(chosen: ReadonlySet<Victim>, which: (at: number) => boolean): Promise<void> {
    const postmaster = this.#postmaster();
    // All of it within this turn: nothing happens in between.
    const dead: Running[] = [];
    for (const [at, job] of this.#jobs.entries()) {
      const isChosen = chosen.has('job process') && which(at);
      job.child.kill(isChosen ? 'SIGKILL' : 'SIGSTOP');
      if (isChosen) dead.push(job);
    }
    if (chosen.has('database')) process.kill(postmaster, 'SIGKILL');
    if (chosen.has('keyholder') && this.#keyholder) dead.push(this.#keyholder);
    if (chosen.has('keyholder')) this.#keyholder?.child.kill('SIGKILL');
    if (chosen.has('server')) this.server.kill('SIGKILL').catch(() => undefined);
    await Promise.all(dead.filter(({ isAlive }) => isAlive).map(({ child }) => once(child, 'exit')));
    this.#jobs = this.#jobs.filter(({ isAlive }) => isAlive);
    if (this.#keyholder?.isAlive !== true) this.#keyholder = undefined;
    if (chosen.has('database')) {
      await this.#database?.end().catch(() => undefined);
      this.#database = undefined;
    }
  }

  /** Lets those that were held go on, with the others away, and holds them again. */
  async goOnWithout(ms: number): Promise<void> {
    for (const { child } of this.#jobs) child.kill('SIGCONT');
    await delay(ms);
    for (const { child } of this.#jobs) child.kill('SIGSTOP');
  }

  release(): void {
    for (const { child } of this.#jobs) child.kill('SIGCONT');
  }

  /**
   * As 15 s later by the database's clock: of those that were there, none was seen since. One that lives is taken for dead with the
   * others, and may lose what it holds: that must cost nothing either.
   * @param atOnce as if one of them beat in this moment, so that what lives and who takes its jobs are at the same items
   */
  async takeForDead(atOnce: boolean): Promise<void> {
    const db = await this.database();
    await db.query("update commonseal_work.processes set seen_at = seen_at - interval '15 seconds'");
    await db.query(
      atOnce
        ? 'update commonseal_work_queue._private_jobs set locked_at = null, locked_by = null'
        : "update commonseal_work_queue._private_jobs set locked_at = locked_at - interval '15 seconds'",
    );
  }

  /** Starts a server, and its database, where one of them was killed. */
  async restartServer(chosen: ReadonlySet<Victim>): Promise<void> {
    if (!chosen.has('server') && !chosen.has('database')) return;
    await this.server.restart();
    // More people sign up here in an hour than anywhere else.
    await (await this.database()).query('delete from rate_limits');
  }

  /** Starts what is missing of the worker's own processes. */
  async restartWorker(): Promise<void> {
    if (!this.#keyholder) {
      this.#keyholder = await this.#processes.program.start(this.worker.state, ['--server', this.server.url]);
      await this.worker.unseal();
    }
    while (this.#jobs.length < jobProcesses) {
      const job = this.#processes.work();
      this.#jobs.push(job);
      this.#everyJobs.push(job);
    }
  }

  /** Until those that were started take jobs. */
  async untilStarted(): Promise<void> {
    for (const job of this.#jobs) await job.said('Doing jobs');
  }

  /** What they have said, for a test that fails. */
  get said(): string {
    return this.#all.map(({ output }) => output).join('\n');
  }

  /** Lines of all processes that ever did jobs here. */
  get everSaidByJobs(): readonly string[] {
    return this.#everyJobs.flatMap(({ output }) => output.split('\n'));
  }

  async stop(): Promise<void> {
    process.off('exit', this.#endWithUs);
    this.release();
    await this.#database?.end().catch(() => undefined);
    await this.#processes.stop();
  }

  #postmaster(): number {
    const file = readFileSync(join(this.server.dataFolder, 'postgres', 'postmaster.pid'), 'utf8');
    return Number.parseInt(file, 10);
  }
}
