import {
  BreakGlassId,
  type ByteReader,
  type ByteWriter,
  maxShares,
  minShareThreshold,
} from '@commonseal/protocol';
import { receivingPublicKeyBytes, signingPublicKeyBytes } from '@commonseal/crypto/verify';
import { nameBoxBytes } from '../../name.ts';
import { Refused } from '../../refused.ts';
import { isKeyInUse } from '../access.ts';
import { addSet, hasRoom } from '../break-glass-sets.ts';
import type { EntryKind } from '../entry-kind.ts';

/** `breakGlass`: a seed is split over printed shares. From this entry's account seed on, each is sealed to it as well. */
export interface BreakGlassMaking {
  readonly id: BreakGlassId;
  readonly receivingKey: Uint8Array;
  readonly threshold: number;
  /** Who holds which share: names, under the account seed that the entry brings. */
  readonly holders: readonly Uint8Array[];
}

export function writeBreakGlass(writer: ByteWriter, making: BreakGlassMaking): ByteWriter {
  const { id, receivingKey, threshold, holders } = making;
  writer.bytes(BreakGlassId.toBytes(id)).bytes(receivingKey).u8(threshold).u8(holders.length);
  for (const nameBox of holders) writer.bytes(nameBox);
  return writer;
}

function readBreakGlass(reader: ByteReader): BreakGlassMaking {
  const id = BreakGlassId.fromBytes(reader.bytes(signingPublicKeyBytes));
  const receivingKey = reader.bytes(receivingPublicKeyBytes);
  const threshold = reader.u8();
  const count = reader.u8();
  if (threshold < minShareThreshold || threshold > count || count > maxShares)
    reader.fail('number of shares');
  return {
    id,
    receivingKey,
    threshold,
    holders: Array.from({ length: count }, () => reader.bytes(nameBoxBytes)),
  };
}

export const breakGlassEntry: EntryKind<BreakGlassMaking, 'member'> = {
  name: 'breakGlass',
  author: 'member',
  epoch: 'always',
  parse: readBreakGlass,
  keys: ({ id, receivingKey }) => ({ signing: BreakGlassId.toBytes(id), receiving: receivingKey }),
  apply(state, making, { frame, author }) {
    if (author.role !== 'owner') return new Refused('author is not entitled');
    const { id, receivingKey } = making;
    if (isKeyInUse(state, { signingKey: BreakGlassId.toBytes(id), receivingKey })) {
      return new Refused('key was used before');
    }
    if (!state.breakGlass && !hasRoom(state, frame.timeMs)) return new Refused('too many');
    const { sequence: since, timeMs: sinceMs } = frame;
    return addSet(state, { ...making, madeBy: author.userId, since, sinceMs }, frame);
  },
};
