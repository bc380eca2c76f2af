import { BatchId, ItemId, WriterId, encodeItemHeader } from '@commonseal/protocol';
import { type Target, requireThat } from '../target.ts';
import { areEqual, patternBytes } from '../text-input.ts';
import { type CheckpointPart, vaultModules } from './vault-modules.ts';

/** @param batches of which each has one item more than the one before it */
function sampleCheckpoint(batches: number): CheckpointPart {
  const hash = (start: number) => patternBytes(32, start);
  const itemOf = (start: number) => {
    const itemId = ItemId.fromBytes(patternBytes(16, start));
    const [title, receivedAtMs] = [`A title ${start}`, start * 1_000 - 5_000];
    const about = { title, from: 'Ada', source: '', mediaType: 'text/plain', fileName: '', size: start };
    const header = { ...about, receivedAtMs };
    const entry = { itemId, bodyHash: hash(start), headerHash: hash(start + 1), chunkCount: 1 };
    return { itemId, header, receivedAtMs, sealedHeader: encodeItemHeader(header), entry };
  };
  return {
    logHead: { sequence: 3, hash: hash(9) },
    epoch: 1,
    batches: Array.from({ length: batches }, (_, at) => ({
      batchId: BatchId.fromBytes(patternBytes(16, at)),
      writerId: WriterId.fromBytes(hash(at)),
      epoch: 1,
      timeMs: 1_000 * at,
      previousHash: hash(at),
      head: { index: at, hash: hash(at + 1), logSequence: 2, timeMs: 1_000 * at },
      batchKey: hash(at + 2),
      items: Array.from({ length: at }, (_each, item) => itemOf(at * 16 + item)),
    })),
  };
}

export const checkpointTarget: Target = {
  name: 'vault-checkpoint',
  memory: { factor: 64, bytes: 1024 * 1024 },
  refusals: ['malformed'],
  floorPerSecond: 300,
  async prepare() {
    const { encodeCheckpointPart, parseCheckpointPart } = await vaultModules();
    return {
      samples: [0, 1, 2, 5].map((batches) => encodeCheckpointPart(sampleCheckpoint(batches))),
      run(input) {
        const part = parseCheckpointPart(input);
        const items = part.batches.flatMap((batch) => batch.items);
        // What is no number has many spellings.
        if (items.every(({ receivedAtMs }) => !Number.isNaN(receivedAtMs)))
          requireThat(areEqual(encodeCheckpointPart(part), input), 'two encodings of a checkpoint');
        // Made only when they are asked for.
        for (const { header, itemId, entry } of items)
          requireThat(
            typeof header.title === 'string' && entry.itemId === itemId && entry.bodyHash.length === 32,
            'an item that is none',
          );
      },
    };
  },
};
