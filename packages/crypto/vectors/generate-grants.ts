/**
 * Writes the vectors of what grants to workers added to format version 1: two purposes to hash, and three contexts.
 *
 *     node --conditions=source --import tsx packages/crypto/vectors/generate-grants.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccountId, WorkerId } from '@commonseal/protocol';
import { accountSeedContext, nameContext } from '@commonseal/crypto/seal';
import { cryptoReady, hash, hashPurposes } from '@commonseal/crypto/verify';
import { patternBytes, place, toHex } from '../test/samples.ts';

const folder = join(import.meta.dirname, 'v1-grants');
const { accountId, epoch } = place;

function hashVectors() {
  return (['workerIdentity', 'jobItems'] as const).map((name, index) => {
    const parts = [patternBytes(index === 0 ? 1254 : 48, 95 + index)];
    const output = toHex(hash(hashPurposes[name], ...parts));
    return { name, purpose: hashPurposes[name], parts: parts.map(toHex), output };
  });
}

function contextVectors() {
  const id = WorkerId.fromBytes(patternBytes(32, 18));
  const ingestKeyHash = patternBytes(32, 7);
  return {
    ids: { accountId: toHex(AccountId.toBytes(accountId)), workerId: toHex(WorkerId.toBytes(id)) },
    contexts: {
      accountSeedOfWorker: toHex(accountSeedContext({ accountId, epoch, recipient: { kind: 'worker', id } })),
      nameOfWorker: toHex(nameContext({ nameOf: 'worker', ingestKeyHash })),
      nameOfAnalyser: toHex(nameContext({ nameOf: 'analyser', ingestKeyHash })),
    },
  };
}

if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
await cryptoReady();
const files = { hash: hashVectors(), contexts: contextVectors() };
mkdirSync(folder);
for (const [name, content] of Object.entries(files)) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
}
