import { rm } from 'node:fs/promises';
import type { BrowserContext, Page } from '@playwright/test';
import type pg from 'pg';
import { connectToDatabase } from '../fixtures/database-surfaces.ts';
import type { ServerProcess } from '../fixtures/server-process.ts';
import { test as base } from '../fixtures/test.ts';
import { HostileServer } from './hostile-server.ts';
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
}

/** Builds each mutated client once for all attempts of a row. */
class MutatedBuilds {
  readonly #folders = new Map<string, Promise<string>>();

  folderOf(mutation: Mutation): Promise<string> {
    const folder = this.#folders.get(mutation.name) ?? buildMutated(mutation);
    this.#folders.set(mutation.name, folder);
    return folder;
  }

  async remove(): Promise<void> {
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
    const hostile = await HostileServer.start(server.port);
    const database = await connectToDatabase(server.dataFolder);
    // All attacks come from one address: together they would be taken for somebody who guesses passwords.
    await database.query('delete from rate_limits');
    await use(async (mutation) => {
      if (mutation) serveBuild(hostile, await builds.folderOf(mutation), mutation);
      const newDevice: Stage['newDevice'] = async (userAgent) => {
        const locale = { locale: 'en-GB', timezoneId: 'UTC' };
        const context = await browser.newContext(userAgent === undefined ? locale : { ...locale, userAgent });
        contexts.push(context);
        context.setDefaultTimeout(30_000);
        const page = await context.newPage();
        await page.goto(hostile.url);
        return page;
      };
      return { server, hostile, database, newDevice };
    });
    for (const context of contexts) await context.close();
    await database.end();
    await hostile.stop();
  },
});
