import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

const lookAgainMs = 20;

/**
 * Counts requests that are being answered. Browsers open connections in advance and say nothing on them; when the
 * server ends they are not worth waiting for, but a request is.
 */
export class RequestsUnderWay {
  #count = 0;

  constructor(app: FastifyInstance) {
    app.addHook('onRequest', async (_request, reply) => {
      this.#count += 1;
      reply.raw.once('close', () => (this.#count -= 1));
    });
  }

  /** Resolves when there are none, or when the patience is at its end. */
  async ended(patienceMs: number): Promise<void> {
    for (let waitedMs = 0; this.#count > 0 && waitedMs < patienceMs; waitedMs += lookAgainMs) {
      await sleep(lookAgainMs);
    }
  }
}
