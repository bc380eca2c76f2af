import { type ByteReader, type ByteWriter, WriterId } from '@commonseal/protocol';
import { signingPublicKeyBytes } from '@commonseal/crypto/verify';
import { nameBoxBytes } from '../../name.ts';
import { Refused } from '../../refused.ts';
import type { EntryKind } from '../entry-kind.ts';
import type { WriterKind } from '../state.ts';

/**
 * `writer`: a connector, a worker or the author's own device may write. A worker to which something is granted admits writers of
 * its own by `worker-writer`.
 */
export interface WriterAdmission {
  readonly writerId: WriterId;
  readonly kind: WriterKind;
  readonly nameBox: Uint8Array;
}

/** Of one person, at a time: a removal names the end of each, and must fit into one entry. */
export const maxDevices = 200;

const writerKinds: readonly WriterKind[] = ['connector', 'device', 'worker'];

export function writeWriterAdmission(
  writer: ByteWriter,
  { writerId, kind, nameBox }: WriterAdmission,
): ByteWriter {
  return writer
    .bytes(WriterId.toBytes(writerId))
    .u8(writerKinds.indexOf(kind) + 1)
    .bytes(nameBox);
}

function readWriterAdmission(reader: ByteReader): WriterAdmission {
  const writerId = WriterId.fromBytes(reader.bytes(signingPublicKeyBytes));
  const kind = writerKinds[reader.u8() - 1] ?? reader.fail('unknown kind of writer');
  return { writerId, kind, nameBox: reader.bytes(nameBoxBytes) };
}

export const writerEntry: EntryKind<WriterAdmission, 'member'> = {
  name: 'writer',
  author: 'member',
  epoch: 'never',
  parse: readWriterAdmission,
  keys: ({ writerId }) => ({ signing: WriterId.toBytes(writerId) }),
  apply(state, { writerId, kind, nameBox }, { frame, author }) {
    if (kind !== 'device' && author.role !== 'owner') return new Refused('author is not entitled');
    // A key that was withdrawn stays withdrawn: its chain has an end.
    if (state.writers.has(writerId)) return new Refused('already there');
    const owned = state.devices.get(author.userId) ?? [];
    if (kind === 'device' && owned.length >= maxDevices) return new Refused('too many');
    const admitted = {
      writerId,
      kind,
      userId: kind === 'device' ? author.userId : undefined,
      workerId: undefined,
      nameBox,
      since: frame.sequence,
      sinceMs: frame.timeMs,
      withdrawn: undefined,
    };
    const writers = state.writers.set(writerId, admitted);
    if (kind !== 'device') return { writers };
    return { writers, devices: state.devices.set(author.userId, [...owned, writerId]) };
  },
};
