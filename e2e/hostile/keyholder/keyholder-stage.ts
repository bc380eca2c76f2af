import { test as base } from '@playwright/test';
import type { WorkerProgram } from '../../fixtures/worker-program.ts';
import type { KeyholderMutation } from '../mutation.ts';
import type { KeyholderProcess } from './keyholder-process.ts';

/** Where a keyholder is attacked. */
export interface KeyholderStage {
  /** One with a new key, unsealed. */
  startKeyholder(): Promise<KeyholderProcess>;
}

/** Builds each program once for all attempts of a row. */
class KeyholderBuilds {
  readonly #programs = new Map<string, Promise<WorkerProgram>>();

  programOf(mutation: KeyholderMutation | undefined): Promise<WorkerProgram> {
    const name = mutation?.name ?? '';
    const program = this.#programs.get(name) ?? this.#build(mutation);
    this.#programs.set(name, program);
    return program;
  }

  async #build(mutation: KeyholderMutation | undefined): Promise<WorkerProgram> {
    const { buildKeyholder } = await import('./build-keyholder.ts');
    return buildKeyholder(mutation);
  }

  async remove(): Promise<void> {
    for (const program of this.#programs.values()) await (await program).remove();
  }
}

interface TestFixtures {
  /** Sets the stage with the real program, or with one that lacks a defence. */
  readonly setKeyholderStage: (mutation?: KeyholderMutation) => KeyholderStage;
}

export const test = base.extend<TestFixtures, { readonly keyholders: KeyholderBuilds }>({
  keyholders: [
    async ({}, use) => {
      const builds = new KeyholderBuilds();
      await use(builds);
      await builds.remove();
    },
    { scope: 'worker' },
  ],

  setKeyholderStage: async ({ keyholders }, use) => {
    const started: KeyholderProcess[] = [];
    await use((mutation) => ({
      startKeyholder: async () => {
        const { KeyholderProcess: Process } = await import('./keyholder-process.ts');
        const keyholder = await Process.start(await keyholders.programOf(mutation));
        started.push(keyholder);
        return keyholder;
      },
    }));
    for (const keyholder of started) await keyholder.end();
  },
});
