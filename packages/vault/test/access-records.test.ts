import { type AccountId, WorkerId } from '@commonseal/protocol';
import type { AccessReport, VaultApi } from '@commonseal/vault';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { WorkingWorker } from '../../../e2e/fixtures/working-worker.ts';
import { type Device, file, openDevice, password } from './support/device.ts';
import { peopleOf } from './support/people.ts';
import { type TestWorker, asked, newWorker } from './support/worker.ts';

let server: InProcessServer;
let owner: Device;
let accountId: AccountId;
let worker: TestWorker;
let working: WorkingWorker;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);
afterAll(async () => {
  await server.stop();
});
beforeEach(async () => {
  owner = await beginAccount();
  accountId = (await owner.vault.listAccounts())[0]?.accountId ?? expect.fail();
  worker = newWorker();
  const { grant } = await owner.vault.grantWorker(asked(worker));
  working = await WorkingWorker.begin(server, worker, accountId, grant);
});

const { beginAccount } = peopleOf(() => server);

const read = (vault: VaultApi = owner.vault, most = 50) => vault.accessRecords(worker.workerId, most);
/** The same device, after the page was closed. */
async function reopened(): Promise<VaultApi> {
  const vault = await openDevice(server, { storage: owner.storage });
  await vault.unlock({ email: owner.email, password });
  return vault;
}
const told = ({ total, trouble }: AccessReport) => [total, trouble?.kind];
const ofWorker = () => Buffer.from(WorkerId.toBytes(worker.workerId));
/** The server changes its mind. */
const put = (index: number, record: Uint8Array | undefined) =>
  server.database.query(
    `insert into access_records (account_id, worker_id, index, record)
     select account_id, worker_id, $2, $3 from access_chains where worker_id = $1
     on conflict (account_id, worker_id, index) do update set record = excluded.record`,
    [ofWorker(), index, record ?? expect.fail()],
  );
const remove = (index: number) =>
  server.database.query('delete from access_records where worker_id = $1 and index = $2', [
    ofWorker(),
    index,
  ]);

describe('what a worker has read', () => {
  it('is told newest first, of which source and how much, and by a grant in force or not', async () => {
    await owner.vault.importFiles([file('one.txt', 'one')], { accountId });
    const [item] = await owner.vault.listItems();
    const source = { kind: 'batch', writerId: item?.writerId ?? expect.fail(), index: 0 } as const;
    await working.record({ source, itemIds: [item?.itemId ?? expect.fail()] });
    await working.record({ grant: 0 });
    await owner.vault.revokeGrant(working.grant);
    const report = await read();
    expect(told(report)).toEqual([2, undefined]);
    expect(report.itemCount).toBe(1);
    expect(report.accesses).toMatchObject([
      { index: 1, isGranted: false, source: { kind: 'delivery', name: '' } },
      { index: 0, isGranted: true, itemCount: 1, analyser: 'text', source: { name: 'Test device' } },
    ]);
    expect((await read(owner.vault, 1)).accesses.map(({ index }) => index)).toEqual([1]);
    // Only what is new is fetched, and counted once.
    expect(told(await read())).toEqual([2, undefined]);
  });

  it('is verified as a chain: one that is left out, altered or swapped ends it', async () => {
    for (let at = 0; at < 4; at += 1) await working.record();
    const [first, second] = working.records;
    const other = await working.seal({ index: 1, previousHash: new Uint8Array(32) });
    const flipped = Buffer.from(second ?? expect.fail());
    flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
    for (const wrong of [first, other, flipped, working.records[2]]) {
      await put(1, wrong);
      expect(told(await read(await reopened()))).toEqual([1, 'broken']);
    }
    await put(1, second);
    expect(told(await read(await reopened()))).toEqual([4, undefined]);
  });

  it('is missed when the server shows less than once before, or something else', async () => {
    for (let at = 0; at < 3; at += 1) await working.record();
    expect(told(await read())).toEqual([3, undefined]);
    await remove(2);
    const shortened = await read(await reopened());
    expect(shortened.trouble).toEqual({ kind: 'shortened', known: 3 });
    expect(shortened.total).toBe(2);
    working.records.pop();
    await put(2, await working.seal({ analyser: 'another' }));
    expect((await read(await reopened())).trouble).toEqual({ kind: 'shortened', known: 3 });
  });

  it('is nothing that another worker has signed, or that is about another log', async () => {
    await working.record({ logHead: { sequence: 1, hash: new Uint8Array(32) } });
    expect(told(await read())).toEqual([0, 'other log']);
    const stranger = newWorker();
    const { grant } = await owner.vault.grantWorker(asked(stranger));
    const theirs = await WorkingWorker.begin(server, stranger, accountId, grant);
    await put(0, await theirs.seal({ workerId: worker.workerId }));
    expect(told(await read(await reopened()))).toEqual([0, 'broken']);
  });

  it('is also read that names an entry of the log which the page has not fetched yet', async () => {
    const vault = await reopened();
    await owner.vault.rotateAccountKey();
    await working.record();
    expect(told(await read(vault))).toEqual([1, undefined]);
  });
});
