import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { abandonedUploads, deleteExpired, deleteUpload } from '../repositories/cleanup.ts';

const intervalMs = 10 * 60 * 1000;
/** A delivery that was cut can be gone on with for a week. */
export const maxUploadIdleSeconds = 7 * 24 * 60 * 60;

/** One round of tidying; any node may do it at any time, also at once with another. */
export async function cleanUp(pool: Pool): Promise<{ readonly rows: number; readonly uploads: number }> {
  const rows = await deleteExpired(pool);
  let uploads = 0;
  for (;;) {
    const abandoned = await abandonedUploads(pool, maxUploadIdleSeconds);
    let deleted = 0;
    for (const upload of abandoned) {
      if (await deleteUpload(pool, upload, maxUploadIdleSeconds)) deleted += 1;
    }
    uploads += deleted;
    if (deleted === 0) return { rows, uploads };
  }
}

/** Tidies up once at start and every ten minutes, until the app is closed. */
export function addCleanup(app: FastifyInstance, pool: Pool): void {
  let running: Promise<void> | undefined;
  const run = async () => {
    try {
      app.log.debug(await cleanUp(pool), 'cleaned up');
    } catch (error) {
      app.log.warn({ err: error }, 'cleaning up failed; it is tried again later');
    }
    running = undefined;
  };
  const start = () => {
    running ??= run();
  };
  const timer = setInterval(start, intervalMs);
  timer.unref();
  app.addHook('onReady', async () => start());
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await running;
  });
}
