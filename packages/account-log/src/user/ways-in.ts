import { type CredentialId, encodeBase64url } from '@commonseal/protocol';
import { equalBytes, hash, hashPurposes } from '@commonseal/crypto/verify';
import { Refused } from '../refused.ts';
import type { EntryFrame } from '../signed-entry.ts';
import { type CredentialKind, type NewCredential, type UserState, maxCredentials } from './state.ts';

/** What an entry can change of ways in, and what is never used again. */
export type WaysIn = Pick<UserState, 'credentials' | 'usedIds' | 'usedKeys' | 'kits'>;

/** The keys of a seed: of a person, or of one of their ways in. */
export interface PublicKeys {
  readonly signingKey: Uint8Array | undefined;
  readonly receivingKey: Uint8Array;
}

export function keyNames({ signingKey, receivingKey }: PublicKeys): string[] {
  const named = [hash(hashPurposes.receivingKey, receivingKey), ...(signingKey ? [signingKey] : [])];
  return named.map(encodeBase64url);
}

/** Keys that were never used before, neither by the person nor by a way in. */
export function useKeys<State extends Pick<WaysIn, 'usedKeys'>>(
  state: State,
  keys: PublicKeys,
): State | Refused {
  const names = keyNames(keys);
  if (names.some((name) => state.usedKeys.has(name))) return new Refused('key was used before');
  return { ...state, usedKeys: new Set([...state.usedKeys, ...names]) };
}

/** A way in whose id and keys were never used before. */
export function admit<State extends WaysIn>(
  state: State,
  credential: NewCredential,
  { sequence, timeMs }: Pick<EntryFrame, 'sequence' | 'timeMs'>,
): State | Refused {
  const { credentialId, kind } = credential;
  if (state.usedIds.has(credentialId)) return new Refused('already there');
  const after = useKeys(state, credential);
  if (after instanceof Refused) return after;
  if (countOf(state, kind) >= maxCredentials[kind]) return new Refused('too many');
  const kits = state.kits + (kind === 'kit' ? 1 : 0);
  const kitNumber = kind === 'kit' ? kits : 0;
  const admitted = { ...credential, since: sequence, sinceMs: timeMs, kitNumber, isConfirmed: false };
  return {
    ...after,
    credentials: new Map(state.credentials).set(credentialId, admitted),
    usedIds: new Set(state.usedIds).add(credentialId),
    kits,
  };
}

export function withdraw<State extends WaysIn>(
  state: State,
  credentialIds: readonly CredentialId[],
): State | Refused {
  const credentials = new Map(state.credentials);
  for (const credentialId of credentialIds) {
    if (!credentials.delete(credentialId)) return new Refused('not there');
  }
  return { ...state, credentials };
}

/** One password: without it there would be no way in for somebody who holds nothing. */
export function requirePassword<State extends WaysIn>(state: State): State | Refused {
  return countOf(state, 'password') === 1 ? state : new Refused('no password is left');
}

export function passwordOf(state: Pick<UserState, 'credentials'>): CredentialId {
  for (const { credentialId, kind } of state.credentials.values())
    if (kind === 'password') return credentialId;
  throw new TypeError('the rules keep one password');
}

function countOf({ credentials }: WaysIn, kind: CredentialKind): number {
  return Array.from(credentials.values()).filter((credential) => credential.kind === kind).length;
}

/** Whether two statements name the same keys. */
export function haveSameKeys(one: PublicKeys, other: PublicKeys): boolean {
  const none = new Uint8Array();
  return (
    equalBytes(one.receivingKey, other.receivingKey) &&
    equalBytes(one.signingKey ?? none, other.signingKey ?? none)
  );
}
