/** What is printed on a share of a break-glass set: see 'Break-glass share' in docs/wire-format.md. */
import { ByteReader } from './encoding/byte-reader.ts';
import { ByteWriter } from './encoding/byte-writer.ts';
import { crc32 } from './encoding/crc32.ts';
import { AccountId, longIdBytes } from './ids.ts';
import {
  type GroupsProblem,
  bitsOf,
  bitsOfBytes,
  bytesOfBits,
  codeGroupLength,
  encodeGroups,
  encodeSigns,
  readGroup,
  readGroups,
  readSigns,
  withoutPrefix,
} from './printed-code.ts';

/** One of the parts that a break-glass seed is split into; as many as `threshold` of them make it again. */
export interface BreakGlassShare {
  /** Names account and set: the first bytes of a hash, see `breakGlassSetName`. */
  readonly setName: Uint8Array;
  /** From 1 to `count`: the number that is printed on it. */
  readonly index: number;
  readonly threshold: number;
  readonly count: number;
  /** 33 bytes, secret. */
  readonly bytes: Uint8Array;
}

/** What people compare of a set's name: eight signs, not secret. @param setName 10 bytes */
export function printedSetName(setName: Uint8Array): string {
  const signs = encodeSigns(setName.subarray(0, 5));
  return `${signs.slice(0, 4)}-${signs.slice(4)}`;
}

/** Which account a share is of, whole: only the QR code carries it, nobody types so much. */
export interface SharePlace {
  readonly accountId: AccountId;
  /** The newest entry of the account's log when the share was printed. */
  readonly head: { readonly sequence: number; readonly hash: Uint8Array };
}

export const shareGroups = 19;
/** Signs of a group, the check sign included. */
export const shareGroupLength = codeGroupLength;
export const minShareThreshold = 2;
export const maxShares = 10;
export const setNameBytes = 10;
export const shareBytes = 33;
const placeBytes = 2 * longIdBytes + 4;

const version = bitsOf(1, 4);
const checkBits = 20;
const qrPrefix = 'COMMONSEAL-SHARE-1:';

/** Finds groups of two shares that were mixed up: each of them fits its own check sign. */
function checkOf(bits: string): string {
  return bitsOf(crc32(bytesOfBits(bits)) % 2 ** checkBits, checkBits);
}

/** @returns 19 groups of five signs, which are as secret as the share is */
export function encodeBreakGlassShare(share: BreakGlassShare): readonly string[] {
  const { setName, index, threshold, count, bytes } = share;
  if (setName.length !== setNameBytes || bytes.length !== shareBytes || !isPossible(share))
    throw new TypeError('not a share of a break-glass set');
  const numbers = [index, threshold, count].map((number) => bitsOf(number, 4)).join('');
  const bits = version + bitsOfBytes(setName) + numbers + bitsOfBytes(bytes);
  return encodeGroups(bits + checkOf(bits));
}

function isPossible({ index, threshold, count }: Omit<BreakGlassShare, 'setName' | 'bytes'>): boolean {
  return (
    index >= 1 && index <= count && threshold >= minShareThreshold && threshold <= count && count <= maxShares
  );
}

/** @returns the text of a QR code: no address, so that a phone's camera sends it nowhere */
export function breakGlassShareQr(groups: readonly string[], { accountId, head }: SharePlace): string {
  const place = new ByteWriter()
    .bytes(AccountId.toBytes(accountId))
    .u32(head.sequence)
    .bytes(head.hash)
    .finish();
  return `${qrPrefix}${groups.join('-')}:${encodeSigns(place)}`;
}

export type ShareProblem =
  | GroupsProblem
  /** Every group is right, and they do not belong together. */
  | { readonly kind: 'mixed up' }
  | { readonly kind: 'other version' };
export type ShareReading =
  | {
      readonly kind: 'whole';
      readonly share: BreakGlassShare;
      /** Of a QR code; undefined of what was typed. */
      readonly place: SharePlace | undefined;
    }
  | ShareProblem;

/**
 * Reads a share that was typed, or the text of its QR code; that it is whole can be told without any other share. Lower
 * case, spaces and dashes are forgiven, and O for 0, I and L for 1.
 */
export function readBreakGlassShare(text: string): ShareReading {
  const [code = '', placeText, ...more] = withoutPrefix(text, qrPrefix).split(':');
  if (more.length > 0) return { kind: 'too long' };
  const reading = readGroups(code, shareGroups);
  if (reading.kind !== 'whole') return reading;
  const { bits } = reading;
  if (!bits.startsWith(version)) return { kind: 'other version' };
  if (checkOf(bits.slice(0, -checkBits)) !== bits.slice(-checkBits)) return { kind: 'mixed up' };
  const share = shareOf(bits);
  if (!isPossible(share)) return { kind: 'other version' };
  const place = placeText === undefined ? undefined : readSigns(placeText, placeBytes);
  if (placeText !== undefined && !place) return { kind: 'too short' };
  return { kind: 'whole', share, place: place && placeOf(place) };
}

function shareOf(bits: string): BreakGlassShare {
  let from = version.length;
  const take = (length: number) => bits.slice(from, (from += length));
  const setName = bytesOfBits(take(8 * setNameBytes));
  const [index = 0, threshold = 0, count = 0] = [0, 1, 2].map(() => Number.parseInt(take(4), 2));
  return { setName, index, threshold, count, bytes: bytesOfBits(take(8 * shareBytes)) };
}

function placeOf(bytes: Uint8Array): SharePlace {
  const reader = new ByteReader(bytes, 'place of a share');
  return {
    accountId: AccountId.fromBytes(reader.bytes(longIdBytes)),
    head: { sequence: reader.u32(), hash: reader.bytes(longIdBytes) },
  };
}

/** @param number from 1 @returns the group as it is printed; undefined when it is not whole, wrong or of another place */
export function readShareGroup(number: number, text: string): string | undefined {
  return readGroup(number, text);
}

export type SharesStanding =
  | { readonly kind: 'enough' }
  | { readonly kind: 'too few'; readonly missing: number }
  /** The first one that is not of the set of those before it. */
  | { readonly kind: 'of another set'; readonly at: number }
  /** The first one whose number is there already. */
  | { readonly kind: 'twice'; readonly at: number };

/** Whether shares belong together, and whether they do. */
export function judgeShares(shares: readonly BreakGlassShare[]): SharesStanding {
  const [first] = shares;
  if (!first) return { kind: 'too few', missing: minShareThreshold };
  for (const [at, share] of shares.entries()) {
    if (!isSameSet(share, first)) return { kind: 'of another set', at };
    if (shares.findIndex(({ index }) => index === share.index) < at) return { kind: 'twice', at };
  }
  const missing = first.threshold - shares.length;
  return missing > 0 ? { kind: 'too few', missing } : { kind: 'enough' };
}

function isSameSet(left: BreakGlassShare, right: BreakGlassShare): boolean {
  return (
    left.threshold === right.threshold &&
    left.count === right.count &&
    left.setName.every((byte, at) => byte === right.setName[at])
  );
}
