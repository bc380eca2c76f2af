import { type ByteReader, type ByteWriter, UserId, longIdBytes } from '@commonseal/protocol';
import { receivingPublicKeyBytes, sealBytes, signingPublicKeyBytes } from '@commonseal/crypto/verify';
import { nameBoxBytes } from '../../name.ts';
import { Refused } from '../../refused.ts';
import { admitMember, endInvite, isKeyInUse } from '../access.ts';
import { hasRoom } from '../break-glass-sets.ts';
import type { EntryKind } from '../entry-kind.ts';
import type { Member } from '../state.ts';

/** `join`: a newcomer's keys, signed by the invite's key and by the newcomer's own. */
export interface Joining {
  readonly userId: UserId;
  readonly signingKey: Uint8Array;
  readonly receivingKey: Uint8Array;
  /** A fresh key, sealed to the ingest key of the current epoch, and the name under it. */
  readonly nameSeal: Uint8Array;
  readonly nameBox: Uint8Array;
}

export function writeJoining(writer: ByteWriter, joining: Joining): ByteWriter {
  return writer
    .bytes(UserId.toBytes(joining.userId))
    .bytes(joining.signingKey)
    .bytes(joining.receivingKey)
    .bytes(joining.nameSeal)
    .bytes(joining.nameBox);
}

export function readJoining(reader: ByteReader): Joining {
  return {
    userId: UserId.fromBytes(reader.bytes(longIdBytes)),
    signingKey: reader.bytes(signingPublicKeyBytes),
    receivingKey: reader.bytes(receivingPublicKeyBytes),
    nameSeal: reader.bytes(sealBytes),
    nameBox: reader.bytes(nameBoxBytes),
  };
}

export const joinEntry: EntryKind<Joining, 'invite'> = {
  name: 'join',
  author: 'invite',
  epoch: 'when access ends',
  parse: readJoining,
  keys: ({ signingKey, receivingKey }) => ({ signing: signingKey, receiving: receivingKey }),
  coSigner: ({ signingKey }) => signingKey,
  apply(state, joining, { frame, author }) {
    if (state.members.has(joining.userId)) return new Refused('already there');
    if (!hasRoom(state, frame.timeMs)) return new Refused('too many');
    if (isKeyInUse(state, joining)) return new Refused('key was used before');
    const member: Member = {
      ...joining,
      role: author.role,
      succeeds: undefined,
      since: frame.sequence,
      sinceMs: frame.timeMs,
    };
    return admitMember(endInvite(state, author, 'used', frame), member);
  },
};
