import type { ByteReader, ByteWriter } from '@commonseal/protocol';
import {
  receivingPublicKeyBytes,
  requireReceivingPublicKey,
  requireSigningPublicKey,
  signingPublicKeyBytes,
} from '@commonseal/crypto/verify';
import { Refused } from '../../refused.ts';
import type { EntryKind } from '../entry-kind.ts';
import { isKeyInUse } from './keys-in-use.ts';

/** `rekey`: the author's keys are replaced, signed by the old and by the new one. */
export interface Rekeying {
  readonly signingKey: Uint8Array;
  readonly receivingKey: Uint8Array;
}

export function writeRekeying(writer: ByteWriter, { signingKey, receivingKey }: Rekeying): ByteWriter {
  return writer.bytes(signingKey).bytes(receivingKey);
}

function readRekeying(reader: ByteReader): Rekeying {
  return {
    signingKey: requireSigningPublicKey(reader.bytes(signingPublicKeyBytes)),
    receivingKey: requireReceivingPublicKey(reader.bytes(receivingPublicKeyBytes)),
  };
}

export const rekeyEntry: EntryKind<Rekeying, 'member'> = {
  name: 'rekey',
  author: 'member',
  epoch: 'when access ends',
  parse: readRekeying,
  coSigner: ({ signingKey }) => signingKey,
  apply(state, keys, { author }) {
    if (isKeyInUse(state, keys)) return new Refused('key was used before');
    return { members: state.members.set(author.userId, { ...author, ...keys }) };
  },
};
