import { type ByteReader, type ByteWriter, CredentialId, shortIdBytes } from '@commonseal/protocol';
import {
  receivingPublicKeyBytes,
  requireReceivingPublicKey,
  requireSigningPublicKey,
  signingPublicKeyBytes,
} from '@commonseal/crypto/verify';
import { Refused } from '../../refused.ts';
import { readCredential, writeCredential } from '../credential-format.ts';
import { type UserEntryKind, userEntryTypes } from '../entry-kind.ts';
import { type NewCredential, credentialKinds } from '../state.ts';
import { admit, requirePassword, useKeys, withdraw } from '../ways-in.ts';

/** The person's keys are replaced, signed by the old and by the new one: only this takes a way in away for good. */
export interface UserRekeying {
  readonly signingKey: Uint8Array;
  readonly receivingKey: Uint8Array;
  readonly withdrawn: readonly CredentialId[];
  readonly added: readonly NewCredential[];
}

/** Of ways in that come with new keys: a password and a kit. */
export const maxAddedByRekey = 2;

export function writeUserRekeying(writer: ByteWriter, rekeying: UserRekeying): ByteWriter {
  const { signingKey, receivingKey, withdrawn, added } = rekeying;
  writer.bytes(signingKey).bytes(receivingKey).u8(withdrawn.length);
  for (const credentialId of withdrawn) writer.bytes(CredentialId.toBytes(credentialId));
  writer.u8(added.length);
  for (const credential of added) writeCredential(writer, credential);
  return writer;
}

function readUserRekeying(reader: ByteReader): UserRekeying {
  const signingKey = requireSigningPublicKey(reader.bytes(signingPublicKeyBytes));
  const receivingKey = requireReceivingPublicKey(reader.bytes(receivingPublicKeyBytes));
  const withdrawn = Array.from({ length: reader.u8() }, () =>
    CredentialId.fromBytes(reader.bytes(shortIdBytes)),
  );
  const count = reader.u8();
  if (count > maxAddedByRekey) reader.fail('too many ways in at once');
  const added = Array.from({ length: count }, () => readCredential(reader, credentialKinds));
  return { signingKey, receivingKey, withdrawn, added };
}

export const userRekeyEntry: UserEntryKind<UserRekeying> = {
  type: userEntryTypes.rekey,
  parse: readUserRekeying,
  coSigner: ({ signingKey }) => signingKey,
  apply(state, { signingKey, receivingKey, withdrawn, added }, frame) {
    const keys = { signingKey, receivingKey };
    const rekeyed = useKeys({ ...state, ...keys, generation: state.generation + 1 }, keys);
    let after = rekeyed instanceof Refused ? rekeyed : withdraw(rekeyed, withdrawn);
    for (const credential of added) {
      if (!(after instanceof Refused)) after = admit(after, credential, frame);
    }
    return after instanceof Refused ? after : requirePassword(after);
  },
};
