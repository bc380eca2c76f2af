import { ByteReader, concatBytes } from '@commonseal/protocol';
import { bodyPreambleBytes, saltBytes } from '../../../../packages/crypto/src/body-format.ts';
import type { BodyContext } from '../../../../packages/crypto/src/contexts.ts';
import { deriveCommittedKey } from '../../../../packages/crypto/src/derive.ts';
import { readEnvelopePrefix } from '../../../../packages/crypto/src/envelope.ts';
import type { ItemKey } from '../../../../packages/crypto/src/keys.ts';
import { decryptGcm, importDecryptionKey } from '../../../../packages/crypto/src/open/decrypt-gcm.ts';
import { derivePurposes } from '../../../../packages/crypto/src/purposes.ts';
import { chunkNonce } from './body-format.ts';

export { bodyRowCount, decryptShortBody } from '../../../../packages/crypto/src/open/decrypt-body.ts';

/** Every chunk that opens, in the order in which they come, until there are no more. */
export async function* decryptBody(
  rows: AsyncIterable<Uint8Array>,
  itemKey: ItemKey,
  context: BodyContext,
): AsyncGenerator<Uint8Array> {
  let opened: Awaited<ReturnType<typeof openPreamble>> | undefined;
  for await (const row of rows) {
    if (row.length === 0) continue;
    const encrypted = opened ? row : row.subarray(bodyPreambleBytes);
    opened ??= await openPreamble(row.subarray(0, bodyPreambleBytes), itemKey, context);
    const { key, associatedData } = opened;
    yield await decryptGcm(key, chunkNonce(), associatedData, encrypted, 'chunk');
  }
}

async function openPreamble(preamble: Uint8Array, itemKey: ItemKey, context: BodyContext) {
  const reader = new ByteReader(preamble, 'body');
  readEnvelopePrefix(reader, 'body');
  const salt = reader.bytes(saltBytes);
  const { encryptionKey } = deriveCommittedKey(itemKey, derivePurposes.bodyKey, [salt]);
  return {
    key: await importDecryptionKey(encryptionKey),
    associatedData: concatBytes(preamble, context),
  };
}
