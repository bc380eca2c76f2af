import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccountId } from '@commonseal/protocol';
import type { VaultApi } from '@commonseal/vault';
import { type Browser, type Page, expect } from '@playwright/test';
import { openAnalytics, readHere, savedRows } from '../fixtures/analytics-page.ts';
import { Complaints } from '../fixtures/complaints.ts';
import {
  Connector,
  type Credentials,
  connectSource,
  contentFolder,
  filesIn,
  signUp,
  temporaryFolder,
} from '../fixtures/journey.ts';
import { differencesFrom } from '../fixtures/plain-comparison.ts';
import { figures } from '../fixtures/plain-figures.ts';
import { whole } from '../fixtures/sample.ts';
import type { ServerProcess } from '../fixtures/server-process.ts';
import { shownFigures } from '../fixtures/shown-figures.ts';
import { testWithOwnServer as base } from '../fixtures/test.ts';
import { WorkerMachine } from '../fixtures/worker-machine.ts';
import { letReadAll } from '../fixtures/workers.ts';

const test = base.extend<{ readonly machine: WorkerMachine }>({
  machine: async ({ server }, use) => {
    const machine = await WorkerMachine.create(server);
    await use(machine);
    await machine.remove();
  },
});

/** A hundred files are read four times over, and servers and browsers start slowly where others are at work. */
test.describe.configure({ timeout: 1_800_000 });

const password = 'a long enough password';
const source = 'Archive';

/** What an item says, and what was found in it. */
interface Read {
  readonly path: string;
  /** By analyser and version, as it was sealed. */
  readonly found: Map<string, Uint8Array>;
}

/**
 * All content of an account with all that was found in it, opened by the key of a worker to which everything is granted: with no client
 * that could leave something out or judge it.
 */
async function readAll(
  machine: WorkerMachine,
  server: ServerProcess,
  accountId: AccountId,
): Promise<Map<string, Read>> {
  const { KeptByWorker } = await import('../fixtures/kept-by-worker.ts');
  const kept = await KeptByWorker.of(machine, server.url);
  const read = new Map<string, Read>();
  try {
    for await (const { itemId, header, body } of kept.openAll(accountId)) {
      const { result, source: folder, fileName } = header;
      if (!result) read.set(itemId, { path: `${folder}/${fileName}`, found: new Map() });
      else {
        const name = `${result.analyser} ${result.version}`;
        const { found } = read.get(result.itemId) ?? failed(`a result of nothing: ${name}`);
        if (found.has(name)) failed(`a second result of ${name}`);
        found.set(name, body);
      }
    }
  } finally {
    kept.close();
  }
  return read;
}

function failed(why: string): never {
  throw new Error(why);
}

const digestOf = (bytes: Uint8Array | undefined) =>
  bytes ? createHash('sha256').update(bytes).digest('hex') : 'nothing';

/** A line for each result: of which file, by what, and which bytes. */
function linesOf(read: ReadonlyMap<string, Read>, isMeant: (name: string) => boolean = () => true): string[] {
  return [...read.values()]
    .flatMap(({ path, found }) =>
      [...found].flatMap(([name, body]) => (isMeant(name) ? [`${path}: ${name}: ${digestOf(body)}`] : [])),
    )
    .toSorted();
}

async function accountWithAll(
  page: Page,
  person: Credentials & { readonly accountName: string },
  { folder, state, total }: { readonly folder: string; readonly state: string; readonly total: number },
): Promise<void> {
  const connector = new Connector(state);
  await signUp(page, person);
  await connectSource(page, connector, source);
  expect(await connector.run('push', folder)).toContain(`delivered ${total}, already delivered 0`);
}

/** Somebody else, in a browser that knows nothing of the first one. */
async function anotherPage(
  browser: Browser,
  baseURL: string,
): Promise<{ page: Page; close(): Promise<void> }> {
  const context = await browser.newContext({ baseURL });
  const complaints = new Complaints();
  await complaints.watch(context);
  return {
    page: await context.newPage(),
    close: async () => {
      complaints.check();
      await context.close();
    },
  };
}

