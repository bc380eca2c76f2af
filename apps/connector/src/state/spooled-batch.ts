import { BatchId, ItemId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import type { ChainHead } from '@commonseal/account-log';
import { chainHeadJson, parseChainHead } from './chain.ts';
import { encodeChecked } from '@commonseal/local-program/checked-text';
import {
  type JsonObject,
  requireInteger,
  requireList,
  requireObject,
  requireText,
} from '@commonseal/local-program/json-values';
import type { Digest } from './ledger.ts';

/** A sealed batch as it waits in the spool: all that is needed to deliver it, and to remember that it was. */
export interface SpooledBatch {
  readonly batchId: BatchId;
  /** Where the chain stands once the batch is accepted. */
  readonly head: ChainHead;
  readonly epoch: number;
  readonly manifest: Uint8Array;
  readonly seal: Uint8Array;
  /** Lengths of the pages, which lie one behind the other in one file. */
  readonly pageBytes: readonly number[];
  readonly items: readonly SpooledItem[];
}

export interface SpooledItem {
  readonly itemId: ItemId;
  readonly digest: Digest;
  /** The file, in case that it has to be sealed once more: what is sealed cannot be opened here. */
  readonly path: string;
  /** What the header says about where it came from. */
  readonly source: string;
  /** Bytes of the file itself. */
  readonly size: number;
  /** Lengths of the chunk rows; the rows of all items lie one behind the other in one file. */
  readonly rowBytes: readonly number[];
}

export function encodeSpooledBatch(batch: SpooledBatch): string {
  const { batchId, head, epoch, manifest, seal, pageBytes, items } = batch;
  const value = {
    format: 1,
    batchId,
    head: chainHeadJson(head),
    epoch,
    manifest: encodeBase64url(manifest),
    seal: encodeBase64url(seal),
    pageBytes,
    items,
  };
  return encodeChecked(value);
}

export function parseSpooledBatch(value: JsonObject): SpooledBatch {
  return {
    batchId: BatchId.parse(requireText(value['batchId'])),
    head: parseChainHead(requireObject(value['head'])),
    epoch: requireInteger(value['epoch']),
    manifest: parseBase64url(requireText(value['manifest'])),
    seal: parseBase64url(requireText(value['seal'])),
    pageBytes: requireList(value['pageBytes']).map(requireInteger),
    items: requireList(value['items']).map((item) => parseItem(requireObject(item))),
  };
}

function parseItem(value: JsonObject): SpooledItem {
  return {
    itemId: ItemId.parse(requireText(value['itemId'])),
    digest: requireText(value['digest']) as Digest,
    path: requireText(value['path']),
    source: requireText(value['source']),
    size: requireInteger(value['size']),
    rowBytes: requireList(value['rowBytes']).map(requireInteger),
  };
}
