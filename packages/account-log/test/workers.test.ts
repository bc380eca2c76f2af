import { AccountId, BatchId, ItemId, JobId, WorkerId, WriterId, maxJobPartBytes } from '@commonseal/protocol';
import {
  type HandedItem,
  type JobRequest,
  parseHandedItems,
  parseJobPart,
  parseJobRequest,
  partsOf,
  verifyJobRequest,
  verifyWorkerChallenge,
} from '@commonseal/account-log';
import { signJobRequest, signWorkerChallenge } from '@commonseal/account-log/author';
import { decryptBox, openSeal } from '@commonseal/crypto/open';
import {
  type JobPartKey,
  type WorkerSeed,
  deriveBoxKey,
  jobPartContext,
  jobPartKeyContext,
  receivingPublicKey,
  sign,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { cryptoReady, signPurposes } from '@commonseal/crypto/verify';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeHandedItems } from '../src/content/job-part.ts';
import { jobRequestStatement, jobRequestToBytes } from '../src/content/job-request.ts';
import { workerChallengeStatement } from '../src/content/worker-challenge.ts';
import { fromHex, toHex } from '../vectors/facts.ts';
import challengeJson from '../vectors/v1-workers/worker-challenge.json' with { type: 'json' };
import partJson from '../vectors/v1-workers/job-part.json' with { type: 'json' };
import requestJson from '../vectors/v1-workers/job-request.json' with { type: 'json' };
import { codeOf, everyBitFlipped, everyTruncation, patternBytes } from './samples.ts';

beforeAll(cryptoReady);

const seedOf = (hex: string) => fromHex(hex) as WorkerSeed;
const identityOf = (seed: WorkerSeed) => ({
  signingKey: signingPublicKey(seed),
  receivingKey: receivingPublicKey(seed),
});

describe("a worker's answer to a challenge", () => {
  const { valid, refused } = challengeJson;
  const given = () => {
    const { origin } = valid;
    const identity = identityOf(seedOf(valid.seed));
    return { identity, origin, challenge: fromHex(valid.challenge), signature: fromHex(valid.signature) };
  };

  it('is made and accepted as frozen, and refused for anything else', async () => {
    const answer = given();
    expect(toHex(signWorkerChallenge(answer, seedOf(valid.seed)))).toBe(valid.signature);
    expect(() => verifyWorkerChallenge(answer)).not.toThrow();
    for (const { signature } of refused) {
      const code = await codeOf(() => verifyWorkerChallenge({ ...answer, signature: fromHex(signature) }));
      expect(code).toBe('signature_invalid');
    }
    // Where origin and challenge meet, nothing moves from one to the other.
    const moved = { challenge: answer.challenge.slice(0, -1), origin: `${answer.origin}\u0000` };
    expect(await codeOf(() => verifyWorkerChallenge({ ...answer, ...moved }))).toBe('signature_invalid');
  });

  it('is refused with any bit flipped, wherever it is cut off, and for every other purpose', async () => {
    const answer = given();
    for (const signature of [...everyBitFlipped(answer.signature), ...everyTruncation(answer.signature)])
      expect(await codeOf(() => verifyWorkerChallenge({ ...answer, signature }))).toBe('signature_invalid');
    const { subjectId, message } = workerChallengeStatement(answer);
    for (const [name, purpose] of Object.entries(signPurposes)) {
      const signature = sign(purpose, subjectId, message, seedOf(valid.seed));
      const code = await codeOf(() => verifyWorkerChallenge({ ...answer, signature }));
      expect([name, code]).toEqual([name, name === 'workerSession' ? undefined : 'signature_invalid']);
    }
  });
});

