/**
 * Writes the vectors of what being let back in added to format version 1: three purposes to hash, two to sign, two contexts,
 * verification words, and shares of a break-glass seed.
 *
 *     node --conditions=source --import tsx packages/crypto/vectors/generate-let-back-in.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccountId, BreakGlassId, UserId, encodeBreakGlassShare } from '@commonseal/protocol';
import { breakGlassIdOf, splitBreakGlassSeed } from '@commonseal/crypto/break-glass';
import {
  type BreakGlassSeed,
  type UserSeed,
  accountSeedContext,
  nameContext,
  receivingPublicKey,
  sign,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import { breakGlassSetName, cryptoReady, hash, hashPurposes, signPurposes } from '@commonseal/crypto/verify';
import { verificationWords } from '@commonseal/crypto/verification-words';
import { flipBit, fromHex, keyOf, patternBytes, place, toHex, userId } from '../test/samples.ts';

const folder = join(import.meta.dirname, 'v1-let-back-in');
const { accountId, epoch } = place;

function hashVectors() {
  const names = ['resetRequest', 'wordsSalt', 'breakGlassSetName'] as const;
  return names.map((name, index) => {
    const parts = [patternBytes(32, 90 + index), patternBytes(70 + index, 3)];
    const output = toHex(hash(hashPurposes[name], ...parts));
    return { name, purpose: hashPurposes[name], parts: parts.map(toHex), output };
  });
}

function signatureVectors() {
  const made = (['resetRequest', 'breakGlassReading'] as const).map((name, index) => {
    const seed = keyOf<UserSeed>(150 + index);
    const [subjectId, message] = [patternBytes(32, 5 + index), patternBytes(index === 0 ? 1434 : 72, 7)];
    const valid = {
      name: name as string,
      purpose: signPurposes[name] as string,
      subjectId: toHex(subjectId),
      message: toHex(message),
      publicKey: toHex(signingPublicKey(seed)),
      signature: toHex(sign(signPurposes[name], subjectId, message, seed)),
    };
    const refused = [
      { ...valid, name: `wrong key (${name})`, publicKey: toHex(signingPublicKey(keyOf<UserSeed>(159))) },
      { ...valid, name: `wrong purpose (${name})`, purpose: signPurposes.accountEntry as string },
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
  const id = BreakGlassId.fromBytes(patternBytes(32, 8));
  const ingestKeyHash = patternBytes(32, 7);
  return {
    ids: { accountId: toHex(AccountId.toBytes(accountId)), breakGlassId: toHex(BreakGlassId.toBytes(id)) },
    contexts: {
      accountSeedOfBreakGlass: toHex(accountSeedContext({ accountId, epoch, recipient: { kind: 'breakGlass', id } })),
      nameOfHolder: toHex(nameContext({ nameOf: 'holder', ingestKeyHash })),
    },
  };
}

async function wordsVectors() {
  const made = [];
  for (const [index, length] of [1434, 1434, 1].entries()) {
    const request = patternBytes(length, 20 + index);
    const { words } = await verificationWords({ accountId, memberId: userId, request });
    made.push({
      accountId: toHex(AccountId.toBytes(accountId)),
      memberId: toHex(UserId.toBytes(userId)),
      request: toHex(request),
      words,
    });
  }
  return made;
}

async function shareVectors() {
  const made = [];
  for (const [index, { threshold, count }] of [
    { threshold: 2, count: 3 },
    { threshold: 5, count: 10 },
  ].entries()) {
    const seed = keyOf<BreakGlassSeed>(160 + index);
    const shares = await splitBreakGlassSeed(seed, { accountId, threshold, count });
    made.push({
      accountId: toHex(AccountId.toBytes(accountId)),
      seed: toHex(seed),
      id: toHex(BreakGlassId.toBytes(breakGlassIdOf(seed))),
      receivingKeyHash: toHex(hash(hashPurposes.receivingKey, receivingPublicKey(seed))),
      setName: toHex(breakGlassSetName(accountId, breakGlassIdOf(seed))),
      threshold,
      count,
      codes: shares.map((share) => encodeBreakGlassShare(share).join('-')),
    });
  }
  return made;
}

if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
await cryptoReady();
const files = {
  hash: hashVectors(),
  signature: signatureVectors(),
  contexts: contextVectors(),
  words: await wordsVectors(),
  shares: await shareVectors(),
};
mkdirSync(folder);
for (const [name, content] of Object.entries(files)) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
}
