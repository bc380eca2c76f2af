import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
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
    const done = await migrate(database.url);
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

/** A request that does not end must not keep the server from ending. */
async function closeBounded(app: FastifyInstance): Promise<void> {
  const closed = app.close();
  if (await isSettledWithin(closed, patienceMs)) return;
  app.server.closeAllConnections();
  await isSettledWithin(closed, lastPatienceMs);
}

async function isSettledWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const wait = new AbortController();
  const tooLong = sleep(ms, false, { signal: wait.signal }).catch(() => false);
  const isSettled = await Promise.race([work.then(() => true), tooLong]);
  wait.abort();
  return isSettled;
}
