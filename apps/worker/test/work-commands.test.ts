import { analysers } from '@commonseal/analysis';
import { openTestDatabase } from '@commonseal/embedded-postgres/testing';
import { Ending } from '@commonseal/local-program/ending';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { asked, file, keptLog } from '../../../e2e/fixtures/granting-owner.ts';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { parseOptions } from '../src/cli/options.ts';
import { RealWorker } from './support/worked-account.ts';
import { WorkedServer } from './support/worked-server.ts';
import type { WorkerCommands } from './support/worker-commands.ts';

let worked: WorkedServer;
let server: WorkedServer['server'];
let commands: WorkerCommands;
let worker: RealWorker;
beforeAll(async () => {
  worked = await WorkedServer.start();
  ({ server, commands, worker } = worked);
}, 180_000);
afterAll(() => worked.stop());

const beginAccount = () => worked.people.beginAccount();

it('an owner is asked for a job, grants some of it, and exactly that is done, and said', async () => {
  const database = await openTestDatabase();
  const environment = { DATABASE_URL: database.connectionString };
  const run = (...args: readonly string[]) => commands.run(worker.state, args, undefined, { environment });
  const owner = await beginAccount();
  // Of no kind that is read: nothing has to be started for them.
  await bringIn(owner.vault, [file('a.bin', 'a'), file('b.bin', 'b')]);
  const { accountId } = (await keptLog(owner.storage)).state;
  const ask = ['ask', accountId, '--analyser', 'text', '--version', '2', '--server', server.url];
  const unnamed = await run(...ask);
  expect(unnamed).toMatchObject({ code: 1, output: expect.stringContaining('has to name it first') });
  await owner.vault.nameWorker(worker.shown.printed);
  const { code, output } = await run(...ask);
  expect(code).toBe(0);
  const runId = output.split('\n')[0] ?? '';
  expect((await run('status')).output).toContain(`Run ${runId}  asked    owners were asked`);

  const ending = new Ending();
  const work = ['work', '--server', server.url, '--jobs', '1'];
  const working = commands.run(worker.state, work, undefined, { environment, ending });
  const [request] = await owner.vault.workerRequests();
  const [item] = await owner.vault.listItems();
  if (!request || !item) throw new TypeError('a request and an item');
  const { jobId } = request;
  await owner.vault.grantWorker(
    asked(worker.shown as never, {
      terms: { kind: 'job', jobId, analyserName: 'text 2', itemIds: [item.itemId] },
    }),
  );
  // What is granted is handed over with the next look.
  await owner.vault.sync();
  await vi.waitFor(
    async () => expect((await run('status')).output).toContain(`Run ${runId}  done     1 of 1`),
    { timeout: 90_000, interval: 500 },
  );
  expect((await run('cancel', runId)).output).toBe('The run was over already.');
  ending.ask(Date.now());
  expect(await working).toMatchObject({ code: 0 });
  const { workerId } = worker;
  const records = await server.database.query('select 1 from access_records');
  expect([workerId, records.rowCount]).toEqual([workerId, 1]);
  await database.drop();
});

it('a worker that was granted nothing says that it is sealed, and is found by owners once it is not', async () => {
  const database = await openTestDatabase();
  const environment = { DATABASE_URL: database.connectionString };
  const fresh = await RealWorker.start(commands, server.url);
  await fresh.seal();
  const ending = new Ending();
  const said: string[] = [];
  const say = (words: string) => void said.push(words);
  const output = { say, complain: say, progress: () => undefined };
  const work = ['work', '--server', server.url, '--jobs', '1'];
  const working = commands.run(fresh.state, work, undefined, { environment, ending, output });
  const owner = await beginAccount();
  await vi.waitFor(
    () => expect(said).toContain('Waiting. The keyholder is sealed: npm run worker -- unseal'),
    { timeout: 30_000 },
  );
  await expect(owner.vault.findWorker(fresh.shown.printed)).rejects.toMatchObject({ code: 'not_found' });
  await fresh.unseal();
  await vi.waitFor(() => owner.vault.findWorker(fresh.shown.printed), { timeout: 30_000, interval: 500 });
  ending.ask(Date.now());
  expect(await working).toMatchObject({ code: 0 });
  fresh.keyholder.close();
  await database.drop();
});

