import type { AccountId } from '@commonseal/protocol';
import { requireOwnJob } from '../account/granted-reading.ts';
import { keepJobPart } from '../account/hand-over.ts';
import { notFound } from '../account/not-found.ts';
import { bytesOf } from '../bytes.ts';
import type { HandlersOf } from '../endpoints.ts';
import { listParts, readPart } from '../repositories/job-parts.ts';
import type { Services } from '../services.ts';

function keyOf({ accountId, grant }: { readonly accountId: string; readonly grant: number }) {
  return { accountId: bytesOf(accountId), grant };
}

/** What owners hand over to workers for one job. */
export function jobRoutes(services: Services): HandlersOf<'putJobPart' | 'jobParts' | 'jobPart'> {
  const { pool } = services;
  return {
    async putJobPart({ params, body, caller }) {
      const { grant, part } = params;
      const items = body.items.map(({ batchId, itemId }) => ({
        batchId: bytesOf(batchId),
        itemId: bytesOf(itemId),
      }));
      const handed = { part, bytes: bytesOf(body.part), items };
      await keepJobPart(services, params.accountId as AccountId, caller.userId, grant, handed);
      return {};
    },

    async jobParts({ params, caller }) {
      const key = keyOf(params);
      await requireOwnJob(pool, key, caller);
      return { parts: await listParts(pool, key) };
    },

    async jobPart({ params, caller }) {
      const key = keyOf(params);
      await requireOwnJob(pool, key, caller);
      const bytes = await readPart(pool, key, params.part);
      if (!bytes) throw notFound();
      return bytes;
    },
  };
}
