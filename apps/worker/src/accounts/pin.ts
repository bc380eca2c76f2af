import { encodeBase64url, longIdBytes, parseBase64url } from '@commonseal/protocol';
import type { Head } from '@commonseal/account-log';
import { hashBytes } from '@commonseal/crypto/verify';
import { encodeChecked, parseChecked } from '@commonseal/local-program/checked-text';
import { requireInteger, requireObject } from '@commonseal/local-program/json-values';

/** What was seen that an honest server does not show. */
export const troubleKinds = ['fork', 'rollback', 'withheld'] as const;
export type TroubleKind = (typeof troubleKinds)[number];

export interface Trouble {
  readonly kind: TroubleKind;
  readonly atMs: number;
  /** Of the entry that it is about. */
  readonly sequence: number;
}

/** Of these the newest are kept, and the oldest one: when it began. */
export const maxTroubles = 16;

/** What a keyholder must not forget of an account's log, whatever it is shown. */
export interface Pin {
  /** How far the log was verified. */
  readonly head: Head;
  /** An entry that a member has signed to have seen, and that was not shown here yet. */
  readonly owed: (Head & { readonly userId: string }) | undefined;
  /** Two logs of this account were signed: nothing is given any more. */
  readonly isForked: boolean;
  readonly troubles: readonly Trouble[];
}

/** Until when an account grants this worker something, as far as its log says. */
export interface GrantTimes {
  /** Until then a grant is open. */
  readonly openUntilMs: number;
  /** From then on none would be in force by any log of before either. */
  readonly expiredMs: number;
}

export function withTrouble(troubles: readonly Trouble[], trouble: Trouble): readonly Trouble[] {
  const all = [...troubles, trouble];
  return all.length <= maxTroubles ? all : [...all.slice(0, 1), ...all.slice(2)];
}

export function encodePin({ head, owed, isForked, troubles }: Pin, grantTimes: GrantTimes): string {
  return encodeChecked({
    format: 1,
    head: headText(head),
    ...(owed ? { owed: { ...headText(owed), userId: owed.userId } } : {}),
    isForked,
    troubles,
    grantTimes,
  });
}

/** @returns undefined of a pin that says nothing of it @throws Error for anything else than a pin */
export function parseGrantTimes(text: string): GrantTimes | undefined {
  const { grantTimes } = parseChecked(text);
  if (grantTimes === undefined) return undefined;
  const { openUntilMs, expiredMs } = requireObject(grantTimes);
  return { openUntilMs: requireInteger(openUntilMs), expiredMs: requireInteger(expiredMs) };
}

/** @throws Error for anything else than a pin */
export function parsePin(text: string): Pin {
  const { format, head, owed, isForked, troubles } = parseChecked(text);
  if (format !== 1 || typeof isForked !== 'boolean' || !Array.isArray(troubles))
    throw new TypeError('no pin of this version');
  return { head: parseHead(head), owed: parseOwed(owed), isForked, troubles: troubles.map(parseTrouble) };
}

function headText({ sequence, hash }: Head) {
  return { sequence, hash: encodeBase64url(hash) };
}

function parseHead(value: unknown): Head {
  const { sequence, hash } = requireObject(value);
  return { sequence: requireInteger(sequence), hash: bytesOf(hash, hashBytes) };
}

function parseOwed(value: unknown): Pin['owed'] {
  if (value === undefined) return undefined;
  const { userId } = requireObject(value);
  return { ...parseHead(value), userId: encodeBase64url(bytesOf(userId, longIdBytes)) };
}

function parseTrouble(value: unknown): Trouble {
  const { kind, atMs, sequence } = requireObject(value);
  const known = troubleKinds.find((name) => name === kind);
  if (known === undefined) throw new TypeError('trouble of an unknown kind');
  return { kind: known, atMs: requireInteger(atMs), sequence: requireInteger(sequence) };
}

function bytesOf(value: unknown, length: number): Uint8Array {
  const bytes = parseBase64url(typeof value === 'string' ? value : '?');
  if (bytes.length !== length) throw new TypeError('bytes of another length');
  return bytes;
}