/** Runs what the operator types, and waits until all of its runs are over. @returns what they are of */
async function reprocess(
  machine: WorkerMachine,
  total: number,
  ...args: readonly string[]
): Promise<string[]> {
  const { code, output } = await machine.run('reprocess', ...args);
  expect(code, output).toBe(0);
  const runs = [...output.matchAll(/^([\w-]{22}) (\w+ \d+)$/gm)];
  expect(runs.length, output).toBeGreaterThan(0);
  for (const [, run = ''] of runs)
    await machine.untilStatus(run, new RegExp(`done     ${total} of ${total}`));
  return runs.map(([, , name = '']) => name);
}

test('what a worker and a browser find in the same content is the same byte for byte, and comes to the figures of the plain files', {
  tag: whole,
}, async ({ page, browser, baseURL, server, machine, complaints }) => {
  complaints.allow(/404/);
  const scratch = await temporaryFolder('analytics');
  const { folder, isCorpus } = contentFolder();
  test.info().annotations.push({ type: 'content', description: isCorpus ? 'corpus' : 'own samples' });
  const total = (await filesIn(folder)).length;
  const first = { email: 'worker@analytics.test', password, accountName: 'North Harbour' };
  const second = { email: 'browser@analytics.test', password, accountName: 'South Harbour' };
  const { analysers, newestVersion } = await import('@commonseal/analysis');
  const newest = analysers.map(({ name }) => `${name} ${newestVersion(name)}`).toSorted();
  const oldest = analysers.map(({ name, versions }) => `${name} ${versions[0]}`).toSorted();
  const { otherDevice } = await import('../fixtures/teammates.ts');

  await test.step('an account whose owners let a worker read everything', () =>
    accountWithAll(page, first, { folder, state: join(scratch, 'first'), total }));
  const fingerprint = await machine.init();
  await machine.start();
  await machine.unseal();
  const work = machine.work();
  await work.said('Doing jobs');
  const accountId = await letReadAll(page, fingerprint, 'Reader');
  const vault = await otherDevice(server, first);
  const figuresNow = async (of: VaultApi) => {
    await of.sync();
    return of.analytics({});
  };

  const before = await test.step('the first version of each analyser reads it', async () => {
    for (const { name, versions } of analysers)
      await reprocess(machine, total, accountId, '--analyser', name, '--version', String(versions[0]));
    const read = await readAll(machine, server, accountId);
    expect(read.size).toBe(total);
    for (const { path, found } of read.values()) expect([...found.keys()].toSorted(), path).toEqual(oldest);
    return { read, figures: await figuresNow(vault) };
  });

  const after =
    await test.step('the newest ones read it again: what was there stays, and the same stays the same', async () => {
      expect((await reprocess(machine, total, accountId)).toSorted()).toEqual(newest);
      const read = await readAll(machine, server, accountId);
      const isOldest = (name: string) => oldest.includes(name);
      expect(linesOf(read, isOldest)).toEqual(linesOf(before.read, isOldest));
      const names = [...new Set([...oldest, ...newest])].toSorted();
      for (const { path, found } of read.values()) expect([...found.keys()].toSorted(), path).toEqual(names);
      return { read, figures: await figuresNow(vault) };
    });

  await test.step('only what newer versions say has changed, and only of messages with attachments', async () => {
    const { currencies: _a, languages: _b, alike: _c, coverage, ...same } = after.figures;
    expect(before.figures).toMatchObject(same);
    for (const { analyser, ...counts } of coverage)
      expect(counts, analyser).toMatchObject({
        newest: String(newestVersion(analyser)),
        current: total,
        stale: 0,
        missing: 0,
        unreadable: 0,
      });
    const changed = new Set<string>();
    for (const { path, found } of after.read.values()) {
      const { attachments = [] } = JSON.parse(
        new TextDecoder().decode(found.get(`attachments ${newestVersion('attachments')}`)),
      ) as { readonly attachments?: readonly unknown[] };
      for (const { name, versions } of analysers) {
        const [one, other] = [versions[0], versions.at(-1)].map((version) => found.get(`${name} ${version}`));
        if (digestOf(one) === digestOf(other)) continue;
        changed.add(name);
        // What a document says of itself is told by the text's second version.
        if (name !== 'text') expect(attachments.length, `${path}: ${name}`).toBeGreaterThan(0);
      }
    }
    const changing = analysers.filter(({ versions }) => versions.length > 1).map(({ name }) => name);
    if (isCorpus) expect([...changed].toSorted()).toEqual(changing.toSorted());
  });

  await test.step('the figures are those of the plain files', async () => {
    const plain = await figures(folder, source);
    expect(plain.items).toBe(total);
    expect(differencesFrom(plain, await shownFigures(vault))).toEqual([]);
  });

  await test.step('the page shows these', async () => {
    await openAnalytics(page);
    const { sources, senders, correspondents, currencies, attachments, languages, alike } = after.figures;
    const text = (value: string | number) => String(value);
    const saved = async (title: string, columns: readonly number[]) =>
      (await savedRows(page, title)).map((row) => columns.map((at) => row[at]?.replace(/^'(?=[=+\-@])/, '')));
    expect(await saved('Sources', [0, 1, 2])).toEqual(
      sources.map(({ name, items, bytes }) => [name, items, bytes].map(text)),
    );
    const people = (all: typeof senders) => all.map(({ address, items }) => [address, items].map(text));
    expect(await saved('Senders', [1, 2])).toEqual(people(senders));
    expect(await saved('Correspondents', [1, 2])).toEqual(people(correspondents));
    expect(await saved('Languages', [1])).toEqual(languages.map(({ items }) => [text(items)]));
    expect(await saved('Amounts by currency', [0, 1, 2, 3, 4, 5])).toEqual(
      currencies.map(({ currency, items, amounts, sum, smallest, largest }) =>
        [currency, items, amounts, sum, smallest, largest].map(text),
      ),
    );
    expect(await saved('Attachments', [1, 2, 3, 4])).toEqual(
      attachments.map(({ mediaType, items, attachments: count, bytes }) =>
        [mediaType, items, count, bytes].map(text),
      ),
    );
    const inGroups = alike.reduce((sum, { itemIds }) => sum + itemIds.length, 0);
    expect(alike.length === 0 ? 0 : (await saved('Nearly the same', [0])).length).toBe(inGroups);
    const ofVolume = await saved('Volume over time', [1]);
    expect(ofVolume.reduce((sum, [items]) => sum + Number(items), 0)).toBe(total);
  });

  const other = await anotherPage(browser, baseURL ?? server.url);
  const otherId =
    await test.step('another account has the same content, and grants no worker anything', async () => {
      await accountWithAll(other.page, second, { folder, state: join(scratch, 'second'), total });
      await openAnalytics(other.page);
      await expect(other.page.getByRole('heading', { name: 'Nothing has been read yet' })).toBeVisible();
      expect(await readHere(other.page)).toContain(`${total} items were read in this browser.`);
      // Only now: the key of the worker opens what has been found.
      return letReadAll(other.page, fingerprint, 'Reader');
    });

  await test.step('the browser has found the very same', async () => {
    // The account's key is handed over by the page, a moment after the grant.
    let read = new Map<string, Read>();
    await expect(async () => {
      read = await readAll(machine, server, otherId);
    }).toPass({ timeout: 60_000 });
    expect(read.size).toBe(total);
    const isNewest = (name: string) => newest.includes(name);
    const lines = linesOf(read);
    expect(lines).toHaveLength(total * newest.length);
    expect(lines).toEqual(linesOf(after.read, isNewest));
  });

  await test.step('and so do its figures say', async () => {
    const theirs = await otherDevice(server, second);
    expect(await shownFigures(theirs)).toEqual(await shownFigures(vault));
  });

  await test.step('a worker that reads there afterwards takes nothing of that for content', async () => {
    const [name = ''] = newest;
    const [analyser = '', version = ''] = name.split(' ');
    await reprocess(machine, total, otherId, '--analyser', analyser, '--version', version);
  });
  await other.close();
  await work.kill('SIGTERM');
  await rm(scratch, { recursive: true, force: true });
});
