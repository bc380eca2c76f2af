import type { ByteReader, ByteWriter } from '@commonseal/protocol';
import { receivingPublicKeyBytes, signingPublicKeyBytes } from '@commonseal/crypto/verify';
import { Refused } from '../../refused.ts';
import { isKeyInUse, replaceKeys, voidInvites } from '../access.ts';
import type { EntryKind } from '../entry-kind.ts';
import { withoutVouchesOf } from '../open-requests.ts';

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
    signingKey: reader.bytes(signingPublicKeyBytes),
    receivingKey: reader.bytes(receivingPublicKeyBytes),
  };
}

export const rekeyEntry: EntryKind<Rekeying, 'member'> = {
  name: 'rekey',
  author: 'member',
  epoch: 'when access ends',
  parse: readRekeying,
  keys: ({ signingKey, receivingKey }) => ({ signing: signingKey, receiving: receivingKey }),
  coSigner: ({ signingKey }) => signingKey,
  apply(state, keys, { frame, author }) {
    if (isKeyInUse(state, keys)) return new Refused('key was used before');
    // Whoever else has the old keys may have made a link to come back by, or vouched for somebody.
    return {
      ...voidInvites(replaceKeys(state, author, keys, frame.sequence), frame, author.userId),
      requests: withoutVouchesOf(state.requests, author.userId),
    };
  },
};
