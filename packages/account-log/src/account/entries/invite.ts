import { type ByteReader, type ByteWriter, InviteId } from '@commonseal/protocol';
import { hashBytes, receivingPublicKeyBytes, signingPublicKeyBytes } from '@commonseal/crypto/verify';
import { nameBoxBytes } from '../../name.ts';
import { Refused } from '../../refused.ts';
import { addInvite, isKeyInUse, pendingAt } from '../access.ts';
import type { EntryKind } from '../entry-kind.ts';
import { maxPendingInvites } from '../limits.ts';
import type { Role } from '../state.ts';
import { readRole, roleByte } from './role-byte.ts';

/** `invite`: whoever holds the seed of this key may join, once and for a time. */
export interface Invitation {
  readonly inviteId: InviteId;
  readonly role: Role;
  readonly expiresAtMs: number;
  readonly nameBox: Uint8Array;
  /** Of an invite that opens at once: its receiving key, and the hash of the current account seed's seal to it. */
  readonly opening: { readonly receivingKey: Uint8Array; readonly sealHash: Uint8Array } | undefined;
}

/** A link that lies about for longer is found by somebody else. */
export const maxInviteLifetimeMs = 30 * 24 * 60 * 60_000;

export function writeInvitation(writer: ByteWriter, invitation: Invitation): ByteWriter {
  const { inviteId, role, expiresAtMs, nameBox, opening } = invitation;
  writer.bytes(InviteId.toBytes(inviteId)).u8(roleByte(role)).u53(expiresAtMs).bytes(nameBox);
  return opening ? writer.u8(1).bytes(opening.receivingKey).bytes(opening.sealHash) : writer.u8(0);
}

function readInvitation(reader: ByteReader): Invitation {
  const inviteId = InviteId.fromBytes(reader.bytes(signingPublicKeyBytes));
  const role = readRole(reader);
  const expiresAtMs = reader.u53();
  const nameBox = reader.bytes(nameBoxBytes);
  const opens = reader.u8();
  if (opens > 1) reader.fail('neither opens at once nor does not');
  const opening =
    opens === 1
      ? {
          receivingKey: reader.bytes(receivingPublicKeyBytes),
          sealHash: reader.bytes(hashBytes),
        }
      : undefined;
  return { inviteId, role, expiresAtMs, nameBox, opening };
}

export const inviteEntry: EntryKind<Invitation, 'member'> = {
  name: 'invite',
  author: 'member',
  epoch: 'never',
  parse: readInvitation,
  keys: ({ inviteId, opening }) => ({
    signing: InviteId.toBytes(inviteId),
    receiving: opening?.receivingKey,
  }),
  apply(state, { inviteId, role, expiresAtMs, nameBox, opening }, { frame, author }) {
    if (author.role !== 'owner') return new Refused('author is not entitled');
    if (state.invites.has(inviteId)) return new Refused('already there');
    const lifetimeMs = expiresAtMs - frame.timeMs;
    if (lifetimeMs <= 0) return new Refused('expired');
    if (lifetimeMs > maxInviteLifetimeMs) return new Refused('lasts too long');
    if (pendingAt(state.access.openInvites, frame.timeMs).size >= maxPendingInvites) {
      return new Refused('too many');
    }
    const signingKey = InviteId.toBytes(inviteId);
    if (isKeyInUse(state, { signingKey, receivingKey: opening?.receivingKey })) {
      return new Refused('key was used before');
    }
    const invite = {
      inviteId,
      role,
      expiresAtMs,
      receivingKey: opening?.receivingKey,
      nameBox,
      invitedBy: author.userId,
      since: frame.sequence,
      sinceMs: frame.timeMs,
      ended: undefined,
    };
    return addInvite(state, invite, signingKey, frame.timeMs);
  },
};
