import { type AccountId, CommonsealError, type InviteLink, encodeBase64url } from '@commonseal/protocol';
import { type ApiClient, endpoints } from '@commonseal/protocol/api';
import {
  type AccountLog,
  type Invite,
  Refused,
  apply,
  currentEpoch,
  isPending,
  requireAccepted,
} from '@commonseal/account-log';
import { authorJoin, foresee } from '@commonseal/account-log/author';
import { openSeal } from '@commonseal/crypto/open';
import { type AccountSeed, type InviteSeed, accountSeedContext } from '@commonseal/crypto/seal';
import { equalBytes } from '@commonseal/crypto/verify';
import { type Person, knownHeads } from '../session/person.ts';
import {
  type PreparedStep,
  appendLeaveStep,
  appendUserStep,
  joinStep,
  syncUserLog,
} from '../session/user-steps.ts';
import type { InviteOffer } from '../team-api.ts';
import { type FoundInvite, findInvite } from './find-invite.ts';
import { sealName } from './names.ts';
import { makeEpoch } from './new-epoch.ts';
import { requireSeedOf } from './require-seed.ts';

export async function lookAtInvite(
  client: ApiClient,
  person: Person,
  link: InviteLink,
): Promise<InviteOffer> {
  const { log, invite } = await findInvite(client, person, link);
  const isMember = log.state.members.has(person.userLog.state.userId);
  const standing = invite.ended?.how ?? (isPending(invite, Date.now()) ? 'pending' : 'expired');
  return {
    accountName: link.accountName,
    role: invite.role,
    opensAtOnce: invite.receivingKey !== undefined,
    expiresAtMs: invite.expiresAtMs,
    standing: isMember ? 'already member' : standing,
  };
}

const maxAttempts = 5;

/**
 * Joins by an invite. The join and the entry of the person's own log are stored together or not at all. Called again
 * after a failure, it sees what came of the first time.
 * @returns the account that was joined
 * @throws CommonsealError `invite_expired`, `invite_used`, `invite_revoked`, `log_fork`, `log_rollback`, `key_mismatch`
 */
export async function acceptInvite(client: ApiClient, person: Person, link: InviteLink): Promise<AccountId> {
  await syncUserLog(client, person);
  for (let attempt = 1; ; attempt += 1) {
    const found = await findInvite(client, person, link);
    const { accountId } = found.log.state;
    // Whoever was in it before has seen some of it: that is neither forgotten nor left for another log.
    for (const head of knownHeads(person, accountId)) found.log.requireExtends(head);
    if (isMemberWithOwnKeys(found, person)) {
      await appendUserStep(client, person, () => missingStep(person, found));
      person.accountHeads.set(accountId, found.log.head);
      return accountId;
    }
    requirePending(found.invite);
    // Of somebody who was removed, or whose leaving broke off, the own log still says that they are in.
    await appendLeaveStep(client, person, accountId);
    const joining = prepareJoin(person, found);
    try {
      const params = { inviteId: found.invite.inviteId };
      await client.call(endpoints.join, { params, body: { accountId, ...joining.body } });
      person.userLog.append(joining.step.entry);
      person.accountHeads.set(accountId, joining.head);
      return accountId;
    } catch (error) {
      if (!(error instanceof CommonsealError) || error.code !== 'log_conflict' || attempt === maxAttempts)
        throw error;
      await syncUserLog(client, person);
    }
  }
}

function isMemberWithOwnKeys({ log }: FoundInvite, { userLog }: Person): boolean {
  const member = log.state.members.get(userLog.state.userId);
  return member !== undefined && equalBytes(member.signingKey, userLog.state.signingKey);
}

function missingStep(person: Person, { log }: FoundInvite): PreparedStep | undefined {
  const { accountId } = log.state;
  if (person.userLog.state.accounts.has(accountId)) return undefined;
  return joinStep(person, accountId, log.head, Date.now());
}

function requirePending(invite: Invite): void {
  if (invite.ended?.how === 'used') throw new CommonsealError('invite_used', 'somebody has joined by it');
  if (invite.ended) throw new CommonsealError('invite_revoked', 'it was withdrawn');
  if (!isPending(invite, Date.now())) throw new CommonsealError('invite_expired', 'it has expired');
}

function prepareJoin(person: Person, { log, invite, seed, seal }: FoundInvite) {
  const { state } = log;
  const { accountId } = state;
  const { userId, signingKey, receivingKey } = person.userLog.state;
  const newest = currentEpoch(state);
  const nowMs = Date.now();
  const name = sealName(person.email, newest.ingestKey, { accountId, epoch: newest.epoch, userId });
  const joining = { userId, signingKey, receivingKey, ...name };
  const foreseen = foresee(state, 'join', joining, invite, nowMs);
  if (foreseen instanceof Refused) throw new CommonsealError('log_refused', foreseen.reason);
  // Whoever holds the link could read: that ends with the invite, so the newcomer starts a new epoch in joining.
  const epoch = foreseen.needsEpoch
    ? makeEpoch(state, openForInvite(state, invite, seed, seal), foreseen.recipients)
    : undefined;
  const entry = authorJoin(
    { state, inviteSeed: seed, newcomerSeed: person.userSeed, nowMs },
    joining,
    epoch?.part,
  );
  const { head } = requireAccepted(apply(state, entry), 'log_refused');
  const step = joinStep(person, accountId, head, nowMs);
  const delivery = epoch?.delivery ?? { seals: [] };
  return { head, step, body: { entry: encodeBase64url(entry), ...delivery, user: step.body } };
}

/** @throws CommonsealError `key_mismatch` for a seed that is not the one that the log states */
function openForInvite(
  state: AccountLog['state'],
  { inviteId }: Invite,
  seed: InviteSeed,
  seal: Uint8Array | undefined,
): AccountSeed {
  if (!seal) throw new CommonsealError('key_mismatch', 'no seal for the invite');
  const { accountId } = state;
  const newest = currentEpoch(state);
  const recipient = { kind: 'invite', id: inviteId } as const;
  const context = accountSeedContext({ accountId, epoch: newest.epoch, recipient });
  const accountSeed = openSeal<AccountSeed>(seal, seed, context);
  requireSeedOf(newest, accountSeed);
  return accountSeed;
}
