import { CommonsealError, encodeBase64url, isPlausibleEmail, minPasswordLength } from '@commonseal/protocol';
import type { ApiClient } from '@commonseal/protocol/api';
import { UserLog } from '@commonseal/account-log';
import { authorUserGenesis } from '@commonseal/account-log/author';
import {
  type CredentialSeed,
  generateCredentialId,
  generateUserSeed,
  receivingPublicKey,
  sealSecret,
  userSeedContext,
} from '@commonseal/crypto/seal';
import type { VaultStorage } from '../storage.ts';
import { OwnStateStore } from './own-state-store.ts';
import { type Person, encryptAnchor, publicKeysOf } from './person.ts';

/** @throws CommonsealError `invalid_request` */
export function requirePlausible({ email, password }: { email: string; password: string }): void {
  if (!isPlausibleEmail(email) || [...password].length < minPasswordLength)
    throw new CommonsealError('invalid_request', 'address or password');
}

/** Somebody with fresh keys and a password, of whom nobody else knows yet. */
export interface NewPerson {
  readonly person: Person;
  /** The first entry of their log. */
  readonly genesis: Uint8Array;
}

/** @param of.credentialSeed of the password */
export function makePerson(
  client: ApiClient,
  storage: VaultStorage,
  of: { readonly email: string; readonly credentialSeed: CredentialSeed; readonly nowMs: number },
): NewPerson {
  const { email, credentialSeed, nowMs } = of;
  const userSeed = generateUserSeed();
  const credentialId = generateCredentialId();
  const credential = {
    credentialId,
    kind: 'password',
    receivingKey: receivingPublicKey(credentialSeed),
  } as const;
  const genesis = authorUserGenesis({ ...publicKeysOf(userSeed), credential }, userSeed, nowMs);
  const userLog = UserLog.verify([genesis]);
  const { userId } = userLog.state;
  const ownState = new OwnStateStore({ client, storage, userId, userSeed, email });
  const accountHeads = new Map();
  const person = { email, userSeed, userLog, credentialId, credentialSeed, ownState, accountHeads };
  return { person, genesis };
}

/** What the server keeps of a new person: nothing that it can open. */
export function sealedPerson(person: Person) {
  const { userSeed, userLog, credentialId, credentialSeed, ownState, accountHeads } = person;
  const { userId, generation } = userLog.state;
  const context = userSeedContext({ userId, generation, credentialId });
  return {
    credential: {
      credentialId,
      seal: encodeBase64url(sealSecret(userSeed, receivingPublicKey(credentialSeed), context)),
      anchor: encodeBase64url(encryptAnchor(person, accountHeads)),
    },
    ownState: encodeBase64url(ownState.encryptFirst()),
  };
}
