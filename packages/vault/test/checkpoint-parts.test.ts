import {
  AccountId,
  BatchId,
  CommonsealError,
  ItemId,
  UserId,
  WriterId,
  encodeItemHeader,
} from '@commonseal/protocol';
import {
  type BatchKey,
  type UserSeed,
  checkpointContext,
  cryptoReady,
  deriveBoxKey,
  encryptBox,
  secretOf,
} from '@commonseal/crypto/seal';
import { equalBytes } from '@commonseal/crypto/verify';
import { createMemoryStorage } from '@commonseal/vault';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type CheckpointPart,
  encodeCheckpointPart,
  encodedSize,
  parseCheckpointPart,
} from '../src/content/checkpoint-format.ts';
import { loadCheckpoint } from '../src/content/checkpoint.ts';
import { type AcceptedBatch, ContentIndex } from '../src/content/content-index.ts';
import { storageKeys } from '../src/storage-keys.ts';

beforeAll(cryptoReady);

const bytes = (length: number, with_: number) => new Uint8Array(length).fill(with_);
const accountId = AccountId.fromBytes(bytes(32, 1));
const userId = UserId.fromBytes(bytes(32, 2));
const writerId = WriterId.fromBytes(bytes(32, 3));
const userSeed = secretOf<UserSeed>(bytes(32, 4));
const hashOf = (index: number) => bytes(32, 100 + index);

/** One batch of a chain, with so many items. */
function batchAt(index: number, items = 2): AcceptedBatch {
  const batchId = BatchId.fromBytes(bytes(16, index));
  const batchKey = secretOf<BatchKey>(bytes(32, 200 + index));
  const facts = { batchId, writerId, epoch: 0, batchKey };
  return {
    ...facts,
    timeMs: 1_000 + index,
    previousHash: index === 0 ? new Uint8Array(32) : hashOf(index - 1),
    head: { index, hash: hashOf(index), logSequence: 3, timeMs: 1_000 + index },
    items: Array.from({ length: items }, (_, at) => {
      const itemId = ItemId.fromBytes(bytes(16, 10 * index + at + 1));
      const header = {
        title: `Häuser ${index}.${at}`,
        from: '',
        source: '',
        receivedAtMs: at === 0 ? -8.64e15 : 8.64e15,
        mediaType: 'text/plain',
        fileName: 'a.txt',
        size: at,
      };
      const entry = { itemId, bodyHash: bytes(32, 5), headerHash: bytes(32, 6), chunkCount: at };
      const sealedHeader = encodeItemHeader(header);
      const { receivedAtMs } = header;
      const place = { itemId, batchId, writerId, batchIndex: index, epoch: 0, sealedAtMs: 1_000 + index };
      return { ...place, header, receivedAtMs, sealedHeader, entry, batchKey };
    }),
  };
}

const logHead = { sequence: 3, hash: bytes(32, 7) };
const part = (batches: readonly AcceptedBatch[], more: Partial<CheckpointPart> = {}): CheckpointPart => ({
  logHead,
  epoch: 0,
  batches,
  ...more,
});

interface Writer {
  readonly withdrawn?: { readonly batchCount: number; readonly lastHash: Uint8Array };
}

/** How many items are taken up, of an account whose log has four entries, one epoch and one writer. */
async function taken(parts: readonly CheckpointPart[], writer: Writer | undefined = {}): Promise<number> {
  const storage = createMemoryStorage();
  const key = deriveBoxKey(userSeed, 'checkpointKey');
  let first = 1;
  for (const each of parts) {
    const box = encryptBox(encodeCheckpointPart(each), key, checkpointContext({ userId, accountId, first }));
    await storage.put([[storageKeys.checkpoint(userId, accountId, first), box]]);
    first += each.batches.length;
  }
  const log = {
    state: { epochs: new Map([[0, {}]]), writers: new Map(writer ? [[writerId, writer]] : []) },
    requireExtends: (head: typeof logHead) => {
      if (head.sequence > 3) throw new CommonsealError('log_rollback');
      if (!equalBytes(head.hash, logHead.hash)) throw new CommonsealError('log_fork');
    },
  };
  const content = new ContentIndex(log as never);
  await loadCheckpoint({ accountId, userId, storage, log, person: { userSeed } } as never, content);
  expect(content.sequence).toBe(content.accepted.length);
  return content.accepted.reduce((sum, { items }) => sum + items.length, 0);
}

