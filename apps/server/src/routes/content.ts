import { chunkHash, hash, hashPurposes } from '@commonseal/crypto/verify';
import type { AccountId } from '@commonseal/protocol';
import { requireMayReadBody, requireScope } from '../account/granted-reading.ts';
import { resealBatch } from '../account/late-seals.ts';
import { notFound } from '../account/not-found.ts';
import { bytesOf, textOf } from '../bytes.ts';
import { acceptBatch } from '../content/accept-batch.ts';
import { deliverRow } from '../content/deliver-row.ts';
import { listAccepted } from '../content/list-accepted.ts';
import { batchKeyOf, principalOf, requireMayDeliver, requireOwn } from '../content/principal.ts';
import type { HandlersOf } from '../endpoints.ts';
import { findPageHash, insertPage, listPages } from '../repositories/batch-pages.ts';
import {
  findChunkHash,
  insertChunk,
  listChunks,
  readChunk,
  readChunkHashes,
} from '../repositories/body-chunks.ts';
import { countOldSeals, listOldSeals } from '../repositories/batch-seals.ts';
import { findUpload } from '../repositories/uploads.ts';
import type { Services } from '../services.ts';

type DeliveryRoutes = HandlersOf<'putChunk' | 'putPage' | 'uploadState' | 'commitBatch'>;
type ReadingRoutes = HandlersOf<'batches' | 'chunkHashes' | 'chunk'>;
type ResealingRoutes = HandlersOf<'oldSeals' | 'putBatchSeal'>;

const oldSealsAtOnce = 1000;
/** What members read. */
const everything = { writerIds: null };

/** Batches: their delivery, row by row and invisible until accepted as a whole, and their reading. */
export function contentRoutes(services: Services): DeliveryRoutes & ReadingRoutes & ResealingRoutes {
  return { ...deliveryRoutes(services), ...readingRoutes(services), ...resealingRoutes(services) };
}

function deliveryRoutes(services: Services): DeliveryRoutes {
  const { pool } = services;
  return {
    async putChunk({ params, body, caller }) {
      await requireMayDeliver(pool, params.accountId, caller);
      const item = { ...batchKeyOf(params), itemId: bytesOf(params.itemId) };
      const { chunk } = params;
      const sha256 = await chunkHash(body);
      await deliverRow(services, item, caller, {
        hash: sha256,
        size: body.length,
        find: (db) => findChunkHash(db, item, chunk),
        insert: (db, staging) => insertChunk(db, item, { chunk, sha256, bytes: body }, staging),
      });
      return {};
    },

    async putPage({ params, body, caller }) {
      await requireMayDeliver(pool, params.accountId, caller);
      const batch = batchKeyOf(params);
      const { page } = params;
      const pageHash = hash(hashPurposes.page, body);
      await deliverRow(services, batch, caller, {
        hash: pageHash,
        size: body.length,
        find: (db) => findPageHash(db, batch, page),
        insert: (db, staging) => insertPage(db, batch, { page, hash: pageHash, bytes: body }, staging),
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
