/**
 * Writes the vectors of a worker's records of accesses, format version 1, and of what is refused of one.
 *
 *     node --conditions=source --import tsx packages/account-log/vectors/generate-access-record.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccountId, ItemId, JobId, WorkerId, WriterId } from '@commonseal/protocol';
import { type AccessRecord, accessItemsHash, accessRecordHash, encodeAccessRecord } from '@commonseal/account-log';
import { sealAccessRecord } from '@commonseal/account-log/author';
import { type AccountSeed, type WorkerSeed, receivingPublicKey, sign, signingPublicKey } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { keyOf, patternBytes, startMs } from '../test/samples.ts';
import { toHex } from './facts.ts';

const folder = join(import.meta.dirname, 'v1-access-record');

function recordVectors() {
  const workerSeed = keyOf<WorkerSeed>(77);
  const accountSeed = keyOf<AccountSeed>(78);
  const epoch = { epoch: 3, ingestKey: receivingPublicKey(accountSeed) };
  const items = [3, 1, 2].map((start) => ItemId.fromBytes(patternBytes(16, start)));
  const base = {
    accountId: AccountId.fromBytes(patternBytes(32, 79)),
    workerId: WorkerId.fromBytes(signingPublicKey(workerSeed)),
    logHead: { sequence: 12, hash: patternBytes(32, 80) },
    grant: 9,
    run: patternBytes(16, 81),
    analyser: 'Zähler',
    version: '1.2.0',
    itemCount: items.length,
    itemsHash: accessItemsHash(items),
  };
  const seal = (record: AccessRecord) =>
    sealAccessRecord(record, epoch, (purpose, subjectId, message) =>
      sign(purpose, subjectId, message, workerSeed),
    );
  const first: AccessRecord = {
    ...base,
    index: 0,
    previousHash: new Uint8Array(32),
    timeMs: startMs,
    source: { kind: 'batch', writerId: WriterId.fromBytes(patternBytes(32, 82)), index: 5 },
    withHeaders: true,
  };
  const firstSealed = seal(first);
  const second: AccessRecord = {
    ...base,
    index: 1,
    previousHash: accessRecordHash(firstSealed),
    timeMs: startMs + 1,
    source: { kind: 'job', jobId: JobId.fromBytes(patternBytes(16, 83)) },
    withHeaders: false,
  };
  const secondSealed = seal(second);
  const body = encodeAccessRecord(first);
  const length = body.length;
  const altered = (name: string, code: string, bytes: Uint8Array) => ({ name, code, body: toHex(bytes) });
  return {
    accountSeed: toHex(accountSeed),
    workerSeed: toHex(workerSeed),
    items: items.map((itemId) => toHex(ItemId.toBytes(itemId))),
    itemsHash: toHex(base.itemsHash),
    records: [first, second].map((record, at) => {
      const sealed = [firstSealed, secondSealed][at] ?? firstSealed;
      return {
        body: toHex(encodeAccessRecord(record)),
        sealed: toHex(sealed),
        hash: toHex(accessRecordHash(sealed)),
      };
    }),
    refused: [
      altered('other magic', 'malformed', body.with(0, 0x44)),
      altered('other version', 'unsupported_format', body.with(3, 2)),
      altered('other suite', 'unsupported_format', body.with(4, 2)),
      altered('other kind', 'malformed', body.with(5, 14)),
      altered('truncated', 'malformed', body.slice(0, -1)),
      altered('left-over', 'malformed', Uint8Array.of(...body, 0)),
      altered('an unknown source', 'malformed', body.with(length - 74, 3)),
      altered('a flag that is neither', 'malformed', body.with(length - 37, 2)),
      altered('an analyser that is too long', 'malformed', body.with(171, 1)),
    ],
  };
}

if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
await cryptoReady();
mkdirSync(folder);
writeFileSync(join(folder, 'records.json'), `${JSON.stringify(recordVectors(), undefined, 1)}\n`);
