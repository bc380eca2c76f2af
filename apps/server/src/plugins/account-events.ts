import type { FastifyInstance } from 'fastify';
import type { AccountStreams } from '../events/account-streams.ts';
import { ChangeListener } from '../events/change-listener.ts';

const lookIntervalMs = 2_000;
const beatIntervalMs = 20_000;

export interface AccountEventsOptions {
  readonly databaseUrl: string;
  /** Whether changes are listened for, or only asked for every two seconds. */
  readonly listen: boolean;
}

/** Lets streams know of changes while the server runs, and ends them first when it ends: it waits for requests. */
export function addAccountEvents(
  app: FastifyInstance,
  streams: AccountStreams,
  { databaseUrl, listen }: AccountEventsOptions,
): void {
  const listener = new ChangeListener(databaseUrl, (accountId) => streams.look([accountId]));
  const looking = setInterval(() => streams.lookAtAll(), lookIntervalMs);
  const beating = setInterval(() => {
    streams.beat().catch((error: unknown) => app.log.debug({ err: error }, 'streams were not checked'));
  }, beatIntervalMs);
  looking.unref();
  beating.unref();
  app.addHook('onReady', async () => {
    if (listen) void listener.connect();
  });
  app.addHook('preClose', async () => {
    clearInterval(looking);
    clearInterval(beating);
    await streams.close();
    await listener.close();
  });
}
