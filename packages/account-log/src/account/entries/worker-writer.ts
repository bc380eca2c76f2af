import { WriterId } from '@commonseal/protocol';
import { signingPublicKeyBytes } from '@commonseal/crypto/verify';
import { Refused } from '../../refused.ts';
import type { EntryKind } from '../entry-kind.ts';
import { maxWorkerAheadMs, maxWorkerWriters } from '../limits.ts';

/**
 * `worker-writer`: a worker to which something is granted writes results with this key, which signs besides: nobody claims the key of
 * another writer. It has no name of its own: a worker that was granted one job cannot encrypt one to the account, and everybody knows
 * it by its grant.
 */
export const workerWriterEntry: EntryKind<WriterId, 'worker'> = {
  name: 'workerWriter',
  author: 'worker',
  epoch: 'never',
  parse: (reader) => WriterId.fromBytes(reader.bytes(signingPublicKeyBytes)),
  keys: (writerId) => ({ signing: WriterId.toBytes(writerId) }),
  coSigner: (writerId) => WriterId.toBytes(writerId),
  apply({ timeMs, writers, workers }, writerId, { frame, author }) {
    if (frame.timeMs > timeMs + maxWorkerAheadMs) return new Refused('made in the future');
    // A key that was withdrawn stays withdrawn: its chain has an end.
    if (writers.has(writerId)) return new Refused('already there');
    if (author.writerIds.length >= maxWorkerWriters) return new Refused('too many');
    const { workerId } = author;
    const { sequence: since, timeMs: sinceMs } = frame;
    const admitted = { writerId, kind: 'worker', workerId, userId: undefined, nameBox: undefined } as const;
    return {
      writers: writers.set(writerId, { ...admitted, since, sinceMs, withdrawn: undefined }),
      workers: workers.set(workerId, { ...author, writerIds: [...author.writerIds, writerId] }),
    };
  },
};
