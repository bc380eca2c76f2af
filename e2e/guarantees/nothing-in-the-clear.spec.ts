import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { plantInBrowserStorage, readBrowserStorage } from '../fixtures/browser-surfaces.ts';
import { type Canary, CanaryScan, type Encoding, encode, encodings } from '../fixtures/canaries.ts';
import { connectToDatabase, copyAllTables, readFolder } from '../fixtures/database-surfaces.ts';
import {
  Connector,
  connectSource,
  expectItemCount,
  lock,
  openItem,
  signUp,
  unlock,
} from '../fixtures/journey.ts';
import { RecordingProxy } from '../fixtures/recording-proxy.ts';
import { expect, testWithOwnServer as test } from '../fixtures/test.ts';

/** Secrets that a person types or a third party wrote, each with a text that occurs nowhere else. */
const secrets = [
  'password',
  'account',
  'source',
  'title',
  'sender',
  'body',
  'file',
  'import',
  'importFile',
] as const;
type Secret = (typeof secrets)[number];

function makeCanaries(): Record<Secret | 'control' | 'compressed', string> {
  const names = [...secrets, 'control', 'compressed'] as const;
  const entries = names.map((name) => [name, `canary${name}${randomBytes(9).toString('hex')}`]);
  return Object.fromEntries(entries) as Record<Secret | 'control' | 'compressed', string>;
}

/** One text in every encoding, and another inside a compressed stream: what the scan must find wherever it is put. */
function controlBytes(control: string, compressed: string): Buffer {
  const pieces = encodings.flatMap((encoding) => encode(control, encoding).slice(0, 1));
  return Buffer.concat([
    ...pieces.flatMap((piece) => [piece, Buffer.from('|')]),
    gzipSync(Buffer.from(compressed)),
  ]);
}

const textEncodings: readonly Encoding[] = ['raw', 'base64', 'base64url', 'hex', 'HEX'];

