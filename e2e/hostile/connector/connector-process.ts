import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, runConnector } from '../../../apps/connector/test/support/connector-process.ts';
import type { Teammate } from '../teammate.ts';
import type { ConnectorProgram } from './build-connector.ts';

/** A connector in processes of its own, whose machine's clock can be moved. */
export class ConnectorProcess {
  readonly #program: ConnectorProgram;
  readonly #folder: string;

  private constructor(program: ConnectorProgram, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  /** One that an owner has connected. */
  static async enrol(program: ConnectorProgram, { vault }: Teammate): Promise<ConnectorProcess> {
    const connector = new ConnectorProcess(
      program,
      await mkdtemp(join(tmpdir(), 'commonseal-hostile-connector-')),
    );
    await connector.moveClock(0);
    const [pairingLine = ''] = (await connector.#mustRun('init')).split('\n');
    const { enrolmentLine } = await vault.enrolConnector({ pairingLine, name: 'Bank' });
    await connector.#mustRun('enrol', enrolmentLine);
    return connector;
  }

  /** @param aheadMs of the true time */
  moveClock(aheadMs: number): Promise<void> {
    return writeFile(this.#clock, String(aheadMs));
  }

  /** Delivers a file. @returns what it had to say, once it has ended */
  async push(fileName: string, text: string): Promise<string> {
    const files = join(this.#folder, 'files');
    await mkdir(files, { recursive: true });
    await writeFile(join(files, fileName), text);
    return (await this.#run('push', join(files, fileName))).output;
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #clock(): string {
    return join(this.#folder, 'clock');
  }

  #run(...args: readonly string[]): Promise<Ended> {
    return runConnector(this.#program.main, [this.#clock, '--state', join(this.#folder, 'state'), ...args]);
  }

  async #mustRun(...args: readonly string[]): Promise<string> {
    const { code, output } = await this.#run(...args);
    if (code !== 0) throw new Error(output);
    return output;
  }
}
