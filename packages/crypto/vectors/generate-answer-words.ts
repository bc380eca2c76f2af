/**
 * Writes the vectors of what answer words added to format version 1: one purpose to hash, and the words.
 *
 *     node --conditions=source --import tsx packages/crypto/vectors/generate-answer-words.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccountId, UserId } from '@commonseal/protocol';
import { cryptoReady, hash, hashPurposes } from '@commonseal/crypto/verify';
import { verificationWords } from '@commonseal/crypto/verification-words';
import { patternBytes, place, toHex, userId } from '../test/samples.ts';

const folder = join(import.meta.dirname, 'v1-answer-words');
const { accountId } = place;

function hashVectors() {
  const parts = [patternBytes(16, 93)];
  const output = toHex(hash(hashPurposes.answerWords, ...parts));
  return [{ name: 'answerWords', purpose: hashPurposes.answerWords, parts: parts.map(toHex), output }];
}

async function wordsVectors() {
  const made = [];
  for (const index of [0, 1]) {
    const request = patternBytes(1434, 30 + index);
    const { words, answer } = await verificationWords({ accountId, memberId: userId, request });
    made.push({
      accountId: toHex(AccountId.toBytes(accountId)),
      memberId: toHex(UserId.toBytes(userId)),
      request: toHex(request),
      words,
      answer,
    });
  }
  return made;
}

if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
await cryptoReady();
const files = { hash: hashVectors(), words: await wordsVectors() };
mkdirSync(folder);
for (const [name, content] of Object.entries(files)) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
}
