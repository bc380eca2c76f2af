import { ServerProcess } from '../../../../e2e/fixtures/server-process.ts';
import { type Running, WorkerProgram } from '../../../../e2e/fixtures/worker-program.ts';
import { RealWorker } from './worked-account.ts';
import { WorkerCommands } from './worker-commands.ts';

/** A server with its database, and a worker's unsealed keyholder, each in processes of its own. */
export class WorkedProcesses {
  readonly server: ServerProcess;
  readonly commands: WorkerCommands;
  readonly program: WorkerProgram;
  readonly worker: RealWorker;
  /** The first one. */
  readonly keyholder: Running;

  private constructor(
    parts: Pick<WorkedProcesses, 'server' | 'commands' | 'program' | 'worker' | 'keyholder'>,
  ) {
    ({
      server: this.server,
      commands: this.commands,
      program: this.program,
      worker: this.worker,
      keyholder: this.keyholder,
    } = parts);
  }

  static async start(): Promise<WorkedProcesses> {
    const server = await ServerProcess.start();
    const commands = new WorkerCommands();
    const program = await WorkerProgram.create();
    let keyholder: Running | undefined;
    const worker = await RealWorker.start(commands, server.url, {
      startKeyholder: async (...place) => {
        keyholder = await program.start(...place);
      },
    });
    if (!keyholder) throw new TypeError('a keyholder was started');
    return new WorkedProcesses({ server, commands, program, worker, keyholder });
  }

  /** By which the worker's commands find the server's database. */
  get environment(): { readonly COMMONSEAL_DATA: string } {
    return { COMMONSEAL_DATA: this.server.dataFolder };
  }

  /** A process that does jobs, one at a time. */
  work(): Running {
    const args = ['work', '--server', this.server.url, '--jobs', '1'];
    return this.program.spawn(this.worker.state, args, { environment: this.environment });
  }

  async stop(): Promise<void> {
    this.worker.keyholder.close();
    await this.program.remove();
    await this.commands.remove();
    await this.server.stop();
  }
}
