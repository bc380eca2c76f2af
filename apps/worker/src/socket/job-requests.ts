import {
  maxAccessRecordBytes,
  maxAnalyserBytes,
  maxAnalyserVersionBytes,
  maxBatchItems,
  maxEntryBytes,
  maxHeaderBytes,
  maxJobPartItems,
  maxJobRequestBytes,
  maxManifestBytes,
  maxPageRowBytes,
  workerIdentityBytes,
} from '@commonseal/protocol';
import { maxJobRequestLifetimeMs } from '@commonseal/account-log';
import { receivingPublicKeyBytes } from '@commonseal/crypto/verify';
import { type Static, type TSchema, Type } from 'typebox';
import { accountRefusalCodes } from '../accounts/account-refusal.ts';
import { refusalFrame, socketRefusalCodes } from './refusal-frame.ts';

/** Everything that a job's process can ask a keyholder, and how it is answered. Nothing else is taken. */
function closed<P extends Record<string, TSchema>>(properties: P) {
  return Type.Object(properties, { additionalProperties: false });
}

/** Base64url of at most so many bytes. */
function bytes(max: number) {
  return Type.String({ pattern: '^[A-Za-z0-9_-]*$', maxLength: Math.ceil((max * 4) / 3) });
}

const Nothing = closed({});
const Signature = Type.String({ pattern: '^[A-Za-z0-9_-]{86}$' });
const Count = Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 });
const TimeMs = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const LongId = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });
const ShortId = Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' });
const Items = Type.Array(ShortId, { minItems: 1, maxItems: maxBatchItems });
const sealBytes = 2048;
/** At once, so that an answer with all their headers fits into a frame. */
export const maxPagesAtOnce = 4;

const maxPartBytes = 512 * 1024;
const maxPartsAtOnce = 5;
/** Of access records in one answer. */
export const maxRecordsAtOnce = 100;

const Part = closed({ part: Count, bytes: bytes(maxPartBytes) });

const HandedItem = closed({
  itemId: ShortId,
  batchId: ShortId,
  writerId: LongId,
  epoch: Count,
  bodyHash: LongId,
  chunkCount: Count,
});

const Given = closed({
  /** 32 bytes for each item in the order of the request, sealed to the job's key. */
  keys: bytes(64 * maxBatchItems),
  headers: Type.Array(bytes(maxHeaderBytes), { maxItems: maxBatchItems }),
});

