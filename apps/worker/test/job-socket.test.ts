import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeBase64url, parseItemHeader } from '@commonseal/protocol';
import { openSeal } from '@commonseal/crypto/open';
import {
  type AccountSeed,
  type BatchKey,
  type WriterSeed,
  batchKeyContext,
  cryptoReady,
  deriveItemKey,
} from '@commonseal/crypto/seal';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AccountRefusal } from '../src/accounts/account-refusal.ts';
import { KeyholderJob } from '../src/jobs/job-client.ts';
import { jobLimits } from '../src/jobs/job-table.ts';
import { Refusal } from '../src/keyholder/refusal.ts';
import { FrameReader, maxJobFrameBytes } from '../src/socket/frames.ts';
import { GrantedAccount } from './support/granted-account.ts';
import { batchToShow, identityIn, idsOf, jobSocket, jobsPlaceOf, show } from './support/job-account.ts';
import { WorkerCommands } from './support/worker-commands.ts';

const passphrase = 'gravel-Otter-19-lantern-mosaic';
const commands = new WorkerCommands();
let state: string;
let account: GrantedAccount;
let bank: WriterSeed;
let grant: number;

beforeAll(async () => {
  await cryptoReady();
  state = await commands.stateFolder();
  await commands.init(state, [passphrase]);
});
beforeEach(() => {
  account = new GrantedAccount();
  bank = account.writer();
  grant = account.grant(identityIn(state));
});
afterEach(() => commands.endAll());
afterAll(() => commands.remove());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) =>
      error instanceof AccountRefusal || error instanceof Refusal ? error.code : Promise.reject(error),
  );

async function unsealed() {
  await commands.start(state);
  expect((await commands.run(state, ['unseal'], [passphrase])).code).toBe(0);
  return jobSocket(jobsPlaceOf(state));
}

it("a job's process begins a job, gets item keys and headers, and ends it", async () => {
  const socket = await unsealed();
  expect((await socket.ask('state', {})).isUnsealed).toBe(true);
  const batch = await account.batch(bank, ['one', 'two']);
  await show(socket, account, identityIn(state));
  const { accountId } = account;
  const job = await KeyholderJob.begin(socket, { accountId, grant, analyser: 'counter', version: '1' });
  const given = await job.itemKeys(batchToShow(batch), idsOf(batch), { withHeaders: true });
  const seed = account.seeds[0] as AccountSeed;
  const batchKey = openSeal<BatchKey>(batch.seal, seed, batchKeyContext(batch.parsed));
  for (const { itemId, key } of given)
    expect(key.use((bytes) => bytes.slice())).toEqual(deriveItemKey(batchKey, itemId));
  const titles = given.map(({ header }) => parseItemHeader(header ?? new Uint8Array()).title);
  expect(titles).toEqual(['one', 'two']);
  await job.end();
  expect(await codeOf(job.itemKeys(batchToShow(batch), idsOf(batch), { withHeaders: false }))).toBe(
    'job_unknown',
  );

  const other = await KeyholderJob.begin(socket, { accountId, grant, analyser: 'counter', version: '1' });
  expect((await commands.run(state, ['seal'])).code).toBe(0);
  expect(await codeOf(other.itemKeys(batchToShow(batch), idsOf(batch), { withHeaders: false }))).toBe(
    'job_unknown',
  );
  const begin = { accountId, grant, analyser: 'counter', version: '1' };
  expect(await codeOf(KeyholderJob.begin(socket, begin))).toBe('sealed');
  socket.close();
});

it("what a process has begun that was killed is in nobody's way", async () => {
  const killed = await unsealed();
  await show(killed, account, identityIn(state));
  const begin = (socket: typeof killed) =>
    KeyholderJob.begin(socket, { accountId: account.accountId, grant, analyser: 'counter', version: '1' });
  for (let jobs = 0; jobs < jobLimits.jobsPerAccount; jobs += 1) await begin(killed);
  const other = await jobSocket(jobsPlaceOf(state));
  expect(await codeOf(begin(other))).toBe('too_many_jobs');
  killed.close();
  await expect.poll(() => codeOf(begin(other))).toBe('done');
  other.close();
});

it('what is asked at one socket is not answered at the other', async () => {
  const socket = await unsealed();
  for (const request of ['unseal', 'seal', 'changePassphrase', 'handoverKey', 'status'])
    expect(await codeOf(socket.ask(request as never, {} as never))).toBe('unknown_request');
  socket.close();
  expect(await commands.status(state)).toMatchObject({ kind: 'unsealed' });
});

