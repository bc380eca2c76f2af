import { CommonsealError, CredentialId, UserId, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { UserLog, parseAnchor } from '@commonseal/account-log';
import { decryptBox, openSeal } from '@commonseal/crypto/open';
import { type UserSeed, anchorContext, deriveBoxKey, userSeedContext } from '@commonseal/crypto/seal';
import { accountsOf } from '../../../../packages/vault/src/session/accounts-of.ts';
import type { openPerson as openReal } from '../../../../packages/vault/src/session/open-person.ts';
import { OwnStateStore } from './own-state-store.ts';

export { openAnchor, openUserSeed } from '../../../../packages/vault/src/session/open-person.ts';

/** The anchor must be of the person and their log; what comes out of the seal is their key, whatever it is. */
export const openPerson: typeof openReal = async (client, storage, signedIn, credentialSeed) => {
  const { email, credential } = signedIn;
  const credentialId = CredentialId.parse(credential.credentialId);
  const userId = UserId.parse(signedIn.userId);
  const anchorKey = deriveBoxKey(credentialSeed, 'anchorKey');
  const box = parseBase64url(credential.anchor);
  const anchor = parseAnchor(decryptBox(box, anchorKey, anchorContext({ credentialId })));
  if (anchor.userId !== userId) throw new CommonsealError('anchor_mismatch');
  const { entries } = await client.call(endpoints.userLog, { query: {} });
  const userLog = UserLog.verify(entries.map(parseBase64url), userId);
  userLog.requireExtends(anchor.userHead);
  const context = userSeedContext({ userId, generation: userLog.state.generation, credentialId });
  const userSeed = openSeal<UserSeed>(parseBase64url(credential.seal), credentialSeed, context);
  const ownState = new OwnStateStore({ client, storage, userId, userSeed });
  await ownState.load();
  const accountHeads = accountsOf(userLog, anchor.accounts);
  return { email, userSeed, userLog, credentialId, credentialSeed, ownState, accountHeads };
};
