import { peopleOf } from '../../../../e2e/fixtures/granting-owner.ts';
import { InProcessServer } from '../../../../e2e/fixtures/in-process-server.ts';
import { RealWorker, WorkedAccount } from './worked-account.ts';
import { WorkerCommands } from './worker-commands.ts';

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

  /** @param reach the address by which the worker reaches the server, if it is not its own */
  static async start(reach: (url: string) => Promise<string> = async (url) => url): Promise<WorkedServer> {
    const server = await InProcessServer.start();
    const commands = new WorkerCommands();
    return new WorkedServer(server, commands, await RealWorker.start(commands, await reach(server.url)));
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
