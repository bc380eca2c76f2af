import { createHash } from 'node:crypto';
import { CommonsealError } from '@commonseal/protocol';

/**
 * Bytes of base64url text. Strict like `parseBase64url`, of which it is the fast form for Node: one text for each byte
 * string, so that an id has one spelling.
 * @throws CommonsealError `malformed`
 */
export function bytesOf(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw new CommonsealError('malformed', 'not base64url');
  return bytes;
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

export function sha256(...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