it('what is not told which analyser has all of them read, each in its newest version, and says so', async () => {
  const database = await openTestDatabase();
  const environment = { DATABASE_URL: database.connectionString };
  const run = (...args: readonly string[]) => commands.run(worker.state, args, undefined, { environment });
  const account = 'A'.repeat(43);
  const printed = async (...args: readonly string[]) => {
    const { code, output } = await run('reprocess', account, ...args);
    expect(code, output).toBe(0);
    return output.split('\n').flatMap((line) => /^([\w-]{22}) (\w+ \d+)$/.exec(line)?.slice(1) ?? []);
  };
  const all = await printed();
  const names = all.filter((_, at) => at % 2 === 1);
  expect(names).toEqual(analysers.map(({ name, versions }) => `${name} ${versions.at(-1)}`));
  const { output } = await run('status');
  for (const [at, name] of names.entries())
    expect(output).toContain(`Run ${all[2 * at]}  running  0 of 0 or more  ${name}  account ${account}`);
  expect((await printed('--analyser', 'text'))[1]).toBe('text 2');
  expect((await printed('--analyser', 'text', '--version', '1'))[1]).toBe('text 1');
  await database.drop();
});

describe('an id that begins with a dash, as one in 64 does', () => {
  const account = `-${'m'.repeat(42)}`;
  const twice = `--${'m'.repeat(41)}`;
  const run = `-${'m'.repeat(21)}`;

  it.each([account, twice, run])('is what a command is about, wherever it stands: %s', (id) => {
    for (const args of [
      ['cancel', id, '--version', '1', '--json'],
      ['cancel', '--version', '1', id, '--json'],
      ['cancel', '--version', '1', '--json', '--', id],
    ])
      expect(parseOptions(args)).toMatchObject({
        positionals: ['cancel', id],
        values: { version: '1', json: true },
      });
  });

  it('is the value of an option', () => {
    const named = `--account ${account} --account ${twice} --source ${account} --server https://seal.example`;
    const { values, positionals } = parseOptions(['start', ...named.split(' ')]);
    expect(values).toMatchObject({
      account: [account, twice],
      source: account,
      server: 'https://seal.example',
    });
    expect(positionals).toEqual(['start']);
  });

  it('is an option as before when it is as long as no id', () => {
    for (const arg of ['-x', '--unknown', `${account}m`])
      expect(() => parseOptions(['status', arg])).toThrow('Unknown option');
  });
});

it.each([
  [['reprocess'], 'Say which account'],
  [['reprocess', 'me'], 'An account is named by its id'],
  [
    ['reprocess', 'A'.repeat(43), '--version', '1'],
    'Say whose version: --analyser NAME, one of these: text 1, 2',
  ],
  [['reprocess', 'A'.repeat(43), '--analyser', 'soup'], 'There is no such analyser. There are: text 1, 2'],
  [
    ['reprocess', 'A'.repeat(43), '--analyser', 'text', '--version', '7'],
    'no such version. There are: text 1, 2',
  ],
  [['reprocess', 'A'.repeat(43), '--from', 'May'], '--from takes a day'],
  [['reprocess', 'A'.repeat(43), '--from', '2026-02-01', '--to', '2026-01-01'], 'is before'],
  [['reprocess', 'A'.repeat(43), '--source', 'bank'], '--source takes'],
  [['ask', 'A'.repeat(43), '--analyser', 'text'], 'Say which server'],
  [['work'], 'Say which server'],
  [['work', '--server', 'https://seal.example', '--jobs', '0'], '--jobs takes a whole number'],
  [['cancel'], 'Say which run'],
  [['status', 'again'], 'nothing but options'],
])('a wrong command line says what to do: %j', async (args, words) => {
  expect(await commands.run(worker.state, args)).toMatchObject({
    code: 2,
    output: expect.stringContaining(words),
  });
});
