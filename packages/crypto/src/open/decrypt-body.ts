import { ByteReader, CommonsealError, bodyChunkBytes, concatBytes } from '@commonseal/protocol';
import { gcmTagBytes } from '../aes-gcm.ts';
import { bodyPreambleBytes, chunkNonce, saltBytes } from '../body-format.ts';
import type { BodyContext } from '../contexts.ts';
import { deriveCommittedKey } from '../derive.ts';
import { readEnvelopePrefix } from '../envelope.ts';
import { type ItemKey, hashBytes } from '../keys.ts';
import { isZero, paddedLength } from '../padme.ts';
import { derivePurposes } from '../purposes.ts';
import { type GcmDecryptionKey, decryptGcm, importDecryptionKey } from './decrypt-gcm.ts';
import { requireCommitment } from './key-commitment.ts';

/** Rows that a body of `size` bytes is stored in. */
export function bodyRowCount(size: number): number {
  return Math.ceil(paddedLength(size) / bodyChunkBytes);
}

/**
 * Decrypts what `encryptBody` encrypted, chunk by chunk. Every chunk is authenticated before it is handed out, but only
 * the end of the iteration says that the body is whole: show or save nothing as finished before.
 * @param rows the stored rows in order; exactly `bodyRowCount(size)` of them
 * @param size the plaintext's length as the verified header says
 * @returns plaintext chunks without padding
 * @throws CommonsealError `malformed` or `unsupported_format`; `decryption_failed` for a chunk that was altered, moved,
 * dropped, doubled or cut off, and for padding that is not what `size` asks for
 */
export async function* decryptBody(
  rows: AsyncIterable<Uint8Array>,
  itemKey: ItemKey,
  context: BodyContext,
  size: number,
): AsyncGenerator<Uint8Array> {
  const lastIndex = bodyRowCount(size) - 1;
  const padded = paddedLength(size);
  let index = 0;
  let opened: { readonly key: GcmDecryptionKey; readonly associatedData: Uint8Array } | undefined;
  for await (const row of rows) {
    if (index > lastIndex) throw new CommonsealError('decryption_failed', 'body has too many chunks');
    opened ??= await openPreamble(row.subarray(0, bodyPreambleBytes), itemKey, context);
    const offset = index * bodyChunkBytes;
    const expectedBytes = Math.min(bodyChunkBytes, padded - offset);
    const encrypted = index === 0 ? row.subarray(bodyPreambleBytes) : row;
    if (encrypted.length !== expectedBytes + gcmTagBytes)
      throw new CommonsealError('decryption_failed', 'chunk length');
    const nonce = chunkNonce(index, index === lastIndex);
    const chunk = await decryptGcm(opened.key, nonce, opened.associatedData, encrypted, 'chunk');
    const content = new Uint8Array(chunk, 0, Math.max(0, Math.min(expectedBytes, size - offset)));
    if (!isZero(new Uint8Array(chunk, content.length)))
      throw new CommonsealError('decryption_failed', 'padding');
    if (content.length > 0) yield content;
    index += 1;
  }
  if (index !== lastIndex + 1) throw new CommonsealError('decryption_failed', 'body is cut off');
}

async function openPreamble(preamble: Uint8Array, itemKey: ItemKey, context: BodyContext) {
  const reader = new ByteReader(preamble, 'body');
  readEnvelopePrefix(reader, 'body');
  const salt = reader.bytes(saltBytes);
  const storedCommitment = reader.bytes(hashBytes);
  const { encryptionKey, commitment } = deriveCommittedKey(itemKey, derivePurposes.bodyKey, [salt]);
  requireCommitment(commitment, storedCommitment, 'body');
  return {
    key: await importDecryptionKey(encryptionKey),
    associatedData: concatBytes(preamble, context),
  };
}
