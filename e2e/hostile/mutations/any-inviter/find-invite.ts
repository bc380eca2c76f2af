import { CommonsealError, InviteId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { AccountLog } from '@commonseal/account-log';
import { signInviteReading } from '@commonseal/account-log/author';
import { type InviteSeed, secretOf, signingPublicKey } from '@commonseal/crypto/seal';
import type { findInvite as findReal } from '../../../../packages/vault/src/account/find-invite.ts';

export type { FoundInvite } from '../../../../packages/vault/src/account/find-invite.ts';

/** An account that has an invite with the link's key: account id and entry of the link are not looked at. */
export const findInvite: typeof findReal = async (client, person, { accountId, seed: bytes }) => {
  const seed = secretOf<InviteSeed>(bytes);
  const inviteId = InviteId.fromBytes(signingPublicKey(seed));
  const { userId } = person.userLog.state;
  const timeMs = Date.now();
  const signature = encodeBase64url(signInviteReading({ accountId, inviteId, userId, timeMs }, seed));
  const body = { accountId, timeMs, signature };
  const { entries } = await client.call(endpoints.inviteLog, { params: { inviteId }, body });
  const log = AccountLog.verify(entries.map(parseBase64url));
  const invite = log.state.invites.get(inviteId);
  if (!invite) throw new CommonsealError('invite_invalid', 'no such invite');
  return { log, invite, seed, seal: undefined };
};
