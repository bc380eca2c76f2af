/**
 * Writes the vectors of what a person's ways in added to format version 1: entries of the user log, each rule broken,
 * and the answer of a kit or a device to the server's challenge.
 *
 *     node --conditions=source --import tsx packages/account-log/vectors/generate-ways-in.ts
 *
 * Frozen vectors are never written again.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CredentialId } from '@commonseal/protocol';
import { UserLog, applyUserEntry } from '@commonseal/account-log';
import { signCredentialChallenge } from '@commonseal/account-log/author';
import { type CredentialSeed, signingPublicKey } from '@commonseal/crypto/seal';
import { cryptoReady } from '@commonseal/crypto/verify';
import { keyOf, patternBytes, reasonOf } from '../test/samples.ts';
import {
  credentialOf,
  idOf,
  rekeyed,
  waysInCases,
  waysInEntries,
} from '../test/ways-in-cases.ts';
import { toHex, waysInFacts } from './facts.ts';

function userLogVectors() {
  const entries = waysInEntries();
  const before = UserLog.verify(entries).state;
  const change = { withdrawn: [idOf(5), idOf(2)], added: [credentialOf(6, 'password'), credentialOf(7, 'kit')] };
  const refused = waysInCases.map(([name, reason, make]) => {
    const bytes = make(before);
    const answer = reasonOf(applyUserEntry(before, bytes));
    if (answer !== reason) throw new TypeError(`${name}: ${answer}`);
    return { name, stored: toHex(bytes), reason };
  });
  entries.push(rekeyed(before, change));
  return {
    entries: entries.map((entry, at) => ({
      stored: toHex(entry),
      state: waysInFacts(UserLog.verify(entries.slice(0, at + 1)).state),
    })),
    /** On top of all entries but the last. */
    refused,
  };
}

function challengeVectors() {
  const seed = keyOf<CredentialSeed>(40);
  const answered = { credentialId: idOf(2), challenge: patternBytes(32, 5) };
  return {
    seed: toHex(seed),
    credentialId: toHex(CredentialId.toBytes(answered.credentialId)),
    challenge: toHex(answered.challenge),
    signingKey: toHex(signingPublicKey(seed)),
    signature: toHex(signCredentialChallenge(answered, seed)),
  };
}

async function main(): Promise<void> {
  const folder = join(import.meta.dirname, 'v1-ways-in');
  if (existsSync(folder)) throw new Error(`${folder} is frozen.`);
  await cryptoReady();
  const files = { 'user-log': userLogVectors(), 'credential-challenge': challengeVectors() };
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(content, undefined, 1)}\n`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
