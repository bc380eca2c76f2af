import { CommonsealError } from '../errors.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const noValue = 0xff;
/** By character code; all that is no character of the alphabet has none. */
const values = new Uint8Array(128).fill(noValue);
for (let value = 0; value < alphabet.length; value += 1) values[alphabet.charCodeAt(value)] = value;

/** Two characters for each twelve bits: joining strings takes a third of the time of writing codes and making a string of them. */
const pairs = Array.from(
  { length: 4096 },
  (_, bits) => `${alphabet[bits >> 6] ?? ''}${alphabet[bits & 0x3f] ?? ''}`,
);

/** RFC 4648 section 5, without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  const left = bytes.length % 3;
  const whole = bytes.length - left;
  let text = '';
  for (let from = 0; from < whole; from += 3) {
    const group = ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    text += (pairs[group >> 12] ?? '') + (pairs[group & 0xfff] ?? '');
  }
  if (left === 0) return text;
  const group = ((bytes[whole] ?? 0) << 16) | ((bytes[whole + 1] ?? 0) << 8);
  return text + (pairs[group >> 12] ?? '') + (left === 2 ? (alphabet[(group >> 6) & 0x3f] ?? '') : '');
}

/**
 * The inverse of {@link encodeBase64url}. Strict: one text for each byte string, so that an id has one spelling.
 * @throws CommonsealError `malformed` for padding, other characters, or left-over bits that are not zero.
 */
export function parseBase64url(text: string): Uint8Array {
  const spare = text.length % 4;
  const bytes = new Uint8Array((text.length * 3) >> 2);
  // One value of more than six bits anywhere shows in the end.
  let [all, group, at] = [spare === 1 ? noValue : 0, 0, 0];
  for (let from = 0; from < text.length; from += 1) {
    const code = text.charCodeAt(from);
    const value = code < 128 ? (values[code] ?? noValue) : noValue;
    all |= value;
    group = (group << 6) | value;
    if ((from & 3) === 3) {
      bytes[at] = group >> 16;
      bytes[at + 1] = group >> 8;
      bytes[at + 2] = group;
      at += 3;
      group = 0;
    }
  }
  const leftOver = spare === 2 ? group & 0x0f : spare === 3 ? group & 0x03 : 0;
  if (all >= 64 || leftOver !== 0) throw new CommonsealError('malformed', 'not base64url');
  if (spare === 2) bytes[at] = group >> 4;
  if (spare === 3) {
    bytes[at] = group >> 10;
    bytes[at + 1] = group >> 2;
  }
  return bytes;
}

/** The bytes of a text whose characters are bytes, as `atob` makes it; `Uint8Array.from` takes a hundred times as much memory. */
export function bytesOfBinary(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
