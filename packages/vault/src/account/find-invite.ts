import {
  CommonsealError,
  InviteId,
  type InviteLink,
  encodeBase64url,
  parseBase64url,
} from '@commonseal/protocol';
import { type ApiClient, type ReplyOf, endpoints } from '@commonseal/protocol/api';
import type { AccountLog, Invite } from '@commonseal/account-log';
import { signInviteReading } from '@commonseal/account-log/author';
import { type InviteSeed, secretOf, signingPublicKey } from '@commonseal/crypto/seal';
import type { Person } from '../session/person.ts';
import { fetchWholeLog } from './log-for-outsiders.ts';

/** An invite as the account's verified log has it. */
export interface FoundInvite {
  readonly log: AccountLog;
  readonly invite: Invite;
  readonly seed: InviteSeed;
  /** Of one that opens at once: the newest account seed, sealed to it. */
  readonly seal: Uint8Array | undefined;
}

/**
 * Fetches and verifies the account's log and holds it against the link: the account's id is the hash of its first entry,
 * and the very entry that made the invite must stand where the link says. A server that shows another account, or an
 * invite that it has copied into one of its own, fails here.
 */
export async function findInvite(client: ApiClient, person: Person, link: InviteLink): Promise<FoundInvite> {
  const { accountId, entry } = link;
  const seed = secretOf<InviteSeed>(link.seed);
  const inviteId = InviteId.fromBytes(signingPublicKey(seed));
  const { userId } = person.userLog.state;
  const fetchFrom = (after: number | undefined): Promise<ReplyOf<typeof endpoints.inviteLog>> => {
    const timeMs = Date.now();
    const signature = encodeBase64url(signInviteReading({ accountId, inviteId, userId, timeMs }, seed));
    const body = { accountId, timeMs, signature, ...(after === undefined ? {} : { after }) };
    return client.call(endpoints.inviteLog, { params: { inviteId }, body });
  };
  const { log, page: reply } = await fetchWholeLog(accountId, fetchFrom);
  log.requireExtends(entry);
  const invite = log.state.invites.get(inviteId);
  if (invite?.since !== entry.sequence)
    throw new CommonsealError('invite_invalid', 'not the invite of the link');
  return { log, invite, seed, seal: reply.seal === undefined ? undefined : parseBase64url(reply.seal) };
}