describe('a hostile request', () => {
  const id = encodeBase64url(new Uint8Array(32));
  it.each([
    ['takeLog', { accountId: id, from: 0, entries: ['?'], more: false }],
    ['takeLog', { accountId: id, from: -1, entries: [], more: false }],
    ['takeLog', { accountId: 'short', from: 0, entries: [], more: false }],
    ['takeLog', { accountId: id, from: 0, entries: ['A'], more: false }],
    ['beginJob', { accountId: id, grant: 1, analyser: 'x'.repeat(257), version: '', handoverKey: id }],
    // Longer than an access record takes, in bytes.
    ['beginJob', { accountId: id, grant: 1, analyser: 'ä'.repeat(200), version: '', handoverKey: id }],
    ['beginJob', { accountId: id, grant: 1, analyser: 'x', version: '', handoverKey: id, more: 1 }],
    ['itemKeys', { job: 'x', manifest: '', seal: '', pages: [], items: [], withHeaders: true }],
    ['endJob', { job: '../../../../etc/passwd' }],
    ['endJob', { job: 'AAAAAAAAAAAAAAAAAAAAAA', more: 1 }],
  ])('is refused as malformed: %s', async (request, body) => {
    const place = jobsPlaceOf(state);
    await commands.start(state);
    const socket = await jobSocket(place);
    expect(await codeOf(socket.ask(request as never, body as never))).toBe('malformed');
    expect(await codeOf(socket.ask('endJob', { job: 'AAAAAAAAAAAAAAAAAAAAAA' }))).toBe('done');
    socket.close();
  });

  it('is refused when its frame is longer than any may be, before it has come', async () => {
    await commands.start(state);
    const socket = connect(jobsPlaceOf(state).path);
    await once(socket, 'connect');
    const head = Buffer.alloc(4);
    head.writeUInt32BE(maxJobFrameBytes + 1);
    socket.write(head);
    const reader = new FrameReader(maxJobFrameBytes);
    const [piece] = (await once(socket, 'data')) as [Buffer];
    expect([...reader.add(piece)]).toEqual([{ refused: { code: 'malformed' } }]);
    socket.destroy();
  });
});

/** As another user: whether each socket can be connected to. */
async function reachable(paths: readonly string[], user: number): Promise<string[]> {
  const code = `
    const net = require('node:net');
    Promise.all(process.argv.slice(1).map((path) => new Promise((resolve) => {
      const socket = net.connect(path, () => { socket.destroy(); resolve('reached'); });
      socket.on('error', ({ code }) => resolve(code));
    }))).then((all) => console.log(JSON.stringify(all)));`;
  const child = spawn(process.execPath, ['-e', code, ...paths], { uid: user, gid: user, cwd: '/' });
  let output = '';
  child.stdout.on('data', (part: Buffer) => {
    output += part.toString();
  });
  await once(child, 'close');
  return JSON.parse(output) as string[];
}

describe('with a group for jobs', () => {
  const isRoot = process.geteuid?.() === 0;
  const group = 65_534;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'commonseal-jobs-'));
    await chmod(folder, 0o755);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("jobs of another user reach their socket, and the operators' is out of their reach", async () => {
    const jobs = join(folder, 'jobs');
    const options = ['--jobs-folder', jobs, '--jobs-group', String(group)];
    // Nobody but root can give a folder to a group of others.
    if (!isRoot) {
      expect((await commands.run(state, ['start', ...options])).code).toBe(2);
      return;
    }
    const keyholder = await commands.start(state, {}, options);
    const paths = [join(jobs, 'jobs.sock'), join(state, 'keyholder.sock')];
    expect(await reachable(paths, group)).toEqual(['reached', 'EACCES']);
    expect(await reachable(paths, group - 1)).toEqual(['EACCES', 'EACCES']);
    expect((await stat(jobs)).mode & 0o7777).toBe(0o750);
    expect((await keyholder.end()).output).toContain(`whoever is in group ${group}`);
  });

  it('no folder is taken that others may change, or that is not its own', async () => {
    const jobs = join(folder, 'jobs');
    await mkdir(jobs);
    await chmod(jobs, 0o777);
    const options = ['--jobs-folder', jobs, '--jobs-group', String(group)];
    const { code, output } = await commands.run(state, ['start', ...options]);
    const words = isRoot ? 'is no folder that a group may enter' : 'started as root';
    expect([code, output.includes(words)]).toEqual([isRoot ? 1 : 2, true]);
    const one = await commands.run(state, ['start', '--jobs-group', String(group)]);
    expect(one.code).toBe(2);
  });
});

it('says whom a job could read the memory of, where nothing keeps them apart', async () => {
  const keyholder = await commands.start(state);
  expect((await keyholder.end()).output).toMatch(/A job that runs as .* can read the keyholder's memory/);
});
