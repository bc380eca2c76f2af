import { encryptGcm, importEncryptionKey } from '#encrypt-gcm';
import { bodyChunkBytes, concatBytes, maxItemBytes } from '@commonseal/protocol';
import { chunkNonce, saltBytes } from '../body-format.ts';
import type { BodyContext } from '../contexts.ts';
import { deriveCommittedKey } from '../derive.ts';
import { envelopePrefix } from '../envelope.ts';
import type { ItemKey } from '../keys.ts';
import { paddedLength } from '../padme.ts';
import { derivePurposes } from '../purposes.ts';
import { generatePublicBytes } from './generate.ts';

/** Where a body's bytes come from; read once, in order. */
export interface BodySource {
  readonly size: number;
  /** Exactly the bytes from `offset` to `offset + length`. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/**
 * Encrypts a body chunk by chunk, holding one chunk at a time.
 *
 * AES-256-GCM over chunks of 512 KiB in the STREAM construction (`chunkNonce`), key and commitment from
 * the item key and a fresh 32-byte salt; padded by Padmé. Associated data of every chunk: prefix, salt, commitment,
 * then the context (account, epoch, writer, batch, item).
 * @param salt of an upload that was interrupted, so that the same bytes give the same rows again. Other bytes under a
 * salt that was used would meet used nonces: whoever gives one compares each row with what was sent before, and sends
 * nothing on when one differs.
 * @returns the rows to store: row 0 is the 70-byte preamble and chunk 0, row n is chunk n; layout 'Body' in
 * docs/wire-format.md; decrypted by `decryptBody`
 */
export async function* encryptBody(
  source: BodySource,
  itemKey: ItemKey,
  context: BodyContext,
  salt: Uint8Array = generateBodySalt(),
): AsyncGenerator<Uint8Array> {
  if (source.size > maxItemBytes) throw new TypeError('body too large');
  if (salt.length !== saltBytes) throw new TypeError('a salt has 32 bytes');
  const { encryptionKey, commitment } = deriveCommittedKey(itemKey, derivePurposes.bodyKey, [salt]);
  const preamble = concatBytes(envelopePrefix('body'), salt, commitment);
  const associatedData = concatBytes(preamble, context);
  const key = await importEncryptionKey(encryptionKey);
  const padded = paddedLength(source.size);
  for (let index = 0, offset = 0; offset < padded; index += 1, offset += bodyChunkBytes) {
    const end = Math.min(offset + bodyChunkBytes, padded);
    const plaintext = await readPadded(source, offset, end - offset);
    const nonce = chunkNonce(index, end === padded);
    yield await encryptGcm(key, nonce, associatedData, plaintext, index === 0 ? preamble : undefined);
  }
}

/** @returns 32 bytes */
export function generateBodySalt(): Uint8Array {
  return generatePublicBytes(saltBytes);
}

async function readPadded(source: BodySource, offset: number, length: number): Promise<Uint8Array> {
  const available = Math.max(0, Math.min(length, source.size - offset));
  const bytes = available > 0 ? await source.read(offset, available) : new Uint8Array();
  if (bytes.length !== available) throw new TypeError('the source changed while it was read');
  if (available === length) return bytes;
  const padded = new Uint8Array(length);
  padded.set(bytes);
  return padded;
}
