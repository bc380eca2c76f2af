/** What people compare of a worker: see 'Worker' in docs/wire-format.md. */
import {
  type GroupsReading,
  bitsOfBytes,
  bytesOfBits,
  codeGroupLength,
  encodeGroups,
  readGroup,
  readGroups,
} from './printed-code.ts';

export const fingerprintBytes = 20;
export const fingerprintGroups = 8;
/** Signs of a group, the check sign included. */
export const fingerprintGroupLength = codeGroupLength;

/** @param fingerprint 20 bytes, not secret @returns 8 groups of five signs */
export function encodeWorkerFingerprint(fingerprint: Uint8Array): readonly string[] {
  if (fingerprint.length !== fingerprintBytes) throw new TypeError('a fingerprint has 20 bytes');
  return encodeGroups(bitsOfBytes(fingerprint));
}

export type FingerprintReading =
  | { readonly kind: 'whole'; readonly fingerprint: Uint8Array }
  | Exclude<GroupsReading, { readonly kind: 'whole' }>;

/** Reads what was typed. Lower case, spaces and dashes are forgiven, and O for 0, I and L for 1. */
export function readWorkerFingerprint(text: string): FingerprintReading {
  const reading = readGroups(text, fingerprintGroups);
  if (reading.kind !== 'whole') return reading;
  return { kind: 'whole', fingerprint: bytesOfBits(reading.bits) };
}

/** @param number from 1 @returns the group as it is printed; undefined when it is not whole, wrong or of another place */
export function readFingerprintGroup(number: number, text: string): string | undefined {
  return readGroup(number, text);
}
