import { CredentialId, UserId, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { UserLog } from '@commonseal/account-log';
import { openSeal } from '@commonseal/crypto/open';
import { type UserSeed, userSeedContext } from '@commonseal/crypto/seal';
import { accountsOf } from '../../../../packages/vault/src/session/accounts-of.ts';
import type { openPerson as openReal } from '../../../../packages/vault/src/session/open-person.ts';
import { OwnStateStore } from '../../../../packages/vault/src/session/own-state-store.ts';

export { openAnchor, openUserSeed } from '../../../../packages/vault/src/session/open-person.ts';

/** The log is verified, and the seed opened for its place in it; whose log it is, nobody asks. */
export const openPerson: typeof openReal = async (client, storage, signedIn, credentialSeed) => {
  const { email, credential } = signedIn;
  const credentialId = CredentialId.parse(credential.credentialId);
  const userId = UserId.parse(signedIn.userId);
  const { entries } = await client.call(endpoints.userLog, { query: {} });
  const userLog = UserLog.verify(entries.map(parseBase64url), userId);
  const context = userSeedContext({ userId, generation: userLog.state.generation, credentialId });
  const userSeed = openSeal<UserSeed>(parseBase64url(credential.seal), credentialSeed, context);
  const ownState = new OwnStateStore({ client, storage, userId, userSeed });
  await ownState.load();
  const accountHeads = accountsOf(userLog, new Map());
  return { email, userSeed, userLog, credentialId, credentialSeed, ownState, accountHeads };
};
