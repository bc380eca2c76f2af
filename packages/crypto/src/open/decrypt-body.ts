import { type GcmDecryptionKey, decryptGcm, importDecryptionKey } from '#decrypt-gcm';
import { ByteReader, CommonsealError, bodyChunkBytes, concatBytes } from '@commonseal/protocol';
import { gcmTagBytes } from '../aes-gcm.ts';
import { bodyPreambleBytes, chunkNonce, saltBytes } from '../body-format.ts';
import type { BodyContext } from '../contexts.ts';
import { deriveCommittedKey } from '../derive.ts';
import { readEnvelopePrefix } from '../envelope.ts';
import { type ItemKey, hashBytes } from '../keys.ts';
import { isZero, paddedLength } from '../padme.ts';
import { derivePurposes } from '../purposes.ts';
import { chunkHash } from '../verify/chunk-hash.ts';
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
  const rowCount = bodyRowCount(size);
  let index = 0;
  let opened: OpenedPreamble | undefined;
  for await (const row of rows) {
    if (index >= rowCount) throw new CommonsealError('decryption_failed', 'body has too many chunks');
    opened ??= await openPreamble(row.subarray(0, bodyPreambleBytes), itemKey, context);
    const content = await decryptChunk(row, index, opened, size);
    if (content.length > 0) yield content;
    index += 1;
  }
  if (index !== rowCount) throw new CommonsealError('decryption_failed', 'body is cut off');
}

/**
 * The same for a body of a single row, as most documents are, while the row's hash is computed.
 * @param requireSigned gets what `chunkHash` says of the row, and throws unless that was signed: then nothing is handed out, and
 * nothing else is said of the row
 * @throws CommonsealError as `decryptBody`; what `requireSigned` throws
 */
export async function decryptShortBody(
  row: Uint8Array,
  requireSigned: (hash: Uint8Array) => void,
  itemKey: ItemKey,
  context: BodyContext,
  size: number,
): Promise<Uint8Array> {
  const content = decryptOnlyRow(row, itemKey, context, size);
  // What is wrong with it is told when its turn comes.
  content.catch(() => undefined);
  requireSigned(await chunkHash(row));
  return content;
}

async function decryptOnlyRow(row: Uint8Array, itemKey: ItemKey, context: BodyContext, size: number) {
  if (bodyRowCount(size) !== 1) throw new CommonsealError('decryption_failed', 'body is cut off');
  const preamble = row.subarray(0, bodyPreambleBytes);
  return decryptChunk(row, 0, await openPreamble(preamble, itemKey, context), size);
}

/** @returns the chunk's plaintext without padding */
async function decryptChunk(
  row: Uint8Array,
  index: number,
  { key, associatedData }: OpenedPreamble,
  size: number,
): Promise<Uint8Array> {
  const offset = index * bodyChunkBytes;
  const expectedBytes = Math.min(bodyChunkBytes, paddedLength(size) - offset);
  const encrypted = index === 0 ? row.subarray(bodyPreambleBytes) : row;
  if (encrypted.length !== expectedBytes + gcmTagBytes)
    throw new CommonsealError('decryption_failed', 'chunk length');
  const nonce = chunkNonce(index, index === bodyRowCount(size) - 1);
  const chunk = await decryptGcm(key, nonce, associatedData, encrypted, 'chunk');
  const contentBytes = Math.max(0, Math.min(expectedBytes, size - offset));
  if (contentBytes === expectedBytes) return chunk;
  if (!isZero(chunk.subarray(contentBytes))) throw new CommonsealError('decryption_failed', 'padding');
  return chunk.subarray(0, contentBytes);
}

interface OpenedPreamble {
  readonly key: GcmDecryptionKey;
  readonly associatedData: Uint8Array;
}

async function openPreamble(
  preamble: Uint8Array,
  itemKey: ItemKey,
  context: BodyContext,
): Promise<OpenedPreamble> {
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
