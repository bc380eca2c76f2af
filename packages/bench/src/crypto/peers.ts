import { bodyChunkBytes } from '@commonseal/protocol';
import type { Contest, Contestant } from './contest.ts';
import { ourBody, ourHeaders, ourItems, ourKeys, ourPages } from './ours.ts';
import { age, agePostQuantum } from './peers/age.ts';
import { etebaseItems } from './peers/etebase.ts';
import { jose } from './peers/jose.ts';
import { itemByItem, sealedKeys, secretstream, wrappedKeys } from './peers/libsodium.ts';
import { megolm } from './peers/megolm.ts';
import { openPgp } from './peers/openpgp.ts';
import { cbcHmacByWebCrypto, keysByWebCrypto, plainCopy, rawGcm } from './peers/web-crypto.ts';
import type { Sizes } from './sizes.ts';

/** What is there on one platform alone. */
export interface OwnOfPlatform {
  readonly items: readonly Contestant[];
  readonly keys: readonly Contestant[];
  readonly limitOf: (chunkBytes: number) => readonly Contestant[];
  readonly megolmWasm: string | undefined;
}

export const rawOneByOne = 'WebCrypto, one call after the other';
export const rawTogether = 'WebCrypto, 4 calls at once';

/** Everybody, each for what it does. */
export async function contestOf(own: OwnOfPlatform, { documentBytes }: Sizes): Promise<Contest> {
  const items: readonly Contestant[] = [
    secretstream,
    await cbcHmacByWebCrypto(),
    await age(),
    await agePostQuantum(),
    await openPgp(),
    await etebaseItems(),
    await jose(),
    await megolm(own.megolmWasm),
    ...own.items,
  ];
  const limits = async (chunkBytes: number) => [
    await rawGcm(chunkBytes, 1, rawOneByOne),
    await rawGcm(chunkBytes, 4, rawTogether),
    plainCopy,
    ...own.limitOf(chunkBytes),
  ];
  const [ofDocuments, ofChunks] = [await limits(documentBytes), await limits(bodyChunkBytes)];
  return {
    documents: [ourItems, ...items, ...ofDocuments],
    file: [ourItems, ...items, ...ofChunks],
    body: [ourBody, ...ofChunks],
    headers: [ourHeaders, itemByItem],
    pages: [ourPages, itemByItem],
    keys: [ourKeys, wrappedKeys, sealedKeys, await keysByWebCrypto(), ...own.keys],
  };
}
