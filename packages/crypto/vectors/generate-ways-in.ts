/**
 * Writes the vectors of what a person's ways in added to format version 1: three purposes to derive and one to sign.
 *
 *     node --conditions=source --import tsx packages/crypto/vectors/generate-ways-in.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CredentialSeed, sign, signingPublicKey } from '@commonseal/crypto/seal';
import { cryptoReady, signPurposes } from '@commonseal/crypto/verify';
import { derive } from '../src/derive.ts';
import { derivePurposes } from '../src/purposes.ts';
import { flipBit, keyOf, patternBytes, toHex } from '../test/samples.ts';

const folder = join(import.meta.dirname, 'v1-ways-in');

function deriveVectors() {
  const names = ['passkeyCredentialSeed', 'kitCredentialSeed', 'kitCredentialId'] as const;
  return names.map((name, index) => {
    const secret = patternBytes(32, 80 + index);
    const output = toHex(derive(secret, derivePurposes[name]));
    return { name, purpose: derivePurposes[name], secret: toHex(secret), context: [], length: 32, output };
  });
}

function signatureVectors() {
  const name = 'credentialSession';
  const seed = keyOf<CredentialSeed>(140);
  const [subjectId, message] = [new Uint8Array(32), patternBytes(48, 7)];
  const valid = {
    name: name as string,
    purpose: signPurposes[name] as string,
    subjectId: toHex(subjectId),
    message: toHex(message),
    publicKey: toHex(signingPublicKey(seed)),
    signature: toHex(sign(signPurposes[name], subjectId, message, seed)),
  };
  const refused = [
    { ...valid, name: `wrong key (${name})`, publicKey: toHex(signingPublicKey(keyOf<CredentialSeed>(141))) },
    { ...valid, name: `wrong purpose (${name})`, purpose: signPurposes.writerSession as string },
    { ...valid, name: `wrong subject (${name})`, subjectId: toHex(patternBytes(32, 1)) },
    { ...valid, name: `altered message (${name})`, message: toHex(flipBit(message, 0)) },
    { ...valid, name: `truncated message (${name})`, message: toHex(message.slice(0, -1)) },
  ];
  return { valid: [valid], refused };
}

if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
await cryptoReady();
mkdirSync(folder);
for (const [name, content] of Object.entries({ derive: deriveVectors(), signature: signatureVectors() })) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
}
