/**
 * Writes the vectors of what a worker's key file added to format version 1: a purpose to hash, and two contexts.
 *
 *     node --conditions=source --import tsx packages/crypto/vectors/generate-worker-key.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operatorPartContext, workerSeedContext } from '@commonseal/crypto/keyholder';
import { cryptoReady, hash, hashPurposes } from '@commonseal/crypto/verify';
import { patternBytes, toHex } from '../test/samples.ts';

const folder = join(import.meta.dirname, 'v1-worker-key');

function hashVectors() {
  const parts = [patternBytes(1521, 21)];
  const output = toHex(hash(hashPurposes.workerKeyFile, ...parts));
  return [
    { name: 'workerKeyFile', purpose: hashPurposes.workerKeyFile, parts: parts.map(toHex), output },
  ];
}

function contextVectors() {
  const place = { identity: patternBytes(1254, 22), threshold: 2, operators: 3 };
  const stretching = patternBytes(24, 23);
  return {
    identity: toHex(place.identity),
    stretching: toHex(stretching),
    contexts: {
      workerSeed: toHex(workerSeedContext(place)),
      operatorPart: toHex(operatorPartContext({ ...place, operator: 3, stretching })),
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
