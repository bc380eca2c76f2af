import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkerIdentity } from '@commonseal/account-log';
import type { JobSocket } from '../../../apps/worker/src/jobs/job-client.ts';
import { identityIn, jobSocket, jobsPlaceOf } from '../../../apps/worker/test/support/job-account.ts';
import { quickCost } from '../../../apps/worker/test/support/worker-commands.ts';
import type { Running, WorkerProgram } from '../../fixtures/worker-program.ts';

const passphrase = 'gravel-Otter-19-lantern-mosaic';

/** A keyholder in a process of its own, unsealed, whose machine's clock can be moved. */
export class KeyholderProcess {
  readonly #program: WorkerProgram;
  readonly #folder: string;
  #running: Running | undefined;
  readonly #sockets: JobSocket[] = [];

  private constructor(program: WorkerProgram, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  /** One with a new key. */
  static async start(program: WorkerProgram): Promise<KeyholderProcess> {
    const keyholder = new KeyholderProcess(program, await mkdtemp(join(tmpdir(), 'commonseal-keyholder-')));
    await keyholder.moveClock(0);
    await keyholder.#run(['init', ...quickCost], '');
    await keyholder.#startUnsealed();
    return keyholder;
  }

  get identity(): WorkerIdentity {
    return identityIn(this.#state);
  }

  /** Waits until its operator reads these words. @returns the rest of their line with them */
  async told(words: string): Promise<string> {
    const running = this.#running;
    if (!running) throw new Error('it does not run');
    const end = await running.said(words);
    const [rest = ''] = running.output.slice(end).split('\n', 1);
    return `${words}${rest}`;
  }

  /** @param aheadMs of the true time */
  moveClock(aheadMs: number): Promise<void> {
    return writeFile(this.#clock, String(aheadMs));
  }

  /** As a job's process speaks to it. */
  async socket(): Promise<JobSocket> {
    const socket = await jobSocket(jobsPlaceOf(this.#state));
    this.#sockets.push(socket);
    return socket;
  }

  async restart(): Promise<void> {
    await this.#stop();
    await this.#startUnsealed();
  }

  async end(): Promise<void> {
    await this.#stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #state(): string {
    return join(this.#folder, 'state');
  }

  get #clock(): string {
    return join(this.#folder, 'clock');
  }

  async #startUnsealed(): Promise<void> {
    this.#running = this.#program.spawn(this.#state, [this.#clock, 'start']);
    await this.#running.said('The keyholder is sealed');
    await this.#run(['unseal'], 'The keyholder is unsealed');
  }

  async #stop(): Promise<void> {
    for (const socket of this.#sockets.splice(0)) socket.close();
    await this.#running?.kill('SIGTERM');
  }

  async #run(args: readonly string[], words: string): Promise<void> {
    const typed = `${passphrase}\n`;
    const command = [this.#clock, ...args, '--passphrase-fd', '0'];
    const running = this.#program.spawn(this.#state, command, { typed });
    await running.ended();
    if (running.child.exitCode !== 0 || !running.output.toLowerCase().includes(words.toLowerCase()))
      throw new Error(running.output);
  }
}
