/**
 * Writes the vectors of what records of a worker's accesses added to format version 1.
 *
 *     node --conditions=source --import tsx packages/crypto/vectors/generate-access-record.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccountId, WorkerId } from '@commonseal/protocol';
import {
  type WorkerSeed,
  accessRecordContext,
  accessRecordKeyContext,
  sign,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { cryptoReady, hash, hashPurposes, signPurposes } from '@commonseal/crypto/verify';
import { derive } from '../src/derive.ts';
import { derivePurposes } from '../src/purposes.ts';
import { patternBytes, place, toHex } from '../test/samples.ts';

const folder = join(import.meta.dirname, 'v1-access-record');
const { accountId, epoch } = place;

function hashVectors() {
  return (['accessRecord', 'accessItems'] as const).map((name, index) => {
    const parts = [patternBytes(index === 0 ? 1642 : 48, 31 + index)];
    const output = toHex(hash(hashPurposes[name], ...parts));
    return { name, purpose: hashPurposes[name], parts: parts.map(toHex), output };
  });
}

function deriveVectors() {
  const [secret, purpose] = [patternBytes(32, 33), derivePurposes.accessRecordKey];
  return [
    { name: 'accessRecordKey', purpose, secret: toHex(secret), context: [], length: 32, output: toHex(derive(secret, purpose)) },
  ];
}

function signatureVectors() {
  const seed = patternBytes(32, 35) as WorkerSeed;
  const [subject, text] = [AccountId.toBytes(accountId), patternBytes(300, 36)];
  const { accessRecord: purpose, manifest } = signPurposes;
  const publicKey = toHex(signingPublicKey(seed));
  const signature = toHex(sign(purpose, subject, text, seed));
  const valid = {
    name: 'accessRecord',
    purpose: purpose as string,
    subjectId: toHex(subject),
    message: toHex(text),
    publicKey,
    signature,
  };
  const other = toHex(signingPublicKey(patternBytes(32, 37) as WorkerSeed));
  return {
    valid: [valid],
    refused: [
      { ...valid, name: 'wrong key (accessRecord)', publicKey: other },
      { ...valid, name: 'other purpose (accessRecord)', purpose: manifest as string },
      { ...valid, name: 'other account (accessRecord)', subjectId: toHex(patternBytes(32, 38)) },
      { ...valid, name: 'altered (accessRecord)', message: toHex(text.with(7, 0)) },
    ],
  };
}

function contextVectors() {
  const workerId = WorkerId.fromBytes(patternBytes(32, 34));
  const at = { accountId, epoch, workerId, index: 7 };
  return {
    ids: { accountId: toHex(AccountId.toBytes(accountId)), workerId: toHex(WorkerId.toBytes(workerId)) },
    numbers: { epoch, index: at.index },
    contexts: {
      accessRecordKey: toHex(accessRecordKeyContext(at)),
      accessRecord: toHex(accessRecordContext(at)),
    },
  };
}

if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
await cryptoReady();
const files = {
  hash: hashVectors(),
  derive: deriveVectors(),
  signature: signatureVectors(),
  contexts: contextVectors(),
};
mkdirSync(folder);
for (const [name, content] of Object.entries(files)) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
}
