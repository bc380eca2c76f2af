import { encodeBase64url } from './encoding/base64url.ts';
import type { ItemId } from './ids.ts';
import { type ItemHeader, resultMediaType } from './item-header.ts';

/** The header of what an analyser found: nothing in it but what it is about. */
export function resultHeader(about: {
  readonly itemId: ItemId;
  /** Of the item that it was found in, as its manifest says it. */
  readonly bodyHash: Uint8Array;
  readonly analyser: string;
  readonly version: string;
  /** Bytes of the encoded finding. */
  readonly size: number;
  readonly nowMs: number;
}): ItemHeader {
  const { itemId, bodyHash, analyser, version, size, nowMs } = about;
  return {
    title: '',
    from: '',
    source: '',
    receivedAtMs: nowMs,
    mediaType: resultMediaType,
    fileName: '',
    size,
    result: { itemId, analyser, version, bodyHash: encodeBase64url(bodyHash) },
  };
}
