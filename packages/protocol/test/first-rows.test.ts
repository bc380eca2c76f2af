import { AccountId, BatchId, CommonsealError, ItemId, encodeChunkRows } from '@commonseal/protocol';
import { ApiClient, FirstRows } from '@commonseal/protocol/api';
import { describe, expect, it } from 'vitest';

const filled = (length: number, byte: number) => new Uint8Array(length).fill(byte);
const accountId = AccountId.fromBytes(filled(32, 1));
const batchIds = [2, 3].map((byte) => BatchId.fromBytes(filled(16, byte))) as [BatchId, BatchId];
const ids = Array.from({ length: 6 }, (_, at) => ItemId.fromBytes(filled(16, 10 + at)));
const rowOf = (itemId: ItemId) => filled(5, ItemId.toBytes(itemId)[0] ?? 0);

/** A server that has these, hands out as many as it likes, and remembers what it was asked for. */
function rowsOf(
  items: readonly { readonly itemId: ItemId; readonly batchId: BatchId }[],
  answer: (asked: readonly ItemId[]) => readonly ItemId[] | 'away',
) {
  const asked: string[][] = [];
  const answerAll: typeof fetch = async (input, init) => {
    const body = JSON.parse(init?.body as string) as { readonly items: ItemId[] };
    asked.push([new URL(input as string).pathname.split('/').at(-2) ?? '', ...body.items]);
    const found = answer(body.items);
    if (found === 'away') throw new TypeError('fetch failed');
    const rows = found.map((itemId) => ({ itemId, chunk: 0, row: rowOf(itemId) }));
    return new Response(encodeChunkRows(rows) as BodyInit, {
      headers: { 'content-type': 'application/octet-stream' },
    });
  };
  const api = new ApiClient({ baseUrl: 'http://localhost', fetch: answerAll });
  return { rows: new FirstRows({ api, accountId }, items), asked };
}

const ofFirstBatch = ids.map((itemId) => ({ itemId, batchId: batchIds[0] }));

describe('first rows', () => {
  it('come with those that are read next, and are handed out once', async () => {
    const { rows, asked } = rowsOf(ofFirstBatch, (all) => all);
    const taken = await Promise.all(ids.map((itemId) => rows.take(itemId)));
    expect(taken).toEqual(ids.map(rowOf));
    expect(asked).toEqual([[batchIds[0], ...ids]]);
    for (const itemId of ids) expect(await rows.take(itemId)).toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  it('are asked for again where the message took only some, in their turn', async () => {
    const { rows, asked } = rowsOf(ofFirstBatch, (all) => all.slice(0, 2));
    for (const itemId of ids) expect(await rows.take(itemId)).toEqual(rowOf(itemId));
    expect(asked.map((each) => each.slice(1))).toEqual([ids, ids.slice(2), ids.slice(4)]);
  });

  it('are asked for without those that are not read any more, and by batch', async () => {
    const mixed = ids.map((itemId, at) => ({ itemId, batchId: batchIds[at % 2] ?? batchIds[0] }));
    const { rows, asked } = rowsOf(mixed, (all) => all);
    const [first, second, third, , fifth] = ids as [ItemId, ItemId, ItemId, ItemId, ItemId];
    rows.drop(third);
    expect(await rows.take(first)).toEqual(rowOf(first));
    expect(await rows.take(second)).toEqual(rowOf(second));
    expect(asked).toEqual([
      [batchIds[0], first, fifth],
      [batchIds[1], second, ids[3], ids[5]],
    ]);
    rows.drop(fifth);
    expect(await rows.take(fifth)).toBeUndefined();
    expect(await rows.take(third)).toBeUndefined();
    expect(asked).toHaveLength(2);
  });

  it('that the server leaves out are asked for a bounded number of times', async () => {
    const { rows, asked } = rowsOf(ofFirstBatch, () => []);
    const taken = await Promise.all(ids.map((itemId) => rows.take(itemId)));
    expect(taken).toEqual(ids.map(() => undefined));
    expect(asked).toHaveLength(ids.length);
  });

  it('that nobody asked for are left alone', async () => {
    const [first, second] = ids as [ItemId, ItemId];
    const { rows } = rowsOf([{ itemId: first, batchId: batchIds[0] }], () => [second, first]);
    expect(await rows.take(second)).toBeUndefined();
    expect(await rows.take(first)).toEqual(rowOf(first));
  });

  it('can be asked for again after the server was away', async () => {
    let isAway = true;
    const { rows } = rowsOf(ofFirstBatch, (all) => (isAway ? 'away' : all));
    const taking = ids.map((itemId) => rows.take(itemId));
    for (const each of taking) await expect(each).rejects.toThrow(CommonsealError);
    isAway = false;
    expect(await Promise.all(ids.map((itemId) => rows.take(itemId)))).toEqual(ids.map(rowOf));
  });
});
