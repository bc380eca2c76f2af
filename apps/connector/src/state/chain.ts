import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import type { ChainHead } from '@commonseal/account-log';
import {
  type JsonObject,
  readState,
  replaceDurably,
  requireInteger,
  requireObject,
  requireText,
} from './durable-files.ts';
import type { StateFolder } from './state-folder.ts';

/** How far this connector's chain of batches is accepted by the server. */
export interface AcceptedChain {
  readonly head: ChainHead;
  readonly acceptedAtMs: number;
}

export async function readChain(state: StateFolder): Promise<AcceptedChain | undefined> {
  return readState(state.chain, (value) => ({
    head: parseChainHead(requireObject(value['head'])),
    acceptedAtMs: requireInteger(value['acceptedAtMs']),
  }));
}

export async function writeChain(state: StateFolder, { head, acceptedAtMs }: AcceptedChain): Promise<void> {
  const text = { format: 1, head: chainHeadJson(head), acceptedAtMs };
  await replaceDurably(state.chain, `${JSON.stringify(text)}\n`);
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
