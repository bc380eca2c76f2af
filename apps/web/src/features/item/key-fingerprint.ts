import { parseBase64url } from '@commonseal/protocol';

const shownBytes = 8;

/** The beginning of a source's public key, in groups that can be read out. @param writerId base64url */
export function keyFingerprint(writerId: string): string {
  const bytes = parseBase64url(writerId).subarray(0, shownBytes);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replaceAll(/(.{4})(?=.)/g, '$1 ');
}
