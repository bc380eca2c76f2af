import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { buildApp } from './app.ts';
import { type Config, StartError } from './config.ts';
import { errorCodeOf } from './database/connection-errors.ts';
import { migrate } from './database/migrate.ts';
import { openDatabase } from './database/open-database.ts';
import { listen } from './listening.ts';

export interface RunningServer {
  readonly app: FastifyInstance;
  readonly port: number;
  /** Stops in order: no new requests, those under way to their end, the connections, the embedded database. */
  stop(): Promise<void>;
}

/** How long requests under way may still take. */
const patienceMs = 8_000;
/** How long their connections may take to break off. */
const lastPatienceMs = 2_000;

/** @param tell is given lines about what takes long */
export async function startServer(config: Config, tell: (line: string) => void): Promise<RunningServer> {
  const database = await openDatabase(config, tell);
  let app: FastifyInstance | undefined;
  const stop = async () => {
    if (app) await closeBounded(app);
    await database.stop();
  };
  try {
    const done = await migrateOrExplain(database.url);
    if (done.length > 0) tell(`The database schema is up to date (${done.length} new).`);
    app = await buildApp({
      databaseUrl: database.url,
      poolSize: config.poolSize,
      publicOrigin: config.publicOrigin,
      trustProxy: config.trustProxy,
      log: { level: config.logLevel },
    });
    return { app, port: await listen(app, config.host, config.port), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function migrateOrExplain(url: string): Promise<string[]> {
  try {
    return await migrate(url);
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === undefined) throw error;
    throw new StartError(
      `The tables could not be brought up to date (${code}): check that the database is no other program's, and ` +
        'that its user may create tables. Nothing was changed.',
    );
  }
}

/** Neither silent connections nor a request that does not end keep the server from ending. */
async function closeBounded(app: FastifyInstance): Promise<void> {
  const closed = app.close();
  await app.requestsUnderWay.ended(patienceMs);
  app.server.closeAllConnections();
  const giveUp = new AbortController();
  const tooLong = sleep(lastPatienceMs, undefined, { signal: giveUp.signal }).catch(() => undefined);
  await Promise.race([closed, tooLong]);
  giveUp.abort();
}