export const jobRequests = {
  state: { body: Nothing, answer: closed({ isUnsealed: Type.Boolean(), workerId: LongId }) },
  /**
   * Entries of an account's log, from a sequence on. `more`: whether the server has others behind them. `knownAtFetch`: sequence of the
   * newest entry that the keyholder knew before they were fetched; without it, a log that another process has shown a longer one of
   * meanwhile looks like a server that goes back.
   */
  takeLog: {
    body: closed({
      accountId: LongId,
      from: Count,
      entries: Type.Array(bytes(maxEntryBytes + 1024), { maxItems: 10_000 }),
      more: Type.Boolean(),
      knownAtFetch: Type.Optional(Count),
    }),
    answer: closed({ sequence: Count, hash: LongId }),
  },
  /** What members' clients have signed of the log that they see. */
  takeStatements: {
    body: closed({
      accountId: LongId,
      statements: Type.Array(closed({ message: bytes(256), signature: bytes(64) }), { maxItems: 10_000 }),
    }),
    answer: Nothing,
  },
  /** The current account key, sealed to this worker, and what leads from each to the one before. */
  takeAccountKeys: {
    body: closed({
      accountId: LongId,
      seal: bytes(sealBytes),
      chainBacks: Type.Array(closed({ epoch: Count, chainBack: bytes(1024) }), { maxItems: 2500 }),
    }),
    answer: Nothing,
  },
  /** Manifests in the order of their writers' chains. */
  takeBatches: {
    body: closed({
      accountId: LongId,
      manifests: Type.Array(bytes(maxManifestBytes), { maxItems: 10_000 }),
    }),
    answer: Nothing,
  },
  /** How far an account is known: what is new of it is all that has to be shown. */
  accountStanding: {
    body: closed({ accountId: LongId }),
    answer: closed({
      sequence: Count,
      needsKeys: Type.Boolean(),
      grants: Type.Array(
        closed({
          grant: Count,
          kind: Type.Union([Type.Literal('standing'), Type.Literal('job')]),
          itemCount: Type.Optional(Count),
        }),
      ),
      writers: Type.Array(
        closed({
          writerId: LongId,
          kind: Type.Union([Type.Literal('connector'), Type.Literal('device'), Type.Literal('worker')]),
          batchCount: Count,
          /** Of one that was withdrawn. */
          countedBatches: Type.Optional(Count),
        }),
      ),
    }),
  },
  beginJob: {
    body: closed({
      accountId: LongId,
      /** Sequence of the entry that grants it. */
      grant: Count,
      /** What reads, as it calls itself: several may, and then all are named. As long as an access record takes. */
      analyser: Type.String({ pattern: String.raw`^[\x20-\x7e]+$`, maxLength: 256 }),
      version: Type.String({ maxLength: 16 }),
      /** Item keys are sealed to it. */
      handoverKey: LongId,
    }),
    /** `isHanded`: one job was granted, and what was handed over for it is shown first. */
    answer: closed({ job: ShortId, expiresAtMs: TimeMs, isHanded: Type.Boolean() }),
  },
  /** What an owner has handed over for one job: all parts, in their order, before items are asked for. */
  takeHanded: {
    body: closed({ job: ShortId, parts: Type.Array(Part, { maxItems: maxPartsAtOnce }) }),
    /** For each of the parts, what it has. */
    answer: closed({
      parts: Type.Array(Type.Array(HandedItem, { maxItems: maxJobPartItems }), { maxItems: maxPartsAtOnce }),
    }),
  },
  itemKeys: {
    body: closed({
      job: ShortId,
      manifest: bytes(maxManifestBytes),
      seal: bytes(sealBytes),
      resealedEpoch: Type.Optional(Count),
      pages: Type.Array(closed({ page: Count, bytes: bytes(maxPageRowBytes) }), { maxItems: maxPagesAtOnce }),
      items: Items,
      withHeaders: Type.Boolean(),
    }),
    answer: Given,
  },
  /** Which items stand on which pages: headers are asked for with the pages that they are on. */
  itemsOnPages: {
    body: closed({
      job: ShortId,
      manifest: bytes(maxManifestBytes),
      seal: bytes(sealBytes),
      resealedEpoch: Type.Optional(Count),
      pages: Type.Array(closed({ page: Count, bytes: bytes(maxPageRowBytes) }), { maxItems: maxPagesAtOnce }),
    }),
    answer: closed({
      pages: Type.Array(closed({ page: Count, items: Type.Array(ShortId, { maxItems: maxBatchItems }) }), {
        maxItems: maxPagesAtOnce,
      }),
    }),
  },
  /** Of a grant for one job. */
  handedItemKeys: {
    body: closed({ job: ShortId, part: Part, items: Items, withHeaders: Type.Boolean() }),
    answer: Given,
  },
  endJob: { body: closed({ job: ShortId }), answer: Nothing },
  /** Lets the worker in at the server that its operator has named, and at no other. */
  signSession: {
    body: closed({ origin: Type.String({ maxLength: 2048 }), challenge: LongId }),
    answer: closed({ identity: bytes(workerIdentityBytes), signature: Signature }),
  },
  /** The entry that admits the writer of results, for the log as it is known; none where it stands. */
  admitWriter: {
    body: closed({ accountId: LongId }),
    answer: closed({ entry: Type.Optional(bytes(maxEntryBytes)) }),
  },
  signWriterSession: {
    body: closed({ accountId: LongId, challenge: LongId }),
    answer: closed({ writerId: LongId, signature: Signature }),
  },
  /** `previous`: the signed manifest before, for a keyholder that does not know of it any more. */
  signManifest: {
    body: closed({
      accountId: LongId,
      body: bytes(maxManifestBytes),
      previous: Type.Optional(bytes(maxManifestBytes)),
    }),
    answer: closed({ signature: Signature }),
  },
  /** A request for one job, to be brought to the server: the keyholder writes it, and says so in its log. */
  signJobRequest: {
    body: closed({
      accountId: LongId,
      jobId: ShortId,
      analyser: Type.String({ minLength: 1, maxLength: maxAnalyserBytes }),
      version: Type.String({ minLength: 1, maxLength: maxAnalyserVersionBytes }),
      writerIds: Type.Optional(Type.Array(LongId, { minItems: 1, maxItems: 200 })),
      received: Type.Optional(closed({ fromMs: TimeMs, beforeMs: TimeMs })),
      lifetimeMs: Type.Integer({ minimum: 1, maximum: maxJobRequestLifetimeMs }),
    }),
    answer: closed({ request: bytes(maxJobRequestBytes) }),
  },
  /** What the next batch of results is sealed for. */
  placement: {
    body: closed({ accountId: LongId }),
    answer: closed({
      writerId: LongId,
      epoch: Count,
      ingestKey: bytes(receivingPublicKeyBytes),
      logHead: closed({ sequence: Count, hash: LongId }),
    }),
  },
  /** Records of what was given, as they are delivered to the account. @param from index of the first one */
  accessRecords: {
    body: closed({ accountId: LongId, from: Count }),
    answer: closed({ records: Type.Array(bytes(maxAccessRecordBytes), { maxItems: maxRecordsAtOnce }) }),
  },
} as const satisfies Record<string, { readonly body: TSchema; readonly answer: TSchema }>;

export type JobRequestName = keyof typeof jobRequests;
export type JobBodyOf<N extends JobRequestName> = Static<(typeof jobRequests)[N]['body']>;
export type JobAnswerOf<N extends JobRequestName> = Static<(typeof jobRequests)[N]['answer']>;

export const JobAnswerFrame = refusalFrame([...socketRefusalCodes, ...accountRefusalCodes]);
