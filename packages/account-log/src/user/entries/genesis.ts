import { type ByteReader, type ByteWriter, CredentialId, shortIdBytes } from '@commonseal/protocol';
import {
  receivingPublicKeyBytes,
  requireReceivingPublicKey,
  requireSigningPublicKey,
  signingPublicKeyBytes,
} from '@commonseal/crypto/verify';
import { readCredentialKind } from '../credential-format.ts';
import { type NewCredential, credentialKinds } from '../state.ts';

/** The first entry of a user log: a person's first keys and first way in. Its hash is the user id. */
export interface UserGenesis {
  readonly signingKey: Uint8Array;
  readonly receivingKey: Uint8Array;
  /** A password: its form has no room for more. */
  readonly credential: Pick<NewCredential, 'credentialId' | 'kind' | 'receivingKey'>;
}

export function writeUserGenesis(
  writer: ByteWriter,
  { signingKey, receivingKey, credential }: UserGenesis,
): ByteWriter {
  return writer
    .bytes(signingKey)
    .bytes(receivingKey)
    .bytes(CredentialId.toBytes(credential.credentialId))
    .u8(credentialKinds.indexOf(credential.kind) + 1)
    .bytes(credential.receivingKey);
}

/** @throws CommonsealError `malformed` */
export function readUserGenesis(reader: ByteReader): UserGenesis {
  return {
    signingKey: requireSigningPublicKey(reader.bytes(signingPublicKeyBytes)),
    receivingKey: requireReceivingPublicKey(reader.bytes(receivingPublicKeyBytes)),
    credential: {
      credentialId: CredentialId.fromBytes(reader.bytes(shortIdBytes)),
      kind: readCredentialKind(reader, ['password']),
      receivingKey: requireReceivingPublicKey(reader.bytes(receivingPublicKeyBytes)),
    },
  };
}
