import type { AccountId, CredentialId, UserId } from '@commonseal/protocol';
import type { Head } from '../head.ts';

/** Ways in. The list is open: passkeys, kits and devices come as further kinds. */
export type CredentialKind = 'password';

export interface Credential {
  readonly credentialId: CredentialId;
  readonly kind: CredentialKind;
  /** X-Wing public key of the credential's seed: the user seed is sealed to it. */
  readonly receivingKey: Uint8Array;
  readonly since: number;
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
  /** Accounts joined, each with the head of its log at that moment. */
  readonly accounts: ReadonlyMap<AccountId, Head>;
}
