import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { isMigrated } from '../database/migrate.ts';
import { CommonsealError } from '@commonseal/protocol';

/** For whoever watches over the process: does it live, and can it work? */
export function addHealth(app: FastifyInstance, pool: Pool): void {
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'alive' }));
  app.get('/readyz', { schema: { hide: true } }, async () => {
    const isReady = await isMigrated(pool).catch(() => false);
    if (!isReady) throw new CommonsealError('database_unavailable', 'no answer, or not migrated');
    return { status: 'ready' };
  });
}
