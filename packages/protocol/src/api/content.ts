import { Type } from 'typebox';
import {
  maxBatchItems,
  maxBatchPages,
  maxBodyChunks,
  maxChunkRows,
  maxChunkRowsBytes,
  maxManifestBytes,
  maxPageRowBytes,
} from '../limits.ts';
import { defineEndpoint } from './endpoint.ts';
import { Index, LongId, Seal, ShortId, base64Field, bytesField, closed } from './fields.ts';

const batchParams = closed({ accountId: LongId, batchId: ShortId });
const itemParams = closed({ accountId: LongId, batchId: ShortId, itemId: ShortId });
const chunkParams = closed({
  accountId: LongId,
  batchId: ShortId,
  itemId: ShortId,
  chunk: Type.Integer({ minimum: 0, maximum: maxBodyChunks - 1 }),
});
const pageParams = closed({
  accountId: LongId,
  batchId: ShortId,
  page: Type.Integer({ minimum: 0, maximum: maxBatchPages - 1 }),
});

/** A manifest with its signature, as in docs/wire-format.md. */
export const SignedManifest = bytesField(maxManifestBytes);

export const contentEndpoints = {
  /** All of them or none. Idempotent: the same bytes again are fine, other bytes at the same place are `upload_conflict`. */
  putChunks: defineEndpoint({
    method: 'PUT',
    path: '/api/accounts/:accountId/batches/:batchId/chunks',
    caller: ['person', 'writer'],
    summary:
      'Upload chunk rows of bodies, small ones together; nobody can read them before the manifest is accepted.',
    params: batchParams,
    body: 'bytes',
    reply: closed({}),
    bodyLimitBytes: maxChunkRowsBytes,
  }),
  putPage: defineEndpoint({
    method: 'PUT',
    path: '/api/accounts/:accountId/batches/:batchId/pages/:page',
    caller: ['person', 'writer'],
    summary: 'Upload one page of headers; as for chunks.',
    params: pageParams,
    body: 'bytes',
    reply: closed({}),
    bodyLimitBytes: maxPageRowBytes,
  }),
  uploadState: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/batches/:batchId/upload',
    caller: ['person', 'writer'],
    summary: "What of the caller's own unfinished batch has arrived, or that it was accepted.",
    params: batchParams,
    reply: closed({
      accepted: Type.Boolean(),
      pages: Type.Array(Type.Integer({ minimum: 0 }), { maxItems: maxBatchPages }),
      items: Type.Array(closed({ itemId: ShortId, chunks: Type.Array(Type.Integer({ minimum: 0 })) }), {
        maxItems: maxBatchItems,
      }),
    }),
  }),
  commitBatch: defineEndpoint({
    method: 'POST',
    path: '/api/accounts/:accountId/batches/:batchId/commit',
    caller: ['person', 'writer'],
    summary:
      'Accept a batch: checks the signed manifest against the log and all that was uploaded. Idempotent.',
    params: batchParams,
    body: closed({ manifest: SignedManifest, seal: Seal }),
    reply: closed({ sequence: Index }),
  }),
  batches: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/batches',
    caller: ['person', 'worker'],
    summary:
      "Accepted batches after the given number of the account's gap-free sequence (which begins at 1); for a worker, of the sources that it may read.",
    params: Type.Object({ accountId: LongId }, { additionalProperties: false }),
    query: closed({
      after: Type.Integer({ minimum: 0 }),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    }),
    reply: closed({
      batches: Type.Array(
        closed({
          sequence: Index,
          batchId: ShortId,
          manifest: SignedManifest,
          seal: Seal,
          /** Where a deep rotation has put a newer seal in the place of the manifest's: its epoch. */
          resealedEpoch: Type.Optional(Index),
          pages: Type.Array(base64Field(maxPageRowBytes), { maxItems: maxBatchPages }),
        }),
        { maxItems: 100 },
      ),
      more: Type.Boolean(),
    }),
  }),
  oldSeals: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/old-seals',
    caller: 'person',
    summary: 'Accepted batches whose key is sealed under an earlier epoch than the given one.',
    params: Type.Object({ accountId: LongId }, { additionalProperties: false }),
    query: closed({ before: Index, after: Type.Integer({ minimum: 0 }) }),
    /** At most 1000 a time, in the account's sequence; `total` counts all of them. */
    reply: closed({
      batches: Type.Array(closed({ sequence: Index, batchId: ShortId }), { maxItems: 1000 }),
      total: Index,
    }),
  }),
  putBatchSeal: defineEndpoint({
    method: 'PUT',
    path: '/api/accounts/:accountId/batches/:batchId/seal',
    caller: 'person',
    summary: "Replace the seal of a batch's key by one under the current epoch; owners only. Idempotent.",
    params: batchParams,
    body: closed({ epoch: Index, seal: Seal }),
    reply: closed({}),
  }),
  chunkHashes: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/batches/:batchId/items/:itemId/chunk-hashes',
    caller: ['person', 'worker'],
    summary:
      "SHA-256 of every chunk row of a body, 32 bytes each, in order; the manifest's body hash covers them.",
    params: itemParams,
    reply: 'bytes',
  }),
  chunk: defineEndpoint({
    method: 'GET',
    path: '/api/accounts/:accountId/batches/:batchId/items/:itemId/chunks/:chunk',
    caller: ['person', 'worker'],
    summary: 'One chunk row of an accepted body.',
    params: chunkParams,
    reply: 'bytes',
  }),
  /** What is not there, or not for the caller, is left out; and so is what is too much for one message, which the next one asks for. */
  firstChunks: defineEndpoint({
    method: 'POST',
    path: '/api/accounts/:accountId/batches/:batchId/first-chunks',
    caller: ['person', 'worker'],
    summary:
      'The first chunk rows of accepted bodies of a batch, in the order asked, as many as one message takes.',
    params: batchParams,
    body: closed({ items: Type.Array(ShortId, { minItems: 1, maxItems: maxChunkRows, uniqueItems: true }) }),
    reply: 'bytes',
  }),
} as const;
