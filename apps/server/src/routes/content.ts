import { hash, hashPurposes } from '@commonseal/crypto/verify';
import {
  type AccountId,
  ItemId,
  encodeChunkRows,
  maxChunkRowsBytes,
  parseChunkRows,
} from '@commonseal/protocol';
import { requireMayReadBody, requireScope, thoseToRead } from '../account/granted-reading.ts';
import { resealBatch } from '../account/late-seals.ts';
import { notFound } from '../account/not-found.ts';
import { bytesOf, textOf } from '../bytes.ts';
import { acceptBatch } from '../content/accept-batch.ts';
import { deliverChunks } from '../content/deliver-chunks.ts';
import { deliverRows } from '../content/deliver-rows.ts';
import { listAccepted } from '../content/list-accepted.ts';
import { batchKeyOf, principalOf, requireMayDeliver, requireOwn } from '../content/principal.ts';
import type { HandlersOf } from '../endpoints.ts';
import { findPageHash, insertPage, listPages } from '../repositories/batch-pages.ts';
import { listChunks, readChunk, readChunkHashes, readFirstChunks } from '../repositories/body-chunks.ts';
import { countOldSeals, listOldSeals } from '../repositories/batch-seals.ts';
import { findUpload } from '../repositories/uploads.ts';
import type { Services } from '../services.ts';

type DeliveryRoutes = HandlersOf<'putChunks' | 'putPage' | 'uploadState' | 'commitBatch'>;
type ReadingRoutes = HandlersOf<'batches' | 'chunkHashes' | 'chunk' | 'firstChunks'>;
type ResealingRoutes = HandlersOf<'oldSeals' | 'putBatchSeal'>;

const oldSealsAtOnce = 1000;
/** What their places take beside them, 256 times, is well below the rest of such a message. */
const maxFirstChunksBytes = maxChunkRowsBytes - 64 * 1024;
/** What members read. */
const everything = { writerIds: null };

/** Batches: their delivery, row by row and invisible until accepted as a whole, and their reading. */
export function contentRoutes(services: Services): DeliveryRoutes & ReadingRoutes & ResealingRoutes {
  return { ...deliveryRoutes(services), ...readingRoutes(services), ...resealingRoutes(services) };
}

function deliveryRoutes(services: Services): DeliveryRoutes {
  const { pool } = services;
  return {
    async putChunks({ params, body, caller }) {
      await requireMayDeliver(pool, params.accountId, caller);
      await deliverChunks(services, batchKeyOf(params), caller, parseChunkRows(body));
      return {};
    },

    async putPage({ params, body, caller }) {
      await requireMayDeliver(pool, params.accountId, caller);
      const batch = batchKeyOf(params);
      const { page } = params;
      const row = { page, hash: hash(hashPurposes.page, body), bytes: body };
      await deliverRows(services, batch, caller, {
        rows: [row],
        find: async (db) => [await findPageHash(db, batch, page)],
        insert: (db, _, staging) => insertPage(db, batch, row, staging),
      });
      return {};
    },

    async uploadState({ params, caller }) {
      await requireMayDeliver(pool, params.accountId, caller);
      const batch = batchKeyOf(params);
      const upload = await findUpload(pool, batch, principalOf(caller));
      if (!upload || requireOwn(upload).isAccepted) {
        return { accepted: upload !== undefined, pages: [], items: [] };
      }
      const pages = await listPages(pool, batch);
      const items = await listChunks(pool, batch);
      return {
        accepted: false,
        pages: pages.map(({ page }) => page),
        items: items.map(({ itemId, chunks }) => ({ itemId: textOf(itemId), chunks })),
      };
    },

    async commitBatch({ params, body, caller }) {
      await requireMayDeliver(pool, params.accountId, caller);
      const sealed = { manifest: bytesOf(body.manifest), seal: bytesOf(body.seal) };
      return { sequence: await acceptBatch(services, batchKeyOf(params), caller, sealed) };
    },
  };
}

function readingRoutes({ pool }: Services): ReadingRoutes {
  return {
    async batches({ params, query, caller }) {
      const accountId = bytesOf(params.accountId);
      const scope = caller.kind === 'worker' ? await requireScope(pool, accountId, caller) : everything;
      return listAccepted(pool, accountId, { ...query, ...scope });
    },

    async chunkHashes({ params, caller }) {
      const item = { ...batchKeyOf(params), itemId: bytesOf(params.itemId) };
      await requireMayReadBody(pool, item, caller);
      const hashes = await readChunkHashes(pool, item);
      if (!hashes) throw notFound();
      return hashes;
    },

    async chunk({ params, caller }) {
      const item = { ...batchKeyOf(params), itemId: bytesOf(params.itemId) };
      await requireMayReadBody(pool, item, caller);
      const row = await readChunk(pool, item, params.chunk);
      if (!row) throw notFound();
      return row;
    },

    async firstChunks({ params, body, caller }) {
      const batch = batchKeyOf(params);
      const items = await thoseToRead(pool, batch, body.items.map(bytesOf), caller);
      const rows = await readFirstChunks(pool, batch, items, maxFirstChunksBytes);
      return encodeChunkRows(
        rows.map(({ itemId, bytes }) => ({ itemId: ItemId.fromBytes(itemId), chunk: 0, row: bytes })),
      );
    },
  };
}

/** The keys of batches under a newer account seed. */
function resealingRoutes(services: Services): ResealingRoutes {
  const { pool } = services;
  return {
    async oldSeals({ params, query: { before, after } }) {
      const accountId = bytesOf(params.accountId);
      const batches = await listOldSeals(pool, accountId, { before, after, limit: oldSealsAtOnce });
      return {
        batches: batches.map(({ sequence, batchId }) => ({ sequence, batchId: textOf(batchId) })),
        total: await countOldSeals(pool, accountId, before),
      };
    },

    async putBatchSeal({ params, body, caller }) {
      const late = { batch: batchKeyOf(params), epoch: body.epoch, seal: bytesOf(body.seal) };
      await resealBatch(services, params.accountId as AccountId, caller.userId, late);
      return {};
    },
  };
}