test('no secret and no content lies in the clear outside the reader’s eyes', async ({
  page,
  server,
  complaints,
}) => {
  test.setTimeout(300_000);
  complaints.allow(/\/control/);
  const texts = makeCanaries();
  const list = (names: readonly (keyof typeof texts)[]): Canary[] =>
    names.map((name) => ({ name, text: texts[name] }));
  const scan = new CanaryScan(list(secrets));
  const controlScan = new CanaryScan(list(['control', 'compressed']));
  const planted = controlBytes(texts.control, texts.compressed);
  const folder = await mkdtemp(join(tmpdir(), 'commonseal-canaries-'));
  const proxy = await RecordingProxy.start(server.port);
  const connector = new Connector(join(folder, 'connector'));
  const person = { email: 'canary@example.test', password: texts.password, accountName: texts.account };

  const expectClear = (surface: string, bytes: Uint8Array) => {
    expect(bytes.length, `${surface} holds something to be searched`).toBeGreaterThan(0);
    expect(scan.scan(bytes), surface).toEqual([]);
  };
  const expectControlFound = (
    surface: string,
    bytes: Uint8Array,
    wanted: readonly Encoding[] = encodings,
  ) => {
    const found = controlScan.scan(bytes).map(({ canary, encoding }) => `${canary} ${encoding}`);
    const expected = wanted.map((encoding) => `control ${encoding}`);
    // Text surfaces cannot hold a compressed stream.
    if (wanted === encodings) expected.push('compressed raw');
    expect(found, `${surface}: the scan finds what is planted`).toEqual(expect.arrayContaining(expected));
  };

  await test.step('use everything that touches the secrets', async () => {
    await signUp(page, person, proxy.url);
    await connectSource(page, connector, texts.source);
    const mail = join(folder, 'mail');
    await mkdir(mail);
    const message = [
      `From: ${texts.sender} <${texts.sender}@example.test>`,
      `Subject: ${texts.title}`,
      'Date: Tue, 05 Mar 2024 10:15:00 +0100',
      '',
      `${texts.body} `.repeat(200),
    ].join('\r\n');
    await writeFile(join(mail, `${texts.file}.eml`), message);
    await connector.run('push', mail);
    await page.getByRole('link', { name: 'Content', exact: true }).click();
    await expectItemCount(page, 1);
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Import files' }).first().click();
    await (await chooser).setFiles({
      name: `${texts.importFile}.txt`,
      mimeType: 'text/plain',
      buffer: Buffer.from(`${texts.import} `.repeat(200)),
    });
    await expectItemCount(page, 2);
    await openItem(page, new RegExp(texts.title));
    await expect(page.getByText(texts.body).first()).toBeVisible();
    await openItem(page, new RegExp(texts.importFile));
    await expect(page.getByText(texts.import).first()).toBeVisible();
    await lock(page);
    await unlock(page, person);
    await expectItemCount(page, 2);
    await lock(page);
  });

  await test.step('requests and answers', async () => {
    expect(proxy.exchanges).toBeGreaterThan(30);
    expectClear('requests and answers', proxy.recorded);
    await fetch(`${proxy.url}/healthz`, { method: 'POST', body: new Uint8Array(planted) });
    expectControlFound('requests and answers', proxy.recorded);
  });

  await test.step('browser storage', async () => {
    const before = await readBrowserStorage(page);
    expect([...before.keys()]).toEqual(expect.arrayContaining(['indexedDB', 'cookies']));
    for (const [surface, bytes] of before) expectClear(surface, bytes);
    await plantInBrowserStorage(page, planted);
    const after = await readBrowserStorage(page);
    for (const surface of ['indexedDB', 'caches']) {
      expectControlFound(surface, after.get(surface) ?? Buffer.alloc(0));
    }
    for (const surface of ['localStorage', 'sessionStorage']) {
      expectControlFound(surface, after.get(surface) ?? Buffer.alloc(0), [...encodings]);
    }
    expectControlFound('cookies', after.get('cookies') ?? Buffer.alloc(0), textEncodings);
  });

  await test.step('every row of every table', async () => {
    const client = await connectToDatabase(server.dataFolder);
    const tables = await copyAllTables(client);
    expect(tables.size).toBeGreaterThan(10);
    const rows = Buffer.concat([...tables.values()]);
    expectClear('tables', rows);
    await client.query('create table control (bytes bytea, note text)');
    await client.query('insert into control values ($1, $2)', [planted, texts.control]);
    const withControl = await copyAllTables(client);
    expectControlFound('tables', withControl.get('public.control') ?? Buffer.alloc(0));
    await client.query('checkpoint');
    await client.end();
  });

  await test.step('the raw bytes of the data folder, its logs included', async () => {
    await server.kill('SIGTERM');
    const files = await readFolder(server.dataFolder);
    expect([...files.keys()].some((name) => name.includes('pg_wal'))).toBe(true);
    for (const [name, bytes] of files) expect(scan.scan(bytes), name).toEqual([]);
    expectControlFound('data folder', Buffer.concat([...files.values()]));
    const logName = [...files.keys()].find((name) => name.endsWith('.log'));
    if (!logName) throw new Error('the data folder holds no log');
    await appendFile(logName, planted);
    expectControlFound('database log', await readFile(logName));
  });

  await test.step('what the programs print and keep', async () => {
    expectClear('server log', Buffer.from(server.log));
    expectControlFound('server log', Buffer.concat([Buffer.from(server.log), planted]));
    // The person names files to the connector, and it names those that fail: its output may hold file names only.
    const named = new CanaryScan(list(secrets.filter((name) => name !== 'file')));
    expect(named.scan(Buffer.from(connector.output))).toEqual([]);
    expectControlFound('connector output', Buffer.concat([Buffer.from(connector.output), planted]));
    const kept = await readFolder(connector.stateFolder);
    expect(kept.size).toBeGreaterThan(0);
    for (const [name, bytes] of kept) expect(scan.scan(bytes), name).toEqual([]);
    await writeFile(join(connector.stateFolder, 'control'), planted);
    expectControlFound(
      'connector state',
      Buffer.concat([...(await readFolder(connector.stateFolder)).values()]),
    );
  });

  await proxy.stop();
  await rm(folder, { recursive: true, force: true });
});
