import { ByteReader, CommonsealError, concatBytes, maxPageRowBytes } from '@commonseal/protocol';
import { asBufferSource, gcmNonceBytes, gcmParameters, gcmTagBytes, importGcmKey } from '../aes-gcm.ts';
import { bodyPreambleBytes, saltBytes } from '../body-format.ts';
import type { PageContext } from '../contexts.ts';
import { deriveCommittedKey } from '../derive.ts';
import { readEnvelopePrefix } from '../envelope.ts';
import { type BatchKey, hashBytes } from '../keys.ts';
import { type PageRecord, parsePage } from '../page-format.ts';
import { derivePurposes } from '../purposes.ts';
import { equalBytes } from '../sodium.ts';

/**
 * Decrypts what `encryptPage` encrypted under the same batch key for exactly this context. Each header must still be
 * compared with its hash in the manifest.
 * @returns the records; their headers are views into one buffer
 * @throws CommonsealError `malformed` or `unsupported_format` when it is no page; `decryption_failed`
 */
export async function decryptPage(
  page: Uint8Array,
  batchKey: BatchKey,
  context: PageContext,
): Promise<PageRecord[]> {
  const reader = new ByteReader(page, 'page');
  if (page.length > maxPageRowBytes) reader.fail('too long');
  readEnvelopePrefix(reader, 'page');
  const salt = reader.bytes(saltBytes);
  const storedCommitment = reader.bytes(hashBytes);
  if (reader.remaining < gcmTagBytes) reader.fail('too short');
  const { encryptionKey, commitment } = deriveCommittedKey(batchKey, derivePurposes.pageKey, [salt]);
  if (!equalBytes(commitment, storedCommitment)) throw new CommonsealError('decryption_failed', 'page');
  const associatedData = concatBytes(page.subarray(0, bodyPreambleBytes), context);
  const key = await importGcmKey(encryptionKey, 'decrypt');
  const plaintext = await crypto.subtle
    .decrypt(gcmParameters(new Uint8Array(gcmNonceBytes), associatedData), key, asBufferSource(reader.rest()))
    .catch(() => {
      throw new CommonsealError('decryption_failed', 'page');
    });
  return parsePage(new Uint8Array(plaintext));
}
