import { type ByteReader, type ByteWriter, UserId, longIdBytes } from '@commonseal/protocol';
import { receivingPublicKeyBytes, signingPublicKeyBytes } from '@commonseal/crypto/verify';
import { nameBoxBytes } from '../../name.ts';

/** `genesis`: the first entry. Its hash is the account's id, so everything in it is fixed for ever. */
export interface Genesis {
  readonly owner: {
    readonly userId: UserId;
    readonly signingKey: Uint8Array;
    readonly receivingKey: Uint8Array;
    readonly nameBox: Uint8Array;
  };
  readonly ingestKey: Uint8Array;
  readonly nameBox: Uint8Array;
}

export function writeGenesis(writer: ByteWriter, { owner, ingestKey, nameBox }: Genesis): ByteWriter {
  return writer
    .bytes(UserId.toBytes(owner.userId))
    .bytes(owner.signingKey)
    .bytes(owner.receivingKey)
    .bytes(owner.nameBox)
    .bytes(ingestKey)
    .bytes(nameBox);
}

/** @throws CommonsealError `malformed` */
export function readGenesis(reader: ByteReader): Genesis {
  const owner = {
    userId: UserId.fromBytes(reader.bytes(longIdBytes)),
    signingKey: reader.bytes(signingPublicKeyBytes),
    receivingKey: reader.bytes(receivingPublicKeyBytes),
    nameBox: reader.bytes(nameBoxBytes),
  };
  return {
    owner,
    ingestKey: reader.bytes(receivingPublicKeyBytes),
    nameBox: reader.bytes(nameBoxBytes),
  };
}
