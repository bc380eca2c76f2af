import { CommonsealError, CredentialId, UserId, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, type SignedIn, endpoints } from '@commonseal/protocol/api';
import { type Anchor, UserLog, haveSameKeys, parseAnchor } from '@commonseal/account-log';
import { decryptBox, openSeal } from '@commonseal/crypto/open';
import {
  type CredentialSeed,
  type UserSeed,
  anchorContext,
  deriveBoxKey,
  receivingPublicKey,
  userSeedContext,
} from '@commonseal/crypto/seal';
import { equalBytes } from '@commonseal/crypto/verify';
import type { VaultStorage } from '../storage.ts';
import { accountsOf } from './accounts-of.ts';
import { OwnStateStore } from './own-state-store.ts';
import { type Person, publicKeysOf } from './person.ts';
import { pinUserLog, requirePinned } from './user-log-pin.ts';

export interface SignedInAddress {
  readonly email: string;
  /** By the person, here and now; else the server has said it. */
  readonly isTyped: boolean;
}

/**
 * Opens the user seed by any way in. Nothing that the server hands out is used before it is held against the anchor,
 * which only a holder of the credential seed can have written, and against what this device has seen.
 * @throws CommonsealError `anchor_mismatch`, `log_rollback`, `log_fork`, `log_refused`, `key_mismatch`,
 * `decryption_failed`, `offline`
 */
export async function openPerson(
  client: ApiClient,
  storage: VaultStorage,
  signedIn: SignedIn & SignedInAddress,
  credentialSeed: CredentialSeed,
): Promise<Person> {
  const { email, isTyped, credential } = signedIn;
  const credentialId = CredentialId.parse(credential.credentialId);
  const userId = UserId.parse(signedIn.userId);

  const anchor = openAnchor(parseBase64url(credential.anchor), credentialSeed, credentialId);
  if (anchor.userId !== userId) throw new CommonsealError('anchor_mismatch', 'another person');
  // Both are asked for at once, and looked at one after the other.
  const stored = client.call(endpoints.ownState, {});
  stored.catch(() => undefined);
  const entries = await client.call(endpoints.userLog, { query: {} });
  const userLog = UserLog.verify(entries.entries.map(parseBase64url), userId);
  userLog.requireExtends(anchor.userHead);
  await requirePinned(storage, userLog);

  const userSeed = openUserSeed(parseBase64url(credential.seal), userLog, credentialId, credentialSeed);
  const ownState = new OwnStateStore({
    client,
    storage,
    userId,
    userSeed,
    email: isTyped ? email : undefined,
  });
  await ownState.load(stored);
  // It is what this client signs as the person's name.
  if ((ownState.email ?? email) !== email) throw new CommonsealError('anchor_mismatch', 'another address');
  await pinUserLog(storage, userLog);
  const accountHeads = accountsOf(userLog, anchor.accounts);
  return { email, userSeed, userLog, credentialId, credentialSeed, ownState, accountHeads };
}

/** @throws CommonsealError `anchor_mismatch` */
export function openAnchor(
  box: Uint8Array,
  credentialSeed: CredentialSeed,
  credentialId: CredentialId,
): Anchor {
  try {
    return parseAnchor(
      decryptBox(box, deriveBoxKey(credentialSeed, 'anchorKey'), anchorContext({ credentialId })),
    );
  } catch (error) {
    throw new CommonsealError('anchor_mismatch', 'the anchor is not of this credential', { cause: error });
  }
}

/** @throws CommonsealError `key_mismatch`, `decryption_failed` */
export function openUserSeed(
  seal: Uint8Array,
  userLog: UserLog,
  credentialId: CredentialId,
  credentialSeed: CredentialSeed,
): UserSeed {
  const { userId, generation, credentials } = userLog.state;
  const credential = credentials.get(credentialId);
  if (!credential || !equalBytes(credential.receivingKey, receivingPublicKey(credentialSeed))) {
    throw new CommonsealError('key_mismatch', 'the user log does not know this credential');
  }
  const userSeed = openSeal<UserSeed>(
    seal,
    credentialSeed,
    userSeedContext({ userId, generation, credentialId }),
  );
  if (!haveSameKeys(publicKeysOf(userSeed), userLog.state)) {
    throw new CommonsealError('key_mismatch', 'an opened user seed is not the one of the user log');
  }
  return userSeed;
}
