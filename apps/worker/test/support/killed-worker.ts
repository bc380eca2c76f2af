import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectToDatabase } from '../../../../e2e/fixtures/database-surfaces.ts';
import { ServerProcess } from '../../../../e2e/fixtures/server-process.ts';
import { RealWorker } from './worked-account.ts';
import { WorkerCommands } from './worker-commands.ts';
import { type Running, WorkerProgram } from '../../../../e2e/fixtures/worker-program.ts';

export const victims = ['keyholder', 'job process', 'server', 'database'] as const;
export type Victim = (typeof victims)[number];
type DatabaseClient = Awaited<ReturnType<typeof connectToDatabase>>;

/** Two on one queue: what one leaves behind, the other may go on with. */
export const jobProcesses = 2;

/** A worker whose every part is a process: keyholder, processes that do jobs, server, and the database of the server. */
export class KilledWorker {
  readonly commands: WorkerCommands;
  readonly server: ServerProcess;
  readonly worker: RealWorker;
  readonly #program: WorkerProgram;
  #keyholder: Running | undefined;
  #jobs: Running[] = [];
  /** Those that were killed too. */
  readonly #everyJobs: Running[] = [];
  #database: DatabaseClient | undefined;
  /** A run of tests that is ended in the middle must leave nothing behind. */
  readonly #endWithUs = () => this.#all.forEach(({ child }) => child.kill('SIGKILL'));

  private constructor(
    parts: Pick<KilledWorker, 'commands' | 'server' | 'worker'>,
    program: WorkerProgram,
    keyholder: Running | undefined,
  ) {
    ({ commands: this.commands, server: this.server, worker: this.worker } = parts);
    this.#program = program;
    this.#keyholder = keyholder;
    process.once('exit', this.#endWithUs);
  }

  static async start(): Promise<KilledWorker> {
    const program = await WorkerProgram.create();
    const server = await ServerProcess.start();
    const commands = new WorkerCommands();
    let keyholder: Running | undefined;
    const worker = await RealWorker.start(commands, server.url, async (state, options) => {
      keyholder = await program.start(state, options);
    });
    const made = new KilledWorker({ commands, server, worker }, program, keyholder);
    await made.restartWorker();
    return made;
  }

  get environment() {
    return { COMMONSEAL_DATA: this.server.dataFolder };
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
   */
  async takeForDead(): Promise<void> {
    const db = await this.database();
    await db.query("update commonseal_work.processes set seen_at = seen_at - interval '15 seconds'");
    await db.query(
      "update commonseal_work_queue._private_jobs set locked_at = locked_at - interval '15 seconds' where locked_at is not null",
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
    const { environment } = this;
    const { state } = this.worker;
    const server = ['--server', this.server.url];
    if (!this.#keyholder) {
      this.#keyholder = await this.#program.start(state, server);
      await this.worker.unseal();
    }
    while (this.#jobs.length < jobProcesses) {
      const job = this.#program.spawn(state, ['work', ...server, '--jobs', '1'], { environment });
      this.#jobs.push(job);
      this.#everyJobs.push(job);
    }
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
    this.worker.keyholder.close();
    await this.#program.remove();
    await this.commands.remove();
    await this.server.stop();
  }

  #postmaster(): number {
    const file = readFileSync(join(this.server.dataFolder, 'postgres', 'postmaster.pid'), 'utf8');
    return Number.parseInt(file, 10);
  }
}
