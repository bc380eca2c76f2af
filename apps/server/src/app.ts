import fastifyCookie from '@fastify/cookie';
import { createServerSetup, opaqueReady } from '@commonseal/crypto/opaque-server';
import { cryptoReady } from '@commonseal/crypto/verify';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { Pool } from 'pg';
import { AccountLogs } from './account-logs.ts';
import { registerEndpoints } from './endpoints.ts';
import { AccountStreams } from './events/account-streams.ts';
import { addAccountEvents } from './plugins/account-events.ts';
import { addCleanup } from './plugins/cleanup.ts';
import { addDatabase } from './plugins/database.ts';
import { addErrors, sendError } from './plugins/errors.ts';
import { createGuards } from './plugins/guards.ts';
import { addHealth } from './plugins/health.ts';
import { addOpenApi } from './plugins/openapi.ts';
import { type LogOptions, addRequestLog, logSettings } from './plugins/request-log.ts';
import { RequestsUnderWay } from './plugins/requests-under-way.ts';
import { addSameOrigin } from './plugins/same-origin.ts';
import { addSecurityHeaders, securityHeaders } from './plugins/security-headers.ts';
import { addWebApp } from './plugins/web-app.ts';
import { answerUnreadable } from './plugins/unreadable.ts';
import { builtWebApp } from './places.ts';
import { type RateLimits, defaultRateLimits } from './rate-limit-table.ts';
import { RateLimiter } from './rate-limits.ts';
import type { SessionLifetime } from './repositories/sessions.ts';
import { requireServerSetup } from './repositories/server-setup.ts';
import { routes } from './routes/routes.ts';
import type { Services } from './services.ts';
import { Sessions } from './sessions.ts';

export interface AppOptions {
  readonly databaseUrl: string;
  readonly log: LogOptions;
  readonly poolSize?: number;
  /** `https://seal.example`, as browsers see it; taken from each request when it is left out. */
  readonly publicOrigin?: string | undefined;
  /** What stands before the server and may say who calls: see Fastify's `trustProxy`. */
  readonly trustProxy?: boolean | string;
  /** Folder of the built web app. */
  readonly webRoot?: string;
  readonly rateLimits?: Partial<RateLimits>;
  readonly sessionLifetime?: SessionLifetime;
  readonly maxStagedBytes?: number;
  /** Whether changes are listened for in the database; without it they are noticed within two seconds. */
  readonly listenForChanges?: boolean;
}

const day = 24 * 60 * 60;
const defaultSessionLifetime: SessionLifetime = { idleSeconds: day, totalSeconds: 7 * day };
const defaultMaxStagedBytes = 16 * 2 ** 30;
/**
 * Until a request has arrived whole. The largest there is, 64 MiB of new keys, takes nine minutes at one megabit a second; a
 * row of a body takes five seconds.
 */
const arrivalMs = 10 * 60_000;

/** The whole server but its listening socket: the same for main and for tests. The schema must be migrated. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  await Promise.all([cryptoReady(), opaqueReady()]);
  const { publicOrigin } = options;
  const isSecure = publicOrigin?.startsWith('https:') ?? false;
  const headers = securityHeaders(isSecure);
  const settings: FastifyServerOptions = {
    ...logSettings(options.log),
    trustProxy: options.trustProxy ?? false,
    exposeHeadRoutes: false,
    requestTimeout: arrivalMs,
    // A request that arrives on an open connection while the server ends is still answered.
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply.headers(headers)),
    clientErrorHandler: answerUnreadable(headers),
  };
  const app = Fastify(settings);
  app.decorate('requestsUnderWay', new RequestsUnderWay(app));
  addErrors(app);
  addSecurityHeaders(app, { publicOrigin, isSecure });
  addRequestLog(app);
  addSameOrigin(app, publicOrigin);
  await app.register(fastifyCookie);
  await addDatabase(app, { connectionString: options.databaseUrl, poolSize: options.poolSize ?? 10 });
  const services = await createServices(app.pg.pool, options, isSecure);
  await addOpenApi(app, services.sessions.cookieName);
  addHealth(app, services.pool);
  await registerEndpoints(app, routes(services), createGuards(services));
  await addWebApp(app, options.webRoot ?? builtWebApp);
  const { databaseUrl, listenForChanges = true } = options;
  addAccountEvents(app, services.streams, { databaseUrl, listen: listenForChanges });
  addCleanup(app, services.pool);
  return app;
}

async function createServices(pool: Pool, options: AppOptions, isSecure: boolean): Promise<Services> {
  return {
    pool,
    serverSetup: await requireServerSetup(pool, createServerSetup),
    sessions: new Sessions({ isSecure, lifetime: options.sessionLifetime ?? defaultSessionLifetime }),
    limiter: new RateLimiter(pool, { ...defaultRateLimits, ...options.rateLimits }),
    accountLogs: new AccountLogs(),
    streams: new AccountStreams(pool),
    maxStagedBytes: options.maxStagedBytes ?? defaultMaxStagedBytes,
    publicOrigin: options.publicOrigin,
  };
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly requestsUnderWay: RequestsUnderWay;
  }
}
