import { type ByteReader, type ByteWriter, UserId, longIdBytes } from '@commonseal/protocol';
import { Refused } from '../../refused.ts';
import { changeRole, voidInvites } from '../access.ts';
import { endSet } from '../break-glass-sets.ts';
import type { EntryKind } from '../entry-kind.ts';
import type { Role } from '../state.ts';
import { readRole, roleByte } from './role-byte.ts';

/** `role`: a member becomes an owner, or an owner a member. */
export interface RoleChange {
  readonly userId: UserId;
  readonly role: Role;
}

export function writeRoleChange(writer: ByteWriter, { userId, role }: RoleChange): ByteWriter {
  return writer.bytes(UserId.toBytes(userId)).u8(roleByte(role));
}

function readRoleChange(reader: ByteReader): RoleChange {
  return { userId: UserId.fromBytes(reader.bytes(longIdBytes)), role: readRole(reader) };
}

export const roleEntry: EntryKind<RoleChange, 'member'> = {
  name: 'role',
  author: 'member',
  epoch: 'when access ends',
  changesPower: true,
  parse: readRoleChange,
  apply(state, { userId, role }, { frame, author }) {
    if (author.role !== 'owner') return new Refused('author is not entitled');
    const member = state.members.get(userId);
    if (!member) return new Refused('not there');
    if (member.role === role) return new Refused('already there');
    const changed = changeRole(state, member, role);
    if (changed.access.ownerCount === 0) return new Refused('no owner is left');
    if (role === 'owner') return changed;
    // With a link of their own making they could come back as an owner, with shares that they kept as well.
    return endSet(voidInvites(changed, frame, userId), 'voided', frame, userId);
  },
};
