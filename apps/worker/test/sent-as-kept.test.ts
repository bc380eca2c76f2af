import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { ChunkRow, ItemId } from '@commonseal/protocol';
import { prepareSchema } from '../src/queue/schema.ts';
import { keepRows, keptRows } from '../src/results/kept-rows.ts';
import type { ResultStep } from '../src/results/result-chain.ts';
import { QueueBench } from './support/queue-bench.ts';
import type { WorkedAccount } from './support/worked-account.ts';
import { WorkedServer } from './support/worked-server.ts';

/** What is found in them is as long, and so several rows each; in all more than is kept by one statement. */
const texts = [1, 2, 3, 4, 5, 6].map((number) => `${number} `.repeat(600_000));
let worked: WorkedServer;
let bench: QueueBench;

beforeAll(async () => {
  worked = await WorkedServer.start();
}, 180_000);
afterAll(() => worked.stop());
beforeEach(async () => {
  bench = await QueueBench.open();
});
afterEach(() => bench.close());

/** Rows, pages, seal and manifest (without its signature) of all results, each by its place and by a hash that the database makes of it. */
async function kept(): Promise<string[]> {
  const { rows } = await bench.pool.query<{ line: string }>(
    `select concat_ws(' ', 'row', item_id, chunk, encode(sha256(bytes), 'hex')) as line from commonseal_work.rows
     union all
     select concat_ws(' ', 'page', batch_id, page.at - 1, encode(sha256(page.bytes), 'hex'))
     from commonseal_work.batches, unnest(pages) with ordinality as page (bytes, at)
     union all
     select concat_ws(' ', 'batch', batch_id, encode(sha256(body), 'hex'), encode(sha256(seal), 'hex'))
     from commonseal_work.batches where not is_sent`,
  );
  return rows.map(({ line }) => line).toSorted();
}

async function atTheServer({ accountId, worker }: WorkedAccount): Promise<string[]> {
  const account = Buffer.from(accountId, 'base64url');
  const writer = Buffer.from(await worker.signer.writerId(accountId), 'base64url');
  const id = (column: string) => `translate(rtrim(encode(${column}, 'base64'), '='), '+/', '-_')`;
  const { rows } = await worked.server.database.query<{ line: string }>(
    `with found as (select * from batches where account_id = $1 and writer_id = $2)
     select concat_ws(' ', 'row', ${id('item_id')}, chunk, encode(sha256(bytes), 'hex')) as line
     from found join body_chunks using (account_id, batch_id)
     union all
     select concat_ws(' ', 'page', ${id('batch_id')}, page, encode(sha256(bytes), 'hex'))
     from found join batch_pages using (account_id, batch_id)
     union all
     select concat_ws(' ', 'batch', ${id('batch_id')},
       encode(sha256(substring(manifest for octet_length(manifest) - 64)), 'hex'), encode(sha256(seal), 'hex'))
     from found`,
    [account, writer],
  );
  return rows.map(({ line }) => line).toSorted();
}

it.each([
  ['whoever has kept it', undefined],
  ['another process, of one that died when it was kept', 'kept'],
  ['another process, of one that died when it was signed', 'signed'],
  ['another process, of one that died when it was sent', 'sent'],
] as const)('what the server has is byte for byte what was kept, sent by %s', async (_, last) => {
  const of = await worked.account([texts]);
  const seen: string[] = [];
  let died: () => void = () => undefined;
  const dead = new Promise<void>((resolve) => {
    died = resolve;
  });
  const first = bench.process(worked.worker, {
    onStep: async (step: ResultStep) => {
      if (step === 'kept') seen.push(...(await kept()));
      if (step !== last) return;
      died();
      await new Promise(() => undefined);
    },
  });
  const runId = await bench.run(of);
  if (last !== undefined) {
    await dead;
    await first.kill();
    bench.process(worked.worker);
  }
  const isDone = async () => expect(await bench.stateOf(runId)).toMatchObject({ state: 'done' });
  await vi.waitFor(isDone, { timeout: 90_000, interval: 100 });
  const rows = seen.filter((line) => line.startsWith('row'));
  expect(rows).toHaveLength(3 * texts.length);
  expect(seen.toSorted()).toEqual(await atTheServer(of));
  expect(await kept()).toEqual([]);
});

it('rows come back as they were kept, however large they are together', async () => {
  await prepareSchema(bench.pool);
  const place = { accountId: 'account', batchId: 'batch' } as never;
  const sizes = [1, 512 * 1024, 7, 300_000, ...Array.from({ length: 600 }, (_, at) => at % 5), 512 * 1024];
  const many = Array.from({ length: 12 }, () => sizes).flat();
  const rows = many.map(
    (size, at): ChunkRow => ({
      itemId: `item ${String(at % 3_000).padStart(5, '0')}` as ItemId,
      chunk: Math.floor(at / 3_000),
      // Views into something larger, of bytes of every kind.
      row: new Uint8Array(size + 2).fill(at % 256).subarray(1, size + 1),
    }),
  );
  await keepRows(bench.pool, place, rows);
  const found: ChunkRow[] = [];
  for await (const row of keptRows(bench.pool, place)) found.push(row);
  const told = ({ itemId, chunk, row }: ChunkRow) =>
    `${itemId}/${chunk} ${createHash('sha256').update(row).digest('hex')}`;
  expect(found.map(told).toSorted()).toEqual(rows.map(told).toSorted());
}, 60_000);
