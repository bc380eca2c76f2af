import type { UserId } from '@commonseal/protocol';
import {
  type Invite,
  type Member,
  currentEpoch,
  holdersOf,
  isPending,
  jobWorkersOf,
  ownersOf,
} from '@commonseal/account-log';
import type { InviteSummary, MemberSummary, Reader, Team } from '../team-api.ts';
import type { AccountSession } from './account-session.ts';

/** @param lastSeen when each member's client last signed what it knows */
export function describeTeam(session: AccountSession, lastSeen: ReadonlyMap<UserId, number>): Team {
  return {
    members: describeMembers(session, lastSeen),
    invites: describeInvites(session),
    readers: describeReaders(session),
    jobWorkers: describeJobWorkers(session),
    ownRole: session.member.role,
  };
}

function nameOf(session: AccountSession, userId: UserId): string {
  const member = session.log.state.members.get(userId);
  return member ? session.nameOfMember(member) : '';
}

function describeMembers(session: AccountSession, lastSeen: ReadonlyMap<UserId, number>): MemberSummary[] {
  const { members, invites, breakGlass } = session.log.state;
  const owners = ownersOf(members);
  const inviteBySequence = new Map([...invites.values()].map((invite) => [invite.ended?.since, invite]));
  const { since } = currentEpoch(session.log.state);
  return [...members.values()].map((member) => {
    const { userId, role, sinceMs } = member;
    const invite = inviteBySequence.get(member.since);
    const seenAtMs = lastSeen.get(userId);
    return {
      userId,
      name: session.nameOfMember(member),
      role,
      joinedAtMs: sinceMs,
      cameBy: cameBy(member, invite),
      invitedByName: invite?.ended?.how === 'used' ? nameOf(session, invite.invitedBy) : undefined,
      isYou: userId === session.userId,
      // Whoever has signed since they joined has opened the account; the epochs after that were sealed to them anyway.
      standing:
        member.since > since && seenAtMs === undefined && userId !== session.userId ? 'joined' : 'reads',
      lastSeenAtMs: seenAtMs,
      isLastOwner: role === 'owner' && owners.length === 1,
      hasMadeBreakGlass: breakGlass?.madeBy === userId,
    };
  });
}

function cameBy({ since, succeeds }: Member, invite: Invite | undefined): MemberSummary['cameBy'] {
  if (succeeds !== undefined) return 'reset';
  if (since === 0) return 'beginning';
  return invite === undefined ? 'breakGlass' : 'invitation';
}

function describeInvites(session: AccountSession): InviteSummary[] {
  const { state, nowMs } = session.authoring();
  return [...state.invites.values()].toReversed().map((invite) => ({
    inviteId: invite.inviteId,
    label: session.nameOf('invite', invite.nameBox, invite.since),
    role: invite.role,
    opensAtOnce: invite.receivingKey !== undefined,
    invitedByName: nameOf(session, invite.invitedBy),
    createdAtMs: invite.sinceMs,
    expiresAtMs: invite.expiresAtMs,
    standing: invite.ended?.how ?? (isPending(invite, nowMs) ? 'pending' : 'expired'),
  }));
}

/** Everybody who holds the current account key, computed from the log: whatever has ended since, without a new key, still reads. */
function describeReaders(session: AccountSession): Reader[] {
  const { state } = session.log;
  return holdersOf(state).map(({ recipient }) => {
    if (recipient.kind === 'member') return { kind: 'member', name: nameOf(session, recipient.id) };
    if (recipient.kind === 'breakGlass') return { kind: 'breakGlass', name: '' };
    if (recipient.kind === 'worker')
      return { kind: 'worker', name: session.nameOfWorker(recipient.id), workerId: recipient.id };
    const invite = state.invites.get(recipient.id);
    return { kind: 'invite', name: invite ? session.nameOf('invite', invite.nameBox, invite.since) : '' };
  });
}

function describeJobWorkers(session: AccountSession): string[] {
  const { state, nowMs } = session.authoring();
  return jobWorkersOf(state, nowMs).map((workerId) => session.nameOfWorker(workerId));
}
