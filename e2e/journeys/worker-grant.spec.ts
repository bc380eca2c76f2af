import { rm, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AccountId } from '@commonseal/protocol';
import { type Page, expect } from '@playwright/test';
import { connectToDatabase } from '../fixtures/database-surfaces.ts';
import { writeDistinctCopies } from '../fixtures/distinct-copies.ts';
import { copyAccount } from '../fixtures/former-member.ts';
import {
  Connector,
  connectSource,
  contentFolder,
  expectItemCount,
  filesIn,
  importFiles,
  openEachItem,
  openItem,
  signUp,
  temporaryFolder,
} from '../fixtures/journey.ts';
import { isChosen, isSample, whole } from '../fixtures/sample.ts';
import type { ServerProcess } from '../fixtures/server-process.ts';
import { testWithOwnServer as base } from '../fixtures/test.ts';
import { accountIdOn, letReadAll, lookUp, openWorkerPage } from '../fixtures/workers.ts';
import { WorkerMachine } from '../fixtures/worker-machine.ts';

const test = base.extend<{ readonly machine: WorkerMachine }>({
  machine: async ({ server }, use) => {
    const machine = await WorkerMachine.create(server);
    await use(machine);
    await machine.remove();
  },
});

/** Servers and browsers start slowly where others are at work. */
test.describe.configure({ timeout: 600_000 });

const password = 'a long enough password';
/** Content comes in so many deliveries, so that there is something to be half done with. */
const deliveries = isSample ? 2 : 4;
const newFile = 'after-the-revocation.txt';

const openContent = (page: Page) => page.getByRole('link', { name: 'Content', exact: true }).click();
const found = (page: Page) => page.getByRole('region', { name: 'What programs found' });

async function copyOf(server: ServerProcess, accountId: AccountId) {
  const database = await connectToDatabase(server.dataFolder);
  const copy = await copyAccount(database, accountId);
  const { rows } = await database.query<{ version: string; results: string; items: string }>(
    `select version, count(*) as results, count(distinct item_id) as items
     from commonseal_work.ledger where account_id = $1 group by version order by version`,
    [accountId],
  );
  await database.end();
  const ledger = rows.map(({ version, results, items }) => [version, Number(results), Number(items)]);
  return { copy, ledger };
}

/** So many pieces, of whatever length. */
function inPieces<T>(all: readonly T[], count: number): T[][] {
  const size = Math.ceil(all.length / count);
  return Array.from({ length: count }, (_, at) => all.slice(at * size, (at + 1) * size));
}

/** So many that a worker can be stopped in the middle of them. */
async function filesToRead(scratch: string): Promise<string[]> {
  const { folder, isCorpus } = contentFolder();
  test.info().annotations.push({ type: 'content', description: isCorpus ? 'corpus' : 'own samples' });
  const files = (await filesIn(folder)).toSorted().filter((_, at) => isChosen(at, 3));
  return isSample ? files : writeDistinctCopies(files, 420, scratch);
}

