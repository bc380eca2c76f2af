/**
 * Writes the vectors of what workers ask of a server, format version 1: answers to a challenge, what is handed over for a job, requests for
 * one, and what is refused of each.
 *
 *     node --conditions=source --import tsx packages/account-log/vectors/generate-workers.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccountId, BatchId, ItemId, JobId, WorkerId, WriterId } from '@commonseal/protocol';
import { type HandedItem, type JobRequest } from '@commonseal/account-log';
import { sealJobPart, signJobRequest, signWorkerChallenge } from '@commonseal/account-log/author';
import { type WorkerSeed, receivingPublicKey, signingPublicKey } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { encodeHandedItems } from '../src/content/job-part.ts';
import { keyOf, patternBytes, startMs } from '../test/samples.ts';
import { toHex } from './facts.ts';

const folder = join(import.meta.dirname, 'v1-workers');
if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
await cryptoReady();
const seed = keyOf<WorkerSeed>(81);
const identity = { signingKey: signingPublicKey(seed), receivingKey: receivingPublicKey(seed) };
const other = keyOf<WorkerSeed>(82);
const accountId = AccountId.fromBytes(patternBytes(32, 1));
const jobId = JobId.fromBytes(patternBytes(16, 2));

function challengeVectors() {
  const [origin, challenge] = ['https://seal.example', patternBytes(32, 3)];
  const signature = toHex(signWorkerChallenge({ identity, origin, challenge }, seed));
  const valid = { seed: toHex(seed), origin, challenge: toHex(challenge), signature };
  const signed = (change: object, key = seed) =>
    toHex(signWorkerChallenge({ identity, origin, challenge, ...change }, key));
  return {
    valid,
    refused: [
      { name: 'another server', signature: signed({ origin: 'https://seal.example:8443' }) },
      { name: 'another challenge', signature: signed({ challenge: patternBytes(32, 4) }) },
      {
        name: 'another receiving key',
        signature: signed({ identity: { ...identity, receivingKey: receivingPublicKey(other) } }),
      },
      { name: 'another key', signature: signed({}, other) },
    ],
  };
}

const handed: HandedItem[] = [0, 1].map((at) => ({
  itemId: ItemId.fromBytes(patternBytes(16, 10 + at)),
  batchId: BatchId.fromBytes(patternBytes(16, 20)),
  writerId: WriterId.fromBytes(patternBytes(32, 30)),
  epoch: 3,
  chunkCount: 1 + at,
  bodyHash: patternBytes(32, 40 + at),
  headerHash: patternBytes(32, 50 + at),
  itemKey: patternBytes(32, 60 + at),
  header: patternBytes(100 + at, 70),
}));

function partVectors() {
  const grant = { sequence: 5, hash: patternBytes(32, 90) };
  const workerId = WorkerId.fromBytes(identity.signingKey);
  const at = { accountId, grant, jobId, workerId, part: 1 };
  const items = encodeHandedItems(handed);
  return {
    seed: toHex(seed),
    accountId: toHex(AccountId.toBytes(accountId)),
    grant: { sequence: grant.sequence, hash: toHex(grant.hash) },
    jobId: toHex(JobId.toBytes(jobId)),
    part: at.part,
    items: handed.map((item) => ({
      itemId: toHex(ItemId.toBytes(item.itemId)),
      batchId: toHex(BatchId.toBytes(item.batchId)),
      writerId: toHex(WriterId.toBytes(item.writerId)),
      epoch: item.epoch,
      chunkCount: item.chunkCount,
      bodyHash: toHex(item.bodyHash),
      headerHash: toHex(item.headerHash),
      itemKey: toHex(item.itemKey),
      header: toHex(item.header),
    })),
    encodedItems: toHex(items),
    stored: toHex(sealJobPart(at, identity.receivingKey, handed)),
  };
}

const base: JobRequest = {
  accountId,
  identity,
  jobId,
  analyser: 'text',
  version: '2',
  selection: { kind: 'sources', writerIds: undefined, received: undefined },
  madeAtMs: startMs,
  expiresAtMs: startMs + 86_400_000,
};

function requestVectors() {
  const itemIds = [7, 5, 6].map((start) => ItemId.fromBytes(patternBytes(16, start)));
  const writerIds = [9, 8].map((start) => WriterId.fromBytes(patternBytes(32, start)));
  const received = { fromMs: startMs, beforeMs: startMs + 1 };
  const selections = {
    everything: base.selection,
    items: { kind: 'items', itemIds },
    sources: { kind: 'sources', writerIds, received },
  } as const;
  const whole = signJobRequest(base, seed);
  const altered = (name: string, code: string, stored: Uint8Array) => ({ name, code, stored: toHex(stored) });
  return {
    seed: toHex(seed),
    valid: Object.entries(selections).map(([name, selection]) => ({
      name,
      stored: toHex(signJobRequest({ ...base, selection }, seed)),
    })),
    refused: [
      altered('other magic', 'malformed', whole.with(0, 0x44)),
      altered('other version', 'unsupported_format', whole.with(3, 2)),
      altered('other suite', 'unsupported_format', whole.with(4, 2)),
      altered('other kind', 'malformed', whole.with(5, 8)),
      altered('truncated', 'malformed', whole.slice(0, -1)),
      altered('left-over', 'malformed', Uint8Array.of(...whole, 0)),
      altered('another account', 'signature_invalid', whole.with(6, whole[6] === 0 ? 1 : 0)),
      altered('another job', 'signature_invalid', whole.with(6 + 32 + 1254, 0xff)),
      altered('another key', 'signature_invalid', signJobRequest(base, other)),
      altered('words that turn around', 'malformed', signJobRequest({ ...base, analyser: 'a\u202Eb' }, seed)),
      altered('no words', 'malformed', signJobRequest({ ...base, version: '' }, seed)),
      altered('over before it was made', 'malformed', signJobRequest({ ...base, expiresAtMs: startMs }, seed)),
      altered(
        'an item twice',
        'malformed',
        signJobRequest({ ...base, selection: { kind: 'items', itemIds: [...itemIds, ...itemIds] } }, seed),
      ),
      altered(
        'no items',
        'malformed',
        signJobRequest({ ...base, selection: { kind: 'items', itemIds: [] } }, seed),
      ),
    ],
  };
}

const files = {
  'worker-challenge': challengeVectors(),
  'job-part': partVectors(),
  'job-request': requestVectors(),
};
mkdirSync(folder);
for (const [name, content] of Object.entries(files)) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
}
