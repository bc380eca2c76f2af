import { type AccountId, CommonsealError, type CredentialId, encodeBase64url } from '@commonseal/protocol';
import type { BodyOf, endpoints } from '@commonseal/protocol/api';
import {
  type CredentialKind,
  type Head,
  type NewCredential,
  type UserLog,
  type UserState,
  maxCredentials,
} from '@commonseal/account-log';
import {
  type CredentialSeed,
  type UserSeed,
  receivingPublicKey,
  sealSecret,
  signingPublicKey,
  userSeedContext,
} from '@commonseal/crypto/seal';
import { encryptAnchor } from '../session/person.ts';

export type AddedBody = NonNullable<BodyOf<typeof endpoints.changeWaysIn>['added']>;

/** A way in that the log does not have yet. */
export interface PreparedWayIn {
  readonly credential: NewCredential;
  readonly credentialSeed: CredentialSeed;
  /** What its kind brings along. */
  readonly extra: Pick<AddedBody, 'password' | 'passkey' | 'expiresAtMs'>;
}

/** @throws CommonsealError `too_many_ways_in` */
export function requireRoom({ credentials }: UserState, kind: CredentialKind): void {
  const present = Array.from(credentials.values()).filter((credential) => credential.kind === kind);
  if (present.length >= maxCredentials[kind]) throw new CommonsealError('too_many_ways_in', kind);
}

export function prepareWayIn(
  kind: CredentialKind,
  credentialId: CredentialId,
  credentialSeed: CredentialSeed,
  { name = '', ...extra }: PreparedWayIn['extra'] & { readonly name?: string } = {},
): PreparedWayIn {
  const signs = kind === 'kit' || kind === 'device';
  return {
    credential: {
      credentialId,
      kind,
      receivingKey: receivingPublicKey(credentialSeed),
      signingKey: signs ? signingPublicKey(credentialSeed) : undefined,
      name,
    },
    credentialSeed,
    extra,
  };
}

/** @param ahead the person's log with the entry that adds it */
export function addedBody(
  { credential, credentialSeed, extra }: PreparedWayIn,
  userSeed: UserSeed,
  ahead: UserLog,
  accountHeads: ReadonlyMap<AccountId, Head>,
): AddedBody {
  const { credentialId, receivingKey } = credential;
  return {
    credentialId,
    seal: sealUserSeed(userSeed, ahead, credentialId, receivingKey),
    anchor: encodeBase64url(encryptAnchor({ userLog: ahead, credentialId, credentialSeed }, accountHeads)),
    ...extra,
  };
}

export function sealUserSeed(
  userSeed: UserSeed,
  { state: { userId, generation } }: UserLog,
  credentialId: CredentialId,
  receivingKey: Uint8Array,
): string {
  return encodeBase64url(
    sealSecret(userSeed, receivingKey, userSeedContext({ userId, generation, credentialId })),
  );
}
