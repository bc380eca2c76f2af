import { encryptGcm, importEncryptionKey } from '#encrypt-gcm';
import { concatBytes, maxPageBytes } from '@commonseal/protocol';
import { gcmNonceBytes } from '../aes-gcm.ts';
import { saltBytes } from '../body-format.ts';
import type { PageContext } from '../contexts.ts';
import { deriveCommittedKey } from '../derive.ts';
import { envelopePrefix } from '../envelope.ts';
import type { BatchKey } from '../keys.ts';
import { type PageRecord, encodePage } from '../page-format.ts';
import { derivePurposes } from '../purposes.ts';
import { generatePublicBytes } from './generate.ts';

/**
 * Encrypts the headers of several items of a batch together, so that a long list opens with few AEAD calls.
 *
 * AES-256-GCM (NIST SP 800-38D) under a key of the batch key and a fresh 32-byte salt, zero nonce, with
 * key commitment; padded by Padmé. Associated data: prefix, salt, commitment, then the context (account, epoch,
 * writer, batch, place of the page, version).
 * @param records whose encoding is at most 256 KiB in all
 * @returns layout 'Page' in docs/wire-format.md; decrypted by `decryptPage`
 */
export async function encryptPage(
  records: readonly PageRecord[],
  batchKey: BatchKey,
  context: PageContext,
): Promise<Uint8Array> {
  const plaintext = encodePage(records);
  if (plaintext.length > maxPageBytes) throw new TypeError('page too large');
  const salt = generatePublicBytes(saltBytes);
  const { encryptionKey, commitment } = deriveCommittedKey(batchKey, derivePurposes.pageKey, [salt]);
  const frame = concatBytes(envelopePrefix('page'), salt, commitment);
  const key = await importEncryptionKey(encryptionKey);
  return encryptGcm(key, new Uint8Array(gcmNonceBytes), concatBytes(frame, context), plaintext, frame);
}
