import { randomBytes } from 'node:crypto';
import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { type WriterSeed, generateWriterSeed, keyBytes } from '@commonseal/crypto/seal';
import { Stop } from '../stop.ts';
import { type JsonObject, requireText } from '@commonseal/local-program/json-values';
import { readState, writeState } from './state-files.ts';
import type { StateFolder } from './state-folder.ts';

export interface ConnectorKeys {
  /** Signs what this connector delivers. It opens nothing. */
  readonly writerSeed: WriterSeed;
  /** Keys the digests of the ledger, so that a copy of the ledger alone tells nothing of the content. */
  readonly ledgerSecret: Uint8Array;
}

export async function readKeys(state: StateFolder): Promise<ConnectorKeys | undefined> {
  return readState(state.keys, parseKeys);
}

export function parseKeys(value: JsonObject): ConnectorKeys {
  return {
    writerSeed: parseKey(value['writerSeed']) as WriterSeed,
    ledgerSecret: parseKey(value['ledgerSecret']),
  };
}

/** @throws Stop `not_initialised` */
export async function requireKeys(state: StateFolder): Promise<ConnectorKeys> {
  const keys = await readKeys(state);
  if (keys) return keys;
  throw new Stop(
    'not_initialised',
    `There is no connector in ${state.path} yet. Begin with: npm run connector -- init`,
  );
}

/** Under the folder's lock, and only where there are none: a lost key is a lost connector. */
export async function makeKeys(state: StateFolder): Promise<ConnectorKeys> {
  const keys = { writerSeed: generateWriterSeed(), ledgerSecret: new Uint8Array(randomBytes(keyBytes)) };
  const { writerSeed, ledgerSecret } = keys;
  await writeState(state.keys, {
    writerSeed: encodeBase64url(writerSeed),
    ledgerSecret: encodeBase64url(ledgerSecret),
  });
  return keys;
}

function parseKey(value: unknown): Uint8Array {
  const key = parseBase64url(requireText(value));
  if (key.length !== keyBytes) throw new TypeError('no key');
  return key;
}