/** A batch in which the first item says something about itself, and the second one looks as if it did. */
function batchWithResult(): AcceptedBatch {
  const batch = batchAt(0);
  const [first, second] = batch.items;
  if (!first || !second) throw new TypeError('two items were expected');
  const result = { itemId: second.itemId, analyser: 'text', version: '2' };
  const withHeader = (item: typeof first, header: typeof first.header) => ({
    ...item,
    header,
    sealedHeader: encodeItemHeader(header),
  });
  return {
    ...batch,
    items: [
      withHeader(first, { ...first.header, result }),
      withHeader(second, { ...second.header, title: '{"result":{}}' }),
    ],
  };
}

it.each([
  ['a member’s device', { kind: 'device' }, 1],
  ['a connector, which finds nothing', { kind: 'connector' }, 0],
])('what was found is told from items again: of %s', async (_, writer, results) => {
  const parsed = parseCheckpointPart(encodeCheckpointPart(part([batchWithResult()])));
  const content = new ContentIndex({ state: { writers: new Map([[writerId, writer]]) } } as never);
  for (const [at, batch] of parsed.batches.entries()) content.addBatch(batch, at + 1);
  expect([content.resultCount, content.itemCount]).toEqual([results, 2 - results]);
});

describe('a part of a checkpoint', () => {
  it('is read as it was written', () => {
    const batches = [batchAt(0), batchAt(1, 0), batchAt(2, 5)];
    const encoded = encodeCheckpointPart(part(batches));
    const parsed = parseCheckpointPart(encoded);
    expect(parsed).toMatchObject({ logHead, epoch: 0 });
    const plain = ({ items, ...facts }: AcceptedBatch) => ({
      ...facts,
      // One by one: they are made of the part when they are asked for.
      items: items.map((item) => [
        [item.itemId, item.batchId, item.writerId, item.batchIndex, item.epoch, item.sealedAtMs],
        [item.header, item.receivedAtMs, item.sealedHeader, item.entry, item.batchKey],
      ]),
    });
    expect(parsed.batches.map(plain)).toEqual(batches.map(plain));
    expect(encoded.length).toBe(1 + 36 + 4 + 4 + batches.reduce((sum, batch) => sum + encodedSize(batch), 0));
  });

  it('is refused when it is cut off anywhere, has more behind it, or is of another layout', () => {
    const encoded = encodeCheckpointPart(part([batchAt(0), batchAt(1)]));
    for (let length = 0; length < encoded.length; length += 1)
      expect(() => parseCheckpointPart(encoded.slice(0, length))).toThrow(CommonsealError);
    expect(() => parseCheckpointPart(Uint8Array.of(...encoded, 0))).toThrow(CommonsealError);
    expect(() => parseCheckpointPart(Uint8Array.of(2, ...encoded.slice(1)))).toThrow(CommonsealError);
  });

  it('is taken up where it fits the log and the chain, with those that follow it', async () => {
    expect(await taken([part([batchAt(0), batchAt(1)]), part([batchAt(2)])])).toBe(6);
    const end = { batchCount: 2, lastHash: hashOf(1) };
    expect(await taken([part([batchAt(0), batchAt(1)])], { withdrawn: end })).toBe(4);
  });

  it('is left where it was verified by another log, by a longer one, or under an epoch that is not there', async () => {
    const [first, second] = [part([batchAt(0)]), [batchAt(1)]];
    expect(await taken([first, part(second, { logHead: { sequence: 3, hash: bytes(32, 8) } })])).toBe(2);
    expect(await taken([first, part(second, { logHead: { ...logHead, sequence: 4 } })])).toBe(2);
    expect(await taken([first, part(second, { epoch: 1 })])).toBe(2);
  });

  it('is left from where a chain has a gap, a batch twice, or another batch before it', async () => {
    const first = part([batchAt(0)]);
    expect(await taken([first, part([batchAt(2)])])).toBe(2);
    expect(await taken([first, part([batchAt(0)])])).toBe(2);
    expect(await taken([first, part([{ ...batchAt(1), previousHash: bytes(32, 9) }])])).toBe(2);
  });

  it('is left from where its writer is none, or was withdrawn', async () => {
    const two = [part([batchAt(0), batchAt(1)])];
    expect(await taken(two, null as never)).toBe(0);
    expect(await taken(two, { withdrawn: { batchCount: 1, lastHash: hashOf(0) } })).toBe(2);
    expect(await taken(two, { withdrawn: { batchCount: 2, lastHash: bytes(32, 9) } })).toBe(2);
  });
});
