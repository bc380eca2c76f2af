import type { AccountId, CredentialId } from '@commonseal/protocol';
import { encodeBase64url } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import { type Anchor, type Head, type PublicKeys, type UserLog, encodeAnchor } from '@commonseal/account-log';
import {
  type CredentialSeed,
  type UserSeed,
  anchorContext,
  deriveBoxKey,
  encryptBox,
  receivingPublicKey,
  signingPublicKey,
} from '@commonseal/crypto/seal';
import type { OwnStateStore } from './own-state-store.ts';

/** A person whose secrets are open in this process. */
export interface Person {
  readonly email: string;
  readonly userSeed: UserSeed;
  readonly userLog: UserLog;
  /** The way in by which the person is here; another one when its password is exchanged. */
  credentialId: CredentialId;
  credentialSeed: CredentialSeed;
  readonly ownState: OwnStateStore;
  /** The newest head known of each account that the person belongs to: what the next anchor says. */
  readonly accountHeads: Map<AccountId, Head>;
}

/** All that is known of an account's log: whatever is shown of it must lead to each of these heads. */
export function knownHeads(person: Person, accountId: AccountId): readonly Head[] {
  const { accountHeads, userLog, ownState } = person;
  const heads = [
    accountHeads.get(accountId),
    userLog.state.accounts.get(accountId),
    ownState.state.get(accountId)?.logHead,
  ];
  return heads.filter((head) => head !== undefined);
}

export function encryptAnchor(
  person: Pick<Person, 'userLog' | 'credentialId' | 'credentialSeed'>,
  accounts: Anchor['accounts'],
): Uint8Array {
  const { userLog, credentialId, credentialSeed } = person;
  const anchor = { userId: userLog.state.userId, userHead: userLog.head, accounts };
  return encryptBox(
    encodeAnchor(anchor),
    deriveBoxKey(credentialSeed, 'anchorKey'),
    anchorContext({ credentialId }),
  );
}

export function publicKeysOf(seed: UserSeed): PublicKeys & { readonly signingKey: Uint8Array } {
  return { signingKey: signingPublicKey(seed), receivingKey: receivingPublicKey(seed) };
}

/** Writes down, for the next unlock with this way in, what was verified in this one. */
export async function renewAnchor(client: ApiClient, person: Person): Promise<void> {
  await client.call(endpoints.putAnchor, {
    params: { credentialId: person.credentialId },
    body: { anchor: encodeBase64url(encryptAnchor(person, person.accountHeads)) },
  });
}
