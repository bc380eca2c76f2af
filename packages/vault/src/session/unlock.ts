import { CommonsealError, CredentialId, UserId, normaliseEmail, parseBase64url } from '@commonseal/protocol';
import { type ApiClient, type SignedIn, endpoints, requireSignedIn } from '@commonseal/protocol/api';
import { type Anchor, UserLog, parseAnchor } from '@commonseal/account-log';
import { decryptBox, openSeal } from '@commonseal/crypto/open';
import { startLogin } from '@commonseal/crypto/opaque-client';
import {
  type CredentialSeed,
  type UserSeed,
  anchorContext,
  deriveBoxKey,
  receivingPublicKey,
  signingPublicKey,
  userSeedContext,
} from '@commonseal/crypto/seal';
import { equalBytes } from '@commonseal/crypto/verify';
import type { VaultStorage } from '../storage.ts';
import { accountsOf } from './accounts-of.ts';
import { OwnStateStore } from './own-state-store.ts';
import type { PasswordFinisher } from './password-finisher.ts';
import type { Person } from './person.ts';

/**
 * Signs in by OPAQUE and opens the user seed. Nothing that the server hands out is used before it is held against the
 * anchor, which only a holder of the credential seed can have written.
 * @throws CommonsealError `login_failed`, `second_factor_needed`, `stretching_refused`, `anchor_mismatch`, `log_rollback`, `log_fork`,
 * `log_refused`, `key_mismatch`, `decryption_failed`, `offline`
 */
export async function unlock(
  client: ApiClient,
  storage: VaultStorage,
  input: { readonly email: string; readonly password: string },
  passwords: PasswordFinisher,
): Promise<Person> {
  const email = normaliseEmail(input.email);
  const { reply, credentialSeed } = await login(client, email, input.password, passwords);
  const credentialId = CredentialId.parse(reply.credential.credentialId);
  const userId = UserId.parse(reply.userId);

  const anchor = openAnchor(parseBase64url(reply.credential.anchor), credentialSeed, credentialId);
  if (anchor.userId !== userId) throw new CommonsealError('anchor_mismatch', 'another person');
  const entries = await client.call(endpoints.userLog, { query: {} });
  const userLog = UserLog.verify(entries.entries.map(parseBase64url), userId);
  userLog.requireExtends(anchor.userHead);

  const userSeed = openUserSeed(parseBase64url(reply.credential.seal), userLog, credentialId, credentialSeed);
  const ownState = new OwnStateStore({ client, storage, userId, userSeed });
  await ownState.load();
  const accountHeads = accountsOf(userLog, anchor.accounts);
  return { email, userSeed, userLog, credentialId, credentialSeed, ownState, accountHeads };
}

async function login(
  client: ApiClient,
  email: string,
  password: string,
  passwords: PasswordFinisher,
): Promise<{ readonly reply: SignedIn; readonly credentialSeed: CredentialSeed }> {
  const started = startLogin(password);
  const { loginId, loginResponse, stretching } = await client.call(endpoints.loginStart, {
    body: { email, startLoginRequest: started.request },
  });
  const { finishLoginRequest, credentialSeed } = await passwords.finishLogin({
    password,
    state: started.state,
    loginResponse,
    stretching,
  });
  const reply = await client.call(endpoints.loginFinish, { body: { loginId, finishLoginRequest } });
  return { reply: requireSignedIn(reply), credentialSeed };
}

function openAnchor(box: Uint8Array, credentialSeed: CredentialSeed, credentialId: CredentialId): Anchor {
  try {
    return parseAnchor(
      decryptBox(box, deriveBoxKey(credentialSeed, 'anchorKey'), anchorContext({ credentialId })),
    );
  } catch (error) {
    throw new CommonsealError('anchor_mismatch', 'the anchor is not of this credential', { cause: error });
  }
}

function openUserSeed(
  seal: Uint8Array,
  userLog: UserLog,
  credentialId: CredentialId,
  credentialSeed: CredentialSeed,
): UserSeed {
  const { userId, generation, credentials, signingKey, receivingKey } = userLog.state;
  const credential = credentials.get(credentialId);
  if (!credential || !equalBytes(credential.receivingKey, receivingPublicKey(credentialSeed))) {
    throw new CommonsealError('key_mismatch', 'the user log does not know this credential');
  }
  const userSeed = openSeal<UserSeed>(
    seal,
    credentialSeed,
    userSeedContext({ userId, generation, credentialId }),
  );
  if (
    !equalBytes(signingPublicKey(userSeed), signingKey) ||
    !equalBytes(receivingPublicKey(userSeed), receivingKey)
  ) {
    throw new CommonsealError('key_mismatch', 'an opened user seed is not the one of the user log');
  }
  return userSeed;
}
