import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encodeEnrolmentLine, parsePairingLine } from '@commonseal/protocol';
import type { CommandContext } from '../../src/commands/command.ts';
import type { OnStep } from '../../src/delivery/step.ts';
import { enrol } from '../../src/commands/enrol.ts';
import { init } from '../../src/commands/init.ts';
import { push } from '../../src/commands/push.ts';
import { StateFolder } from '../../src/state/state-folder.ts';
import { TestAccount } from './test-account.ts';
import { TestServer } from './test-server.ts';

export const serverAddress = 'http://localhost:1';

/** A connector on its own temporary folder, and a server in memory. */
export class Workplace {
  readonly folder: string;
  readonly state: StateFolder;
  readonly account = new TestAccount();
  readonly server = new TestServer(this.account);
  said: string[] = [];
  complained: string[] = [];

  private constructor(folder: string) {
    this.folder = folder;
    this.state = new StateFolder(join(folder, 'state'));
  }

  static async create(): Promise<Workplace> {
    return new Workplace(await mkdtemp(join(tmpdir(), 'commonseal-connector-')));
  }

  /** With a connector that is enrolled. */
  static async enrolled(): Promise<Workplace> {
    const workplace = await Workplace.create();
    await workplace.pair();
    await enrol(workplace.context(), workplace.enrolmentLine());
    workplace.said = [];
    return workplace;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  context(onStep?: OnStep): CommandContext {
    const output = {
      say: (text: string) => void this.said.push(text),
      complain: (text: string) => void this.complained.push(text),
      progress: () => undefined,
    };
    const { state } = this;
    return { state, output, pausesMs: [1, 1], fetch: this.server.fetch, ...(onStep ? { onStep } : {}) };
  }

  /** Makes the connector's key and has the owner admit it. */
  async pair(): Promise<void> {
    await init(this.context());
    this.account.admit(parsePairingLine(this.said[0] ?? '').writerId);
  }

  enrolmentLine(): string {
    const { accountId } = this.account.log.state;
    return encodeEnrolmentLine({ server: serverAddress, accountId, head: this.account.log.head });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async write(name: string, content: string | Uint8Array): Promise<string> {
    await mkdir(dirname(this.path(name)), { recursive: true });
    await writeFile(this.path(name), content);
    return this.path(name);
  }

  /** @returns the exit code; the summary is the last line of `said` */
  push(names: readonly string[], onStep?: OnStep): Promise<number> {
    return push(
      this.context(onStep),
      names.map((name) => this.path(name)),
    );
  }

  get summary(): string | undefined {
    return this.said.at(-1);
  }
}
