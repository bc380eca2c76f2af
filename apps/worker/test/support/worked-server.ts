import { peopleOf } from '../../../../e2e/fixtures/granting-owner.ts';
import { InProcessServer } from '../../../../e2e/fixtures/in-process-server.ts';
import type { ClientOptions } from './job-account.ts';
import { RealWorker, WorkedAccount } from './worked-account.ts';
import { WorkerCommands } from './worker-commands.ts';

export interface WorkedServerOptions {
  /** The address by which the worker reaches the server, if it is not its own. */
  readonly reach?: (url: string) => Promise<string>;
  /** How what works with the keyholder reaches the server. */
  readonly client?: ClientOptions;
}

/** A server, and a worker that is unsealed, both within this process: for all tests of a file. */
export class WorkedServer {
  readonly server: InProcessServer;
  readonly commands: WorkerCommands;
  readonly worker: RealWorker;

  private constructor(server: InProcessServer, commands: WorkerCommands, worker: RealWorker) {
    this.server = server;
    this.commands = commands;
    this.worker = worker;
  }

  static async start({
    reach = async (url) => url,
    client = {},
  }: WorkedServerOptions = {}): Promise<WorkedServer> {
    const server = await InProcessServer.start();
    const commands = new WorkerCommands();
    const worker = await RealWorker.start(commands, await reach(server.url), { client });
    return new WorkedServer(server, commands, worker);
  }

  get people(): ReturnType<typeof peopleOf> {
    return peopleOf(() => this.server);
  }

  /** An account that lets the worker read all of it. @param batches texts of items */
  async account(batches: readonly (readonly string[])[]): Promise<WorkedAccount> {
    return WorkedAccount.begin(await this.people.beginAccount(), this.worker, batches);
  }

  async stop(): Promise<void> {
    this.worker.keyholder.close();
    await this.commands.remove();
    await this.server.stop();
  }
}
