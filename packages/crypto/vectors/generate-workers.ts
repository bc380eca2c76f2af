/**
 * Writes the vectors of what workers ask of a server added to format version 1: one purpose to derive, two to sign, two contexts.
 *
 *     node --conditions=source --import tsx packages/crypto/vectors/generate-workers.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccountId, JobId, WorkerId } from '@commonseal/protocol';
import {
  type WorkerSeed,
  jobPartContext,
  jobPartKeyContext,
  sign,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { cryptoReady, signPurposes } from '@commonseal/crypto/verify';
import { derive } from '../src/derive.ts';
import { derivePurposes } from '../src/purposes.ts';
import { flipBit, fromHex, keyOf, patternBytes, place, toHex } from '../test/samples.ts';

const folder = join(import.meta.dirname, 'v1-workers');

function deriveVectors() {
  const purpose = derivePurposes.jobPartKey;
  return ([32, 64] as const).map((length) => {
    const secret = patternBytes(32, 120);
    const output = toHex(derive(secret, purpose, [], length));
    return { name: 'jobPartKey', purpose, secret: toHex(secret), context: [] as string[], length, output };
  });
}

function signatureVectors() {
  const made = (['workerSession', 'jobRequest'] as const).map((name, index) => {
    const seed = keyOf<WorkerSeed>(170 + index);
    const [subjectId, message] = [patternBytes(32, 9 + index), patternBytes(index === 0 ? 1320 : 1500, 7)];
    const valid = {
      name: name as string,
      purpose: signPurposes[name] as string,
      subjectId: toHex(subjectId),
      message: toHex(message),
      publicKey: toHex(signingPublicKey(seed)),
      signature: toHex(sign(signPurposes[name], subjectId, message, seed)),
    };
    const refused = [
      { ...valid, name: `wrong key (${name})`, publicKey: toHex(signingPublicKey(keyOf<WorkerSeed>(179))) },
      { ...valid, name: `wrong purpose (${name})`, purpose: signPurposes.writerSession as string },
      { ...valid, name: `wrong subject (${name})`, subjectId: toHex(flipBit(subjectId, 0)) },
      { ...valid, name: `altered message (${name})`, message: toHex(flipBit(message, 0)) },
      { ...valid, name: `truncated message (${name})`, message: toHex(message.slice(0, -1)) },
      { ...valid, name: `altered R (${name})`, signature: toHex(flipBit(fromHex(valid.signature), 0)) },
      { ...valid, name: `altered S (${name})`, signature: toHex(flipBit(fromHex(valid.signature), 256)) },
    ];
    return { valid, refused };
  });
  return { valid: made.map(({ valid }) => valid), refused: made.flatMap(({ refused }) => refused) };
}

function contextVectors() {
  const [grantHash, jobId, workerId] = [patternBytes(32, 19), patternBytes(16, 20), patternBytes(32, 21)];
  const at = {
    accountId: place.accountId,
    grant: { sequence: 6, hash: grantHash },
    jobId: JobId.fromBytes(jobId),
    workerId: WorkerId.fromBytes(workerId),
    part: 2,
  };
  return {
    ids: {
      accountId: toHex(AccountId.toBytes(place.accountId)),
      grantHash: toHex(grantHash),
      jobId: toHex(jobId),
      workerId: toHex(workerId),
    },
    numbers: { sequence: at.grant.sequence, part: at.part },
    contexts: { jobPartKey: toHex(jobPartKeyContext(at)), jobPart: toHex(jobPartContext(at)) },
  };
}

if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
await cryptoReady();
const files = { derive: deriveVectors(), signature: signatureVectors(), contexts: contextVectors() };
mkdirSync(folder);
for (const [name, content] of Object.entries(files)) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
}
