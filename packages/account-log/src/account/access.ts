import { type InviteId, type UserId, encodeBase64url } from '@commonseal/protocol';
import { hash, hashPurposes } from '@commonseal/crypto/verify';
import type { EntryFrame } from '../signed-entry.ts';
import {
  type AccountState,
  type EndedInvite,
  type Grant,
  type Invite,
  type Member,
  type Role,
  isPending,
} from './state.ts';
import { type Table, tableOf } from './table.ts';

/**
 * What the rules look up: it follows from the rest of the state, and is kept so that no entry costs more for all that
 * stands before it.
 */
export interface AccessIndex {
  /** Those that had neither ended nor expired when the newest one was made. */
  readonly openInvites: Table<InviteId, Invite>;
  /** Those that had neither ended nor expired when the newest one was made. */
  readonly openGrants: Table<number, Grant>;
  /** Keys of members, and of all invites, break-glass sets and workers that there ever were. */
  readonly keys: Table<string, true>;
  readonly ownerCount: number;
  /** How often the access of somebody or something has ended. */
  readonly endings: number;
}

/** Who is in the account and who may come in. It is changed by what stands here, and nowhere else. */
export type Access = Pick<
  AccountState,
  'members' | 'invites' | 'breakGlass' | 'endedSets' | 'grants' | 'access'
>;

interface PublicKeys {
  readonly signingKey: Uint8Array;
  /** An invite may do without. */
  readonly receivingKey: Uint8Array | undefined;
}
type MemberKeys = Pick<Member, 'signingKey' | 'receivingKey'>;

export const noAccess: Access = {
  members: tableOf(),
  invites: tableOf(),
  breakGlass: undefined,
  endedSets: tableOf(),
  grants: tableOf(),
  access: { openInvites: tableOf(), openGrants: tableOf(), keys: tableOf(), ownerCount: 0, endings: 0 },
};

/** Nothing else of a state that happens to hold more. */
export function accessOf({ members, invites, breakGlass, endedSets, grants, access }: Access): Access {
  return { members, invites, breakGlass, endedSets, grants, access };
}

function namesOf({ signingKey, receivingKey }: PublicKeys): string[] {
  const name = encodeBase64url(signingKey);
  return receivingKey ? [name, encodeBase64url(hash(hashPurposes.receivingKey, receivingKey))] : [name];
}

/** Whether a member, an invite, a break-glass set or a worker has one of these keys already: what they sign and open must be told apart. */
export function isKeyInUse({ access: { keys } }: Access, brought: PublicKeys): boolean {
  return namesOf(brought).some((name) => keys.has(name));
}

export function withKeys(keys: AccessIndex['keys'], brought: PublicKeys): AccessIndex['keys'] {
  return namesOf(brought).reduce((all, name) => all.set(name, true), keys);
}

function withoutKeys(keys: AccessIndex['keys'], left: MemberKeys): AccessIndex['keys'] {
  return namesOf(left).reduce((all, name) => all.delete(name), keys);
}

function countOf(role: Role): number {
  return role === 'owner' ? 1 : 0;
}

export function admitMember(before: Access, member: Member): Access {
  const { members, access } = before;
  return {
    ...accessOf(before),
    members: members.set(member.userId, member),
    access: {
      ...access,
      keys: withKeys(access.keys, member),
      ownerCount: access.ownerCount + countOf(member.role),
    },
  };
}

export function removeMember(before: Access, member: Member): Access {
  const { members, access } = before;
  return {
    ...accessOf(before),
    members: members.delete(member.userId),
    access: {
      ...access,
      keys: withoutKeys(access.keys, member),
      ownerCount: access.ownerCount - countOf(member.role),
      endings: access.endings + 1,
    },
  };
}

export function changeRole(before: Access, member: Member, role: Role): Access {
  const { members, access } = before;
  const ownerCount = access.ownerCount - countOf(member.role) + countOf(role);
  return {
    ...accessOf(before),
    members: members.set(member.userId, { ...member, role }),
    access: { ...access, ownerCount },
  };
}

/** @param keysSince sequence of the entry that brings them */
export function replaceKeys(before: Access, member: Member, keys: MemberKeys, keysSince: number): Access {
  const { members, access } = before;
  return {
    ...accessOf(before),
    members: members.set(member.userId, { ...member, ...keys, keysSince }),
    access: {
      ...access,
      keys: withKeys(withoutKeys(access.keys, member), keys),
      endings: access.endings + 1,
    },
  };
}

/** @param signingKey the invite's id as the key that it is */
export function addInvite(before: Access, invite: Invite, signingKey: Uint8Array, atMs: number): Access {
  const { invites, access } = before;
  const { inviteId, receivingKey } = invite;
  return {
    ...accessOf(before),
    invites: invites.set(inviteId, invite),
    access: {
      ...access,
      openInvites: pendingAt(access.openInvites, atMs).set(inviteId, invite),
      keys: withKeys(access.keys, { signingKey, receivingKey }),
    },
  };
}

/** Invites by which somebody can still join. */
export function pendingAt(openInvites: AccessIndex['openInvites'], atMs: number): AccessIndex['openInvites'] {
  let pending = openInvites;
  for (const invite of openInvites.values()) {
    if (!isPending(invite, atMs)) pending = pending.delete(invite.inviteId);
  }
  return pending;
}

export function endInvite(
  before: Access,
  invite: Invite,
  how: EndedInvite['how'],
  { sequence: since, timeMs: sinceMs }: EntryFrame,
): Access {
  const { invites, access } = before;
  const couldRead = invite.receivingKey !== undefined && isPending(invite, sinceMs);
  return {
    ...accessOf(before),
    invites: invites.set(invite.inviteId, { ...invite, ended: { how, since, sinceMs } }),
    access: {
      ...access,
      openInvites: access.openInvites.delete(invite.inviteId),
      endings: access.endings + (couldRead ? 1 : 0),
    },
  };
}

/** Ends all by which somebody could still join, of one author or of everybody. */
export function voidInvites(access: Access, frame: EntryFrame, invitedBy?: UserId): Access {
  let left = access;
  for (const invite of pendingAt(access.access.openInvites, frame.timeMs).values()) {
    const isMeant = invitedBy === undefined || invite.invitedBy === invitedBy;
    if (isMeant) left = endInvite(left, invite, 'voided', frame);
  }
  return left;
}
