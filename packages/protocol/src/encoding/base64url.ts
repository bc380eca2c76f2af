import { CommonsealError } from '../errors.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const values = new Map(alphabet.split('').map((character, value) => [character, value]));

/** RFC 4648 section 5, without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  let binary = '';
  for (let offset = 0; offset < bytes.length; offset += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(offset, offset + 0x8000));
  }
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * The inverse of {@link encodeBase64url}. Strict: one text for each byte string, so that an id has one spelling.
 * @throws CommonsealError `malformed` for padding, other characters, or left-over bits that are not zero.
 */
export function parseBase64url(text: string): Uint8Array {
  const spare = text.length % 4;
  const last = values.get(text.at(-1) ?? 'A');
  const mask = spare === 2 ? 0x0f : spare === 3 ? 0x03 : 0;
  if (spare === 1 || last === undefined || (last & mask) !== 0 || !/^[\w-]*$/.test(text)) {
    throw new CommonsealError('malformed', 'not base64url');
  }
  return bytesOfBinary(atob(text.replaceAll('-', '+').replaceAll('_', '/')));
}

/** The bytes of a text whose characters are bytes, as `atob` makes it; `Uint8Array.from` takes a hundred times as much memory. */
export function bytesOfBinary(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
