import { AccountId, BatchId, ItemId, JobId, WriterId } from '@commonseal/protocol';
import {
  type HandedItem,
  type JobSelection,
  encodeHandedItems,
  encodeJobPart,
  encodeJobRequest,
  jobRequestToBytes,
  parseHandedItems,
  parseJobPart,
  parseJobRequest,
} from '@commonseal/account-log';
import { signJobRequest } from '@commonseal/account-log/author';
import { type WorkerSeed, cryptoReady, receivingPublicKey, signingPublicKey } from '@commonseal/crypto/seal';
import { boxOverheadBytes, sealBytes } from '@commonseal/crypto/verify';
import { type Target, requireThat } from '../target.ts';
import { areEqual, keyOf, patternBytes } from '../text-input.ts';
import { nowMs } from './sample-account.ts';

const kiB = 1024;
const memory = { factor: 48, bytes: 512 * kiB };
const seed = keyOf<WorkerSeed>(86);

function itemOf(start: number, headerBytes: number): HandedItem {
  return {
    itemId: ItemId.fromBytes(patternBytes(16, start)),
    batchId: BatchId.fromBytes(patternBytes(16, 2)),
    writerId: WriterId.fromBytes(patternBytes(32, 3)),
    epoch: 1,
    chunkCount: 2,
    bodyHash: patternBytes(32, 4),
    headerHash: patternBytes(32, 5),
    itemKey: patternBytes(32, 6),
    header: patternBytes(headerBytes, 7),
  };
}

const jobRequest: Target = {
  name: 'account-log-job-request',
  memory,
  refusals: ['malformed', 'unsupported_format'],
  floorPerSecond: 100,
  maxBytes: 24 * kiB,
  async prepare() {
    await cryptoReady();
    const ids = Array.from({ length: 30 }, (_, at) => patternBytes(32, at));
    const selections: JobSelection[] = [
      { kind: 'items', itemIds: ids.map((id) => ItemId.fromBytes(id.subarray(0, 16))) },
      { kind: 'sources', writerIds: ids.map((id) => WriterId.fromBytes(id)), received: undefined },
      { kind: 'sources', writerIds: undefined, received: { fromMs: 1, beforeMs: nowMs } },
    ];
    const base = {
      accountId: AccountId.fromBytes(patternBytes(32, 1)),
      identity: { signingKey: signingPublicKey(seed), receivingKey: receivingPublicKey(seed) },
      jobId: JobId.fromBytes(patternBytes(16, 2)),
      analyser: 'text',
      version: '2',
      madeAtMs: nowMs,
      expiresAtMs: nowMs + 60_000,
    };
    return {
      samples: selections.map((selection) => signJobRequest({ ...base, selection }, seed)),
      run(input) {
        const signed = parseJobRequest(input);
        requireThat(areEqual(encodeJobRequest(signed.request), signed.body), 'two encodings of a request');
        requireThat(areEqual(jobRequestToBytes(signed), input), 'another request');
      },
    };
  },
};

const jobPart: Target = {
  name: 'account-log-job-part',
  memory,
  refusals: ['malformed', 'unsupported_format'],
  floorPerSecond: 200,
  maxBytes: 4 * kiB,
  prepare: async () => ({
    samples: [1, 300].map((length) =>
      encodeJobPart({ seal: patternBytes(sealBytes, 1), box: patternBytes(boxOverheadBytes + length, 2) }),
    ),
    run(input) {
      requireThat(areEqual(encodeJobPart(parseJobPart(input)), input), 'two encodings of a part');
    },
  }),
};

const handedItems: Target = {
  name: 'account-log-handed-items',
  memory,
  refusals: ['malformed'],
  floorPerSecond: 100,
  maxBytes: 24 * kiB,
  prepare: async () => ({
    samples: [
      encodeHandedItems([itemOf(1, 0)]),
      encodeHandedItems([itemOf(1, 300), itemOf(2, 10), itemOf(3, 9000)]),
    ],
    run(input) {
      requireThat(areEqual(encodeHandedItems(parseHandedItems(input)), input), 'two encodings of items');
    },
  }),
};

export const workerTargets = [jobRequest, jobPart, handedItems];
