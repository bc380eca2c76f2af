// The tests look into the database through `app.pg`.
import '@fastify/postgres';
import { type TestDatabase, openTestDatabase } from '@commonseal/embedded-postgres/testing';
import { ApiClient } from '@commonseal/protocol/api';
import type { FastifyInstance } from 'fastify';
import { type AppOptions, buildApp } from '../../src/app.ts';
import { migrate } from '../../src/database/migrate.ts';
import { listen } from '../../src/listening.ts';
import { InjectedBrowser } from './inject-fetch.ts';

export interface Visitor {
  readonly browser: InjectedBrowser;
  readonly api: ApiClient;
}

/** The app as main builds it, on a throwaway database; requests are injected, unless it is told to listen. */
export interface TestServer {
  readonly app: FastifyInstance;
  readonly database: TestDatabase;
  /** Lines of the log. */
  readonly lines: string[];
  /** Somebody new, without cookies. @param headers sent with each call of `api` */
  visitor(headers?: Readonly<Record<string, string>>): Visitor;
  /** @returns the port */
  listen(): Promise<number>;
  close(): Promise<void>;
}

const migrated = { name: 'commonseal_server', prepare: async (url: string) => void (await migrate(url)) };

/** @param reach the address by which the app reaches the database, if it is not its own */
export async function openServer(
  options: Partial<AppOptions> = {},
  reach: (databaseUrl: string) => Promise<string> = async (url) => url,
): Promise<TestServer> {
  const database = await openTestDatabase(migrated);
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  const app = await buildApp({
    databaseUrl: await reach(database.connectionString),
    log: { level: 'info', stream },
    ...options,
  });
  await app.ready();
  return {
    app,
    database,
    lines,
    visitor(headers = {}) {
      const browser = new InjectedBrowser(app);
      return {
        browser,
        api: new ApiClient({ baseUrl: '', fetch: browser.fetch, headers: () => headers }),
      };
    },
    listen: () => listen(app, 'localhost', 0),
    async close() {
      const closed = app.close();
      // Those too that still listen to what happens.
      app.server.closeAllConnections();
      await closed;
      await database.drop();
    },
  };
}
