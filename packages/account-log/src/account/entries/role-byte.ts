import type { ByteReader } from '@commonseal/protocol';
import type { Role } from '../state.ts';

const roles: readonly Role[] = ['owner', 'member'];

export function roleByte(role: Role): number {
  return roles.indexOf(role) + 1;
}

export function readRole(reader: ByteReader): Role {
  return roles[reader.u8() - 1] ?? reader.fail('unknown role');
}
