import { decryptGcm, importDecryptionKey } from '#decrypt-gcm';
import { ByteReader, concatBytes, maxPageRowBytes } from '@commonseal/protocol';
import { gcmNonceBytes, gcmTagBytes } from '../aes-gcm.ts';
import { bodyPreambleBytes, saltBytes } from '../body-format.ts';
import type { PageContext } from '../contexts.ts';
import { deriveCommittedKey } from '../derive.ts';
import { readEnvelopePrefix } from '../envelope.ts';
import { type BatchKey, hashBytes } from '../keys.ts';
import { type PageRecord, parsePage } from '../page-format.ts';
import { derivePurposes } from '../purposes.ts';
import { requireCommitment } from './key-commitment.ts';

/**
 * Decrypts what `encryptPage` encrypted under the same batch key for exactly this context. Each header must still be
 * compared with its hash in the manifest.
 * @returns the records; their headers are views into one buffer
 * @throws CommonsealError `malformed` or `unsupported_format` when it is no page; `decryption_failed`
 */
export function decryptPage(
  page: Uint8Array,
  batchKey: BatchKey,
  context: PageContext,
): Promise<PageRecord[]> {
  return decryptPageWith(page, context, (salt) =>
    deriveCommittedKey(batchKey, derivePurposes.pageKey, [salt]),
  );
}

/**
 * The same for a program that derives in memory of its own.
 * @param keyOf the page's key and its commitment, of its salt; the key is overwritten when it has been imported
 */
export async function decryptPageWith(
  page: Uint8Array,
  context: PageContext,
  keyOf: (salt: Uint8Array) => ReturnType<typeof deriveCommittedKey>,
): Promise<PageRecord[]> {
  const reader = new ByteReader(page, 'page');
  if (page.length > maxPageRowBytes) reader.fail('too long');
  readEnvelopePrefix(reader, 'page');
  const salt = reader.bytes(saltBytes);
  const storedCommitment = reader.bytes(hashBytes);
  if (reader.remaining < gcmTagBytes) reader.fail('too short');
  const { encryptionKey, commitment } = keyOf(salt);
  try {
    requireCommitment(commitment, storedCommitment, 'page');
    const associatedData = concatBytes(page.subarray(0, bodyPreambleBytes), context);
    const key = await importDecryptionKey(encryptionKey);
    const nonce = new Uint8Array(gcmNonceBytes);
    return parsePage(await decryptGcm(key, nonce, associatedData, reader.rest(), 'page'));
  } finally {
    encryptionKey.fill(0);
  }
}
