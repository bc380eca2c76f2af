/**
 * Writes the vectors of the identity of a worker, format version 1, and of what is refused of one.
 *
 *     node --conditions=source --import tsx packages/account-log/vectors/generate-worker-identity.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeWorkerFingerprint } from '@commonseal/protocol';
import { encodeWorkerIdentity, workerFingerprint } from '@commonseal/account-log';
import { type WorkerSeed, receivingPublicKey, signingPublicKey } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { keyOf } from '../test/samples.ts';
import { toHex } from './facts.ts';

const folder = join(import.meta.dirname, 'v1-worker-identity');

function identityVectors() {
  const seed = keyOf<WorkerSeed>(77);
  const identity = { signingKey: signingPublicKey(seed), receivingKey: receivingPublicKey(seed) };
  const encoded = encodeWorkerIdentity(identity);
  const fingerprint = workerFingerprint(identity);
  const altered = (name: string, code: string, bytes: Uint8Array) => ({ name, code, encoded: toHex(bytes) });
  return {
    seed: toHex(seed),
    encoded: toHex(encoded),
    fingerprint: toHex(fingerprint),
    printed: encodeWorkerFingerprint(fingerprint).join('-'),
    refused: [
      altered('other magic', 'malformed', encoded.with(0, 0x44)),
      altered('other version', 'unsupported_format', encoded.with(3, 2)),
      altered('other suite', 'unsupported_format', encoded.with(4, 2)),
      altered('other kind', 'malformed', encoded.with(5, 8)),
      altered('truncated', 'malformed', encoded.slice(0, -1)),
      altered('left-over', 'malformed', Uint8Array.of(...encoded, 0)),
      altered('a signing key of small order', 'malformed', encoded.slice().fill(0, 6, 38)),
      altered('a signing key that is not reduced', 'malformed', encoded.slice().fill(0xff, 6, 38)),
      altered('a receiving key that is not reduced', 'malformed', encoded.slice().fill(0xff, 38, 1190)),
    ],
  };
}

if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
await cryptoReady();
mkdirSync(folder);
writeFileSync(join(folder, 'identity.json'), `${JSON.stringify(identityVectors(), undefined, 1)}\n`);