test('a worker is granted everything, reads it twice, is revoked, and opens nothing that comes after', {
  tag: whole,
}, async ({ page, server, machine, complaints }) => {
  complaints.allow(/404/);
  const scratch = await temporaryFolder('grant');
  const files = await filesToRead(scratch);
  const connector = new Connector(join(scratch, 'connector'));
  const person = { email: 'owner@grants.test', password, accountName: 'North Harbour' };
  const runs = page.getByRole('list', { name: 'Work under way' }).getByRole('article');
  const total = files.length;

  const fingerprint = await test.step('the worker is made, and prints its fingerprint', async () => {
    const printed = await machine.init();
    expect(printed).toHaveLength(47);
    return printed;
  });

  await test.step('an account with content', async () => {
    await signUp(page, person);
    await connectSource(page, connector, 'Archive');
    for (const piece of inPieces(files, deliveries)) {
      expect(await connector.run('push', ...piece)).toContain(
        `delivered ${piece.length}, already delivered 0`,
      );
    }
  });

  await test.step('sealed, it does nothing and says why; a wrong passphrase does not unseal it', async () => {
    await machine.start();
    const work = machine.work();
    await work.said('Waiting. The keyholder is sealed: npm run worker -- unseal');
    const wrong = await machine.unseal('gravel-Otter-19-lantern-mosaik');
    expect(wrong.code).toBe(4);
    expect(wrong.output).toContain('This is not the passphrase.');
    expect(wrong.output).not.toContain('gravel');
    expect(await machine.status()).toMatch(/^State +sealed$/m);
    const right = await machine.unseal();
    expect(right.output).toContain('The keyholder is unsealed.');
    await work.said('Doing jobs');
    await work.kill('SIGTERM');
  });

  let work = machine.work();
  const accountId = await test.step('an owner grants it everything, by the fingerprint', async () => {
    return letReadAll(page, fingerprint, 'Search index');
  });

  await test.step('version 1 reads all of it, and the page says so', async () => {
    const run = await machine.begin('reprocess', accountId, '--analyser', 'text', '--version', '1');
    await machine.untilStatus(run, new RegExp(`done     ${total} of ${total}`));
    await expect(
      page.getByText(`Results that are here and verified: text 1 for ${total} items.`),
    ).toBeVisible({
      timeout: 60_000,
    });
    await expect(page.getByText('1 piece of work that is over')).toBeVisible();
    await expect(page.getByText(`over ${total} items in all`)).toBeVisible();
  });

  if (!isSample) {
    await test.step('items have their results on their pages', async () => {
      await openContent(page);
      await expectItemCount(page, total);
      await openEachItem(page, 134, async () => {
        await expect(found(page)).toContainText('Version 1, by');
      });
    });

    await test.step('version 2 reads it again, and both sides see how far it is', async () => {
      await openWorkerPage(page);
      const run = await machine.begin('reprocess', accountId, '--analyser', 'text', '--version', '2');
      await expect(runs).toContainText('text 2', { timeout: 60_000 });
      const part = new RegExp(String.raw`^(?!0 |${total} )\d+ of ${total} items`);
      await expect(runs.getByRole('progressbar')).toHaveAccessibleName(part, { timeout: 60_000 });
      await machine.run('seal');
      await expect(runs).toContainText('It waits until an operator types', { timeout: 60_000 });
      await machine.untilStatus(run, new RegExp(`paused   (?!${total} )\\d+ of ${total}`));
      await machine.unseal();
      await machine.untilStatus(run, new RegExp(`done     ${total} of ${total}`));
      await expect(
        page.getByText(`Results that are here and verified: text 2 for ${total} items, text 1 for`),
      ).toBeVisible({ timeout: 60_000 });
    });
  }

  await test.step('there is exactly one result of each version', async () => {
    const { copy, ledger } = await copyOf(server, accountId);
    const versions = isSample ? ['1'] : ['1', '2'];
    expect(ledger).toEqual(versions.map((version) => [version, total, total]));
    const { parseManifest } = await import('@commonseal/account-log');
    const delivered = copy.batches.flatMap(({ manifest }) => parseManifest(manifest).manifest.items);
    expect(delivered).toHaveLength(total * (1 + versions.length));
  });

  const { KeptByWorker } = await import('../fixtures/kept-by-worker.ts');
  const kept = await KeptByWorker.of(machine, server.url);
  const [grant = -1] = await kept.grants(accountId);
  const names = files.map((file) => basename(file)).toSorted();

  await test.step('what it has kept opens all that was there, in each way', async () => {
    const { copy } = await copyOf(server, accountId);
    const asJob = await kept.openAsJob(accountId, grant);
    expect(asJob).toEqual({ names: expect.anything(), refusals: [] });
    expect(asJob.names.toSorted()).toEqual(names);
    const atKeyholder = await kept.openAtKeyholder(copy, grant);
    expect(atKeyholder.names.filter((name) => name !== '').toSorted()).toEqual(names);
    const { headers } = await kept.openByHand(copy);
    for (const name of names) expect(headers.join('\n')).toContain(JSON.stringify(name));
  });

  await test.step('the owner revokes, and new content is pushed', async () => {
    // It hears of nothing until all was tried.
    await work.kill('SIGTERM');
    await page.getByRole('button', { name: 'Revoke what Search index may read' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke', exact: true }).click();
    await expect(page.getByText('is revoked, and the account has a new key.')).toBeVisible({
      timeout: 60_000,
    });
    const inbox = join(scratch, newFile);
    await writeFile(inbox, 'Not for programs.');
    expect(await connector.run('push', inbox)).toContain('delivered 1, already delivered 0, failed 0');
    await openContent(page);
    await expectItemCount(page, total + 1);
    await openItem(page, newFile);
    await expect(page.getByText('Not for programs.')).toBeVisible();
  });

  await test.step('nothing that it has kept opens any of it', async () => {
    const { copy } = await copyOf(server, accountId);
    // The keyholder still believes that it is granted: what is missing is the key.
    const unaware = await kept.openAtKeyholder(copy, grant);
    expect(unaware.names).toContain(names[0]);
    expect(unaware.names).not.toContain(newFile);
    expect(unaware.refusals).not.toEqual([]);
    const { accountKeys, headers } = await kept.openByHand(copy);
    expect(accountKeys).toBe(copy.epochs - 1);
    expect(headers.join('\n')).toContain(JSON.stringify(names[0]));
    expect(headers.join('\n')).not.toContain(newFile);
    await expect(kept.listed(accountId)).rejects.toMatchObject({ code: 'not_found' });
    const asJob = await kept.openAsJob(accountId, grant);
    expect(asJob.names).toEqual([]);
  });

  await test.step('the job process says why it ends, and nothing was found in what came after', async () => {
    work = machine.work();
    const run = await machine.begin(
      'reprocess',
      accountId,
      '--analyser',
      'text',
      '--version',
      '2',
      '--from',
      '2020-01-01',
    );
    await machine.untilStatus(run, /ended .*\n +The account grants this worker no such thing now\./);
    expect((await copyOf(server, accountId)).ledger).toHaveLength(isSample ? 1 : 2);
    await expect(found(page)).toHaveCount(0);
  });
  kept.close();
  await work.kill('SIGTERM');
  await rm(scratch, { recursive: true, force: true });
});

const oldNames = ['letter-a.txt', 'letter-b.txt', 'letter-c.txt'];
const youngNames = ['minutes-d.txt', 'minutes-e.txt'];

test('a worker is let do one job, and opens the items of that job alone', { tag: whole }, async ({
  page,
  server,
  machine,
  complaints,
}) => {
  complaints.allow(/404/);
  const scratch = await temporaryFolder('job');
  const fingerprint = await machine.init();
  await machine.start();
  await machine.unseal();
  const work = machine.work();

  const accountId = await test.step('an account with content, which lets the worker ask', async () => {
    await signUp(page, { email: 'owner@jobs.test', password, accountName: 'South Harbour' });
    const paths = await Promise.all(
      [...oldNames, ...youngNames].map(async (name) => {
        const path = join(scratch, name);
        await writeFile(path, `This is ${name}.`);
        const date = new Date(oldNames.includes(name) ? '2021-05-05' : '2025-05-05');
        await utimes(path, date, date);
        return path;
      }),
    );
    await importFiles(page, paths);
    await expectItemCount(page, paths.length);
    await openWorkerPage(page);
    await lookUp(page, fingerprint);
    await page.getByRole('radio', { name: 'Nothing yet' }).check({ force: true });
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Let it ask' }).click();
    await expect(page.getByText('The worker may ask for jobs now.')).toBeVisible();
    return accountIdOn(page);
  });

  await test.step('it asks for the old ones; the owner looks at them, and lets it', async () => {
    const asking = [
      'ask',
      accountId,
      '--analyser',
      'text',
      '--version',
      '2',
      '--to',
      '2022-01-01',
      '--server',
      server.url,
    ];
    const run = await machine.begin(...asking);
    await machine.untilStatus(run, /asked    owners were asked/);
    await page.getByRole('button', { name: /^Look at what/ }).click({ timeout: 60_000 });
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('asks to read 3 items');
    for (const name of oldNames) await expect(dialog).toContainText(name);
    for (const name of youngNames) await expect(dialog).not.toContainText(name);
    await dialog.getByRole('textbox', { name: 'Fingerprint of the worker' }).fill(fingerprint);
    await dialog.getByRole('textbox', { name: 'What it is called here' }).fill('Letter reader');
    await dialog.getByRole('button', { name: 'Let it do this job' }).click();
    await expect(page.getByText('Letter reader may do the job now.')).toBeVisible({ timeout: 60_000 });
    await machine.untilStatus(run, /done     3 of 3/);
  });

  await test.step('the page says what it was given, and each of the three has its result', async () => {
    const read = page.getByRole('list', { name: 'What was read' }).getByRole('listitem');
    await expect(read.first()).toContainText(
      'Letter reader was given 3 of the 3 items that were handed over for one job, with text 2',
      { timeout: 60_000 },
    );
    await openContent(page);
    for (const name of oldNames) {
      await openItem(page, name);
      await expect(found(page)).toContainText('Version 2, by');
    }
    for (const name of youngNames) {
      await openItem(page, name);
      await expect(page.getByText(`This is ${name}.`)).toBeVisible();
      await expect(found(page)).toHaveCount(0);
    }
  });

  await test.step('it opens these three again, and none besides, in any way', async () => {
    const { KeptByWorker } = await import('../fixtures/kept-by-worker.ts');
    const kept = await KeptByWorker.of(machine, server.url);
    const [grant = -1] = await kept.grants(accountId);
    const asJob = await kept.openAsJob(accountId, grant);
    expect({ ...asJob, names: asJob.names.toSorted() }).toEqual({ names: oldNames, refusals: [] });
    const { copy, ledger } = await copyOf(server, accountId);
    expect(ledger).toEqual([['2', 3, 3]]);
    const { names, refusals } = await kept.openAtKeyholder(copy, grant);
    expect(names).toEqual([]);
    expect(refusals).toContain('grant_of_job');
    expect(await kept.openByHand(copy)).toEqual({ accountKeys: 0, headers: [] });
    kept.close();
  });
  await work.kill('SIGTERM');
  await rm(scratch, { recursive: true, force: true });
});
