import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { derivePurposes } from '@commonseal/crypto/keyholder';
import { openTestDatabase } from '@commonseal/embedded-postgres/testing';
import { deriveGuarded } from '@commonseal/guarded/derive';
import { GuardedSecret } from '@commonseal/guarded/secret';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { copyAllTables } from '../../../e2e/fixtures/database-surfaces.ts';
import { file, peopleOf } from '../../../e2e/fixtures/granting-owner.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { openPool, withConnection } from '../src/queue/database.ts';
import { knownSecrets } from './support/known-secrets.ts';
import { type Secrets, findInFiles, findSecrets, findShown, scanMemory } from './support/process-memory.ts';
import { RealWorker, WorkedAccount, passphrase } from './support/worked-account.ts';
import { WorkerCommands } from './support/worker-commands.ts';
import { type Running, WorkerProgram } from '../../../e2e/fixtures/worker-program.ts';

const canary = 'canary-of-the-item-that-is-held';
/** Takes what reads it seconds. */
const slowText = `<p>${canary}</p>${'<b></b>'.repeat(2_000_000)}`;

const commands = new WorkerCommands();
let server: InProcessServer;
let program: WorkerProgram;

beforeAll(async () => {
  server = await InProcessServer.start();
  program = await WorkerProgram.create();
}, 180_000);
afterAll(async () => {
  await program?.remove();
  await commands.remove();
  await server?.stop();
});

const { beginAccount } = peopleOf(() => server);

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

/** The process that reads the item, stopped as soon as it has all of it. */
async function heldAnalyser(pid: number, itemBytes: number, said: () => string): Promise<number> {
  const deadlineMs = Date.now() + 90_000;
  while (Date.now() < deadlineMs) {
    const analyser = childrenOf(pid).find((child) => bytesReadBy(child) > itemBytes);
    if (analyser !== undefined) {
      process.kill(analyser, 'SIGSTOP');
      return analyser;
    }
    await delay(50);
  }
  throw new Error(`no process ever had the item: ${said()}`);
}

/** 0 of one that has ended meanwhile. */
function bytesReadBy(pid: number): number {
  try {
    return Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
  } catch {
    return 0;
  }
}

function receivingKeyOf(seed: Uint8Array): Uint8Array {
  return deriveGuarded(GuardedSecret.takenFrom(seed.slice()), derivePurposes.receivingKeyPair).use((bytes) =>
    bytes.slice(),
  );
}

async function dump(pool: pg.Pool): Promise<Buffer> {
  return withConnection(pool, async (client) =>
    Buffer.concat([...(await copyAllTables(client as unknown as pg.Client)).values()]),
  );
}

describe('memory', () => {
  it('of what does jobs has no seed and no batch key in the middle of one, nor has an analyser, a disk, a log or an environment', async () => {
    const queue = await openTestDatabase();
    const pool = openPool(() => ({ connectionString: queue.connectionString }), 2);
    let keyholder: Running | undefined;
    const worker = await RealWorker.start(commands, server.url, {
      startKeyholder: async (...place) => {
        keyholder = await program.start(...place);
      },
    });
    if (!keyholder) throw new TypeError('a keyholder was started');
    const of = await WorkedAccount.begin(await beginAccount(), worker, [['one', 'two']]);
    await of.owner.vault.rotateAccountKey();
    await bringIn(of.owner.vault, [file('slow.html', slowText)]);
    await of.owner.vault.sync();

    const seeds = [...(await of.seeds())];
    const keys = await of.keys();
    const accountKeys: Secrets = Object.fromEntries(
      seeds.map(([epoch, seed]) => [`account key ${epoch}`, receivingKeyOf(seed)]),
    );
    const never: Secrets = {
      ...(await knownSecrets(worker.state, [passphrase])),
      ...accountKeys,
      ...Object.fromEntries(seeds.map(([epoch, seed]) => [`account seed ${epoch}`, seed])),
      ...Object.fromEntries(keys.map(({ batchKey }, at) => [`batch key ${at}`, batchKey])),
    };
    const itemKeys = Object.fromEntries(
      keys.flatMap((batch, at) => batch.itemKeys.map((key, item) => [`item key ${at}.${item}`, key])),
    );
    expect([seeds.length, keys.length]).toEqual([2, 2]);

    const environment = { DATABASE_URL: queue.connectionString };
    const run = (...args: readonly string[]) => commands.run(worker.state, args, undefined, { environment });
    expect((await run('reprocess', of.accountId, '--analyser', 'text', '--version', '2')).code).toBe(0);
    const work = ['work', '--server', server.url, '--jobs', '1'];
    const job = program.spawn(worker.state, work, { environment });
    const analyser = await heldAnalyser(job.pid, slowText.length, () => job.output);
    const delivered = async () => (await of.results()).length;
    // It has the item, and has not answered; the others are delivered meanwhile.
    await expect.poll(delivered, { timeout: 60_000 }).toBe(2);
    await delay(1_500);
    expect(await delivered()).toBe(2);

    // What does jobs has the item, and not even its key any more.
    const item = { item: Buffer.from(canary) };
    expect(scanMemory(job.pid, { ...never, ...itemKeys, ...item })).toEqual(['item, raw']);
    expect(scanMemory(analyser, { ...never, ...itemKeys, ...item })).toEqual(['item, raw']);
    // The same look finds what a keyholder holds.
    expect(scanMemory(keyholder.pid, { ...never, ...itemKeys })).toEqual([
      ...Object.keys(accountKeys).map((name) => `${name}, raw`),
      'receiving key, raw',
      'seed, raw',
      'signing key, raw',
    ]);
    const all = { ...never, ...itemKeys };
    expect(findInFiles(worker.state, all)).toEqual([]);
    const known = { account: Buffer.from(of.accountId) };
    expect(findSecrets(await dump(pool), { ...all, ...known })).toEqual(['account, raw']);
    for (const { pid, output } of [keyholder, job, { pid: analyser, output: '' }]) {
      expect(findShown(pid, all)).toEqual([]);
      expect(findSecrets(Buffer.from(output), all)).toEqual([]);
    }

    process.kill(analyser, 'SIGCONT');
    await vi.waitFor(async () => expect(await delivered()).toBe(3), { timeout: 60_000, interval: 200 });
    expect(findSecrets(await dump(pool), all)).toEqual([]);
    expect((await job.kill('SIGTERM')).code).toBe(0);
    worker.keyholder.close();
    await pool.end();
    await queue.drop();
  }, 240_000);
});
