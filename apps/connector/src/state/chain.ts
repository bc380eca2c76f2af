import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import type { ChainHead } from '@commonseal/account-log';
import {
  type JsonObject,
  requireInteger,
  requireObject,
  requireText,
} from '@commonseal/local-program/json-values';
import { readState, writeState } from './state-files.ts';
import type { StateFolder } from './state-folder.ts';

/** How far this connector's chain of batches is accepted by the server. */
export interface AcceptedChain {
  readonly head: ChainHead;
  readonly acceptedAtMs: number;
  /** Size of the ledger then: one that is smaller now has lost something. */
  readonly deliveredItems: number;
}

export async function readChain(state: StateFolder): Promise<AcceptedChain | undefined> {
  return readState(state.chain, parseChain);
}

export function parseChain(value: JsonObject): AcceptedChain {
  return {
    head: parseChainHead(requireObject(value['head'])),
    acceptedAtMs: requireInteger(value['acceptedAtMs']),
    // Earlier versions did not count.
    deliveredItems: requireInteger(value['deliveredItems'] ?? 0),
  };
}

export async function writeChain(state: StateFolder, { head, ...rest }: AcceptedChain): Promise<void> {
  await writeState(state.chain, { head: chainHeadJson(head), ...rest });
}

export function chainHeadJson({ index, hash, logSequence, timeMs }: ChainHead): JsonObject {
  return { index, hash: encodeBase64url(hash), logSequence, timeMs };
}

export function parseChainHead(value: JsonObject): ChainHead {
  return {
    index: requireInteger(value['index']),
    hash: parseBase64url(requireText(value['hash'])),
    logSequence: requireInteger(value['logSequence']),
    timeMs: requireInteger(value['timeMs']),
  };
}