describe('what is handed over for a job', () => {
  const items = partJson.items.map(
    ({
      itemId,
      batchId,
      writerId,
      bodyHash,
      headerHash,
      itemKey,
      header,
      epoch,
      chunkCount,
    }): HandedItem => ({
      epoch,
      chunkCount,
      itemId: ItemId.fromBytes(fromHex(itemId)),
      batchId: BatchId.fromBytes(fromHex(batchId)),
      writerId: WriterId.fromBytes(fromHex(writerId)),
      bodyHash: fromHex(bodyHash),
      headerHash: fromHex(headerHash),
      itemKey: fromHex(itemKey),
      header: fromHex(header),
    }),
  );

  it('opens as frozen, and is written as frozen', () => {
    const seed = seedOf(partJson.seed);
    const at = {
      accountId: AccountId.fromBytes(fromHex(partJson.accountId)),
      grant: { sequence: partJson.grant.sequence, hash: fromHex(partJson.grant.hash) },
      jobId: JobId.fromBytes(fromHex(partJson.jobId)),
      workerId: WorkerId.fromBytes(signingPublicKey(seed)),
      part: partJson.part,
    };
    const { seal, box } = parseJobPart(fromHex(partJson.stored));
    const key = openSeal<JobPartKey>(seal, seed, jobPartKeyContext(at));
    const opened = decryptBox(box, deriveBoxKey(key, 'jobPartKey'), jobPartContext(at));
    expect(toHex(opened)).toBe(partJson.encodedItems);
    expect(parseHandedItems(opened)).toEqual(items);
    expect(toHex(encodeHandedItems(items))).toBe(partJson.encodedItems);
  });

  it('is refused wherever it is cut off, with more behind it, and with padding that is none', async () => {
    const encoded = fromHex(partJson.encodedItems);
    const wrong = [
      ...everyTruncation(encoded),
      Uint8Array.of(...encoded, 0),
      encoded.with(encoded.length - 1, 1),
    ];
    for (const bytes of wrong) expect(await codeOf(() => parseHandedItems(bytes))).toBe('malformed');
    const stored = fromHex(partJson.stored);
    const headless = [stored.slice(0, 1212), stored.slice(0, 5), stored.with(5, 1), new Uint8Array(265_000)];
    for (const bytes of headless) expect(await codeOf(() => parseJobPart(bytes))).toBe('malformed');
  });

  it('makes as many parts as it takes, each within its bound, the same ones every time', () => {
    const [item] = items;
    if (!item) throw new TypeError('an item was expected');
    for (const [count, headerBytes] of [
      [1300, 100],
      [40, 16 * 1024],
      [700, 400],
    ] as const) {
      const many = Array.from({ length: count }, () => ({ ...item, header: patternBytes(headerBytes) }));
      const parts = partsOf(many);
      expect(parts.flat()).toEqual(many);
      expect(parts.length).toBeGreaterThan(1);
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(512);
        expect(encodeHandedItems(part).length).toBeLessThanOrEqual(maxJobPartBytes);
      }
      expect(partsOf(many).map(({ length }) => length)).toEqual(parts.map(({ length }) => length));
    }
  });
});

describe('a request for a job', () => {
  const seed = seedOf(requestJson.seed);
  const read = (stored: Uint8Array): JobRequest => {
    const signed = parseJobRequest(stored);
    verifyJobRequest(signed);
    return signed.request;
  };

  it.each(requestJson.valid)('is read and written as frozen: $name', ({ stored }) => {
    expect(toHex(signJobRequest(read(fromHex(stored)), seed))).toBe(stored);
  });

  it.each(requestJson.refused)('is refused: $name', async ({ stored, code }) => {
    expect(await codeOf(() => read(fromHex(stored)))).toBe(code);
  });

  it('is refused with any byte altered, wherever it is cut off, and for every other purpose', async () => {
    const stored = fromHex(requestJson.valid[2]?.stored ?? '');
    const altered = Array.from(stored, (byte, at) => stored.with(at, byte ^ (1 << (at & 7))));
    const wrong = [...altered, ...everyTruncation(stored)];
    // A part of them, spread over all of it: each one costs two signatures' worth of curve arithmetic.
    for (const bytes of wrong.filter((_, at) => at % 7 === 0))
      expect(await codeOf(() => read(bytes))).toMatch(/^(malformed|unsupported_format|signature_invalid)$/);
    const { request, body } = parseJobRequest(stored);
    const { subjectId, message } = jobRequestStatement(request.accountId, body);
    for (const [name, purpose] of Object.entries(signPurposes)) {
      const signature = sign(purpose, subjectId, message, seed);
      const code = await codeOf(() => read(jobRequestToBytes({ body, signature })));
      expect([name, code]).toEqual([name, name === 'jobRequest' ? undefined : 'signature_invalid']);
    }
  });
});
