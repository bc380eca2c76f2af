import { rm } from 'node:fs/promises';
import type { BrowserContext, Page } from '@playwright/test';
import type pg from 'pg';
import { connectToDatabase } from '../fixtures/database-surfaces.ts';
import type { ServerProcess } from '../fixtures/server-process.ts';
import { test as base } from '../fixtures/test.ts';
import type { WorkerProgram } from '../../apps/worker/test/support/worker-program.ts';
import { HostileServer } from './hostile-server.ts';
import type { KeyholderProcess } from './keyholder/keyholder-process.ts';
import { buildMutated } from './mutated-build.ts';
import type { Mutation } from './mutation.ts';
import { serveBuild } from './serve-build.ts';

/** Where an attack takes place: a real server, its database, a hostile server before it, and browsers. */
export interface Stage {
  readonly server: ServerProcess;
  readonly hostile: HostileServer;
  readonly database: pg.Client;
  /**
   * A page of a browser that has never been here, at the hostile server.
   * @param userAgent what the browser says that it is
   */
  newDevice(userAgent?: string): Promise<Page>;
  /** A worker's keyholder with a new key, unsealed. */
  startKeyholder(): Promise<KeyholderProcess>;
}

/** Builds each mutated client and keyholder once for all attempts of a row. */
class MutatedBuilds {
  readonly #folders = new Map<string, Promise<string>>();
  readonly #keyholders = new Map<string, Promise<WorkerProgram>>();

  folderOf(mutation: Mutation): Promise<string> {
    const folder = this.#folders.get(mutation.name) ?? buildMutated(mutation);
    this.#folders.set(mutation.name, folder);
    return folder;
  }

  /** The real one, unless a mutation is of keyholders. */
  keyholderOf(mutation: Mutation | undefined): Promise<WorkerProgram> {
    const missing = mutation?.of === 'keyholder' ? mutation : undefined;
    const name = missing?.name ?? '';
    const program = this.#keyholders.get(name) ?? this.#buildKeyholder(missing);
    this.#keyholders.set(name, program);
    return program;
  }

  async #buildKeyholder(mutation: Mutation | undefined): Promise<WorkerProgram> {
    const { buildKeyholder } = await import('./keyholder/keyholder-builds.ts');
    return buildKeyholder(mutation);
  }

  async remove(): Promise<void> {
    for (const program of this.#keyholders.values()) await (await program).remove();
    for (const folder of this.#folders.values()) await rm(await folder, { recursive: true, force: true });
  }
}

interface TestFixtures {
  /** Sets the stage with the real client, or with one that lacks a defence. */
  readonly setStage: (mutation?: Mutation) => Promise<Stage>;
}

export const test = base.extend<TestFixtures, { readonly builds: MutatedBuilds }>({
  builds: [
    async ({}, use) => {
      const builds = new MutatedBuilds();
      await use(builds);
      await builds.remove();
    },
    { scope: 'worker' },
  ],

  setStage: async ({ sharedServer: server, browser, builds }, use) => {
    const contexts: BrowserContext[] = [];
    const keyholders: KeyholderProcess[] = [];
    const hostile = await HostileServer.start(server.port);
    const database = await connectToDatabase(server.dataFolder);
    // All attacks come from one address: together they would be taken for somebody who guesses passwords.
    await database.query('delete from rate_limits');
    await use(async (mutation) => {
      if (mutation && mutation.of === undefined)
        serveBuild(hostile, await builds.folderOf(mutation), mutation);
      const newDevice: Stage['newDevice'] = async (userAgent) => {
        const locale = { locale: 'en-GB', timezoneId: 'UTC' };
        const context = await browser.newContext(userAgent === undefined ? locale : { ...locale, userAgent });
        contexts.push(context);
        context.setDefaultTimeout(30_000);
        const page = await context.newPage();
        await page.goto(hostile.url);
        return page;
      };
      const startKeyholder = async () => {
        const { KeyholderProcess: Process } = await import('./keyholder/keyholder-process.ts');
        const keyholder = await Process.start(await builds.keyholderOf(mutation));
        keyholders.push(keyholder);
        return keyholder;
      };
      return { server, hostile, database, newDevice, startKeyholder };
    });
    for (const keyholder of keyholders) await keyholder.end();
    for (const context of contexts) await context.close();
    await database.end();
    await hostile.stop();
  },
});
