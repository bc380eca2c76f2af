/**
 * Writes the vectors of what a worker's results added to format version 1.
 *
 *     node --conditions=source --import tsx packages/crypto/vectors/generate-results.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccountId, ByteWriter } from '@commonseal/protocol';
import { cryptoReady } from '@commonseal/crypto/verify';
import { derive } from '../src/derive.ts';
import { derivePurposes } from '../src/purposes.ts';
import { patternBytes, place, toHex } from '../test/samples.ts';

const folder = join(import.meta.dirname, 'v1-results');

/** Of the first writer of results in an account, and of the one after a withdrawal. */
function deriveVectors() {
  const [secret, purpose] = [patternBytes(32, 41), derivePurposes.resultWriterSeed];
  return [0, 1].map((number) => {
    const context = [AccountId.toBytes(place.accountId), new ByteWriter().u32(number).finish()];
    const output = toHex(derive(secret, purpose, context));
    return {
      name: 'resultWriterSeed',
      purpose,
      secret: toHex(secret),
      context: context.map(toHex),
      length: 32,
      output,
    };
  });
}

if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
await cryptoReady();
mkdirSync(folder);
writeFileSync(join(folder, 'derive.json'), `${JSON.stringify(deriveVectors(), undefined, 1)}\n`);
