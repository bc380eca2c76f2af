import type { AccountId, CredentialId, UserId } from '@commonseal/protocol';
import type { Head } from '../head.ts';

/** Ways in, in the order of their numbers in the log. */
export const credentialKinds = ['password', 'passkey', 'kit', 'device'] as const;
export type CredentialKind = (typeof credentialKinds)[number];

/** How many a person may have at a time. */
export const maxCredentials: Readonly<Record<CredentialKind, number>> = {
  password: 1,
  passkey: 20,
  kit: 2,
  device: 20,
};

/** Public, as an entry brings it. */
export interface NewCredential {
  readonly credentialId: CredentialId;
  readonly kind: CredentialKind;
  /** X-Wing public key of the credential's seed: the user seed is sealed to it. */
  readonly receivingKey: Uint8Array;
  /** Ed25519 public key of the credential's seed: of a kit and a device, which sign in with it; undefined of others. */
  readonly signingKey: Uint8Array | undefined;
  /** As the person calls it; '' for none. Signed and not encrypted. */
  readonly name: string;
}

export interface Credential extends NewCredential {
  readonly since: number;
  readonly sinceMs: number;
  /** Of a kit: it is the person's n-th, from 1. 0 of others. */
  readonly kitNumber: number;
  /** Of a kit: its holder has shown that what was printed can be read. */
  readonly isConfirmed: boolean;
}

/** All that a person's own log says. */
export interface UserState {
  readonly userId: UserId;
  readonly head: Head;
  readonly timeMs: number;
  /** 0 for the first user seed, one more after each rekey. */
  readonly generation: number;
  readonly signingKey: Uint8Array;
  readonly receivingKey: Uint8Array;
  readonly credentials: ReadonlyMap<CredentialId, Credential>;
  /** Ids of all ways in that there ever were. */
  readonly usedIds: ReadonlySet<CredentialId>;
  /** All keys of the person and their ways in that there ever were. */
  readonly usedKeys: ReadonlySet<string>;
  /** Kits that there ever were. */
  readonly kits: number;
  /** Accounts joined, each with the head of its log at that moment. */
  readonly accounts: ReadonlyMap<AccountId, Head>;
}
