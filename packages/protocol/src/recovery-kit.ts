/** What is printed on a recovery kit: see 'Recovery kit' in docs/wire-format.md. */
import {
  type GroupsProblem,
  bitsOf,
  bitsOfBytes,
  bytesOfBits,
  codeGroupLength,
  encodeGroups,
  readGroup,
  readGroups,
  withoutPrefix,
} from './printed-code.ts';

const version = bitsOf(1, 4);
export const kitGroups = 13;
/** Signs of a group, the check sign included. */
export const kitGroupLength = codeGroupLength;
const kitSecretBytes = 32;
const qrPrefix = 'COMMONSEAL-KIT-1:';

/** @param secret 32 bytes @returns 13 groups of five signs, which are as secret as it is */
export function encodeRecoveryKit(secret: Uint8Array): readonly string[] {
  if (secret.length !== kitSecretBytes) throw new TypeError('a kit carries 32 bytes');
  return encodeGroups(version + bitsOfBytes(secret));
}

/** @returns the text of a QR code: no address, so that a phone's camera sends it nowhere */
export function recoveryKitQr(groups: readonly string[]): string {
  return `${qrPrefix}${groups.join('-')}`;
}

export type KitProblem = GroupsProblem | { readonly kind: 'other version' };
export type KitReading = { readonly kind: 'whole'; readonly secret: Uint8Array } | KitProblem;

/**
 * Reads a code that was typed, or the text of a QR code. Lower case, spaces and dashes are forgiven, and O for 0, I and
 * L for 1.
 */
export function readRecoveryKit(text: string): KitReading {
  const reading = readGroups(withoutPrefix(text, qrPrefix), kitGroups);
  if (reading.kind !== 'whole') return reading;
  if (!reading.bits.startsWith(version)) return { kind: 'other version' };
  return { kind: 'whole', secret: bytesOfBits(reading.bits.slice(version.length)) };
}

/** @param number from 1 @returns the group as it is printed; undefined when it is not whole, wrong or of another place */
export function readKitGroup(number: number, text: string): string | undefined {
  return readGroup(number, text);
}
