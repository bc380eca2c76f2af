import { test as base } from '@playwright/test';
import type { WorkerProgram } from '../../fixtures/worker-program.ts';
import { BuiltOnce } from '../built-once.ts';
import type { KeyholderMutation } from '../mutation.ts';
import type { KeyholderProcess } from './keyholder-process.ts';

/** Where a keyholder is attacked. */
export interface KeyholderStage {
  /** One with a new key, unsealed. */
  startKeyholder(): Promise<KeyholderProcess>;
}

interface TestFixtures {
  /** Sets the stage with the real program, or with one that lacks a defence. */
  readonly setKeyholderStage: (mutation?: KeyholderMutation) => KeyholderStage;
}

interface WorkerFixtures {
  readonly keyholders: BuiltOnce<KeyholderMutation, WorkerProgram>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  keyholders: [
    async ({}, use) => {
      const builds = new BuiltOnce<KeyholderMutation, WorkerProgram>(async (mutation) =>
        (await import('./build-keyholder.ts')).buildKeyholder(mutation),
      );
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
        const keyholder = await Process.start(await keyholders.of(mutation));
        started.push(keyholder);
        return keyholder;
      },
    }));
    for (const keyholder of started) await keyholder.end();
  },
});
