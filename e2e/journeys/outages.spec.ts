import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import { whole } from '../fixtures/sample.ts';
import type { Complaints } from '../fixtures/complaints.ts';
import { HeldDatabase } from '../fixtures/held-database.ts';
import {
  Connector,
  connectSource,
  downloadItem,
  expectItemCount,
  expectNothingRefused,
  importFiles,
  importPanel,
  lock,
  openItem,
  signUp,
  temporaryFolder,
  tryToUnlock,
  unlock,
  wrongCredentialsWords,
} from '../fixtures/journey.ts';
import { testWithOwnDatabase } from '../fixtures/own-database.ts';
import type { ServerProcess } from '../fixtures/server-process.ts';
import { expect, testWithOwnServer as test } from '../fixtures/test.ts';

const person = {
  email: 'reader@example.test',
  password: 'a long enough password',
  accountName: 'Reader & Co',
};

/** A fault that passes leaves lines in the console; which ones depends on what was asked just then. */
function allowOutage(complaints: Complaints): void {
  complaints.allow(/Failed to load resource: (?:net::ERR_|the server responded with a status of 503)/);
}

function textFile(name: string, text: string) {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(text) };
}

/** Files that are too many for one delivery. */
async function writeFiles(folder: string, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => join(folder, `part-${index + 100}.bin`));
  for (const name of names) await writeFile(name, randomBytes(1_000_000));
  return names;
}

async function expectSourceCount(page: Page, name: string | RegExp, words: string): Promise<void> {
  await page.getByRole('link', { name: 'Sources', exact: true }).click();
  await expect(page.getByRole('article', { name }).getByText(words, { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Content', exact: true }).click();
}

test('tells a server that is away from a wrong password', { tag: whole }, async ({
  page,
  server,
  complaints,
}) => {
  allowOutage(complaints);
  await signUp(page, person);
  await lock(page);
  await server.kill('SIGKILL');
  await tryToUnlock(page, person);
  const banner = page.getByRole('alert');
  await expect(banner).toContainText('The server cannot be reached');
  await expect(banner).toContainText('Your password was not checked.');
  await expect(page.getByText(wrongCredentialsWords)).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue(person.password);

  await server.restart();
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByRole('button', { name: 'Lock', exact: true })).toBeVisible({ timeout: 60_000 });
  await expectItemCount(page, 0);
});

testWithOwnDatabase(
  'says that the database is away, and goes on by itself when it is back',
  { tag: whole },
  async ({ page, database, complaints }) => {
    allowOutage(complaints);
    await signUp(page, person);
    await importFiles(page, textFile('first.txt', 'delivered before'));
    await expectItemCount(page, 1);
    const status = page.getByRole('status').filter({ hasText: 'The server cannot reach its database' });
    const banner = status.filter({ hasText: 'Nothing is lost.' });

    await database.stop();
    await expect(banner).toBeVisible();
    // What is here already can still be read.
    await expectItemCount(page, 1);
    await importFiles(page, textFile('second.txt', 'chosen meanwhile'));
    const panel = importPanel(page);
    await expect(panel).toContainText('0 files imported, then it stopped with 1 left');
    await expect(panel).toContainText('The server cannot reach its database');

    await database.start();
    await expect(banner).toHaveCount(0);
    await panel.getByRole('button', { name: 'Try again' }).click();
    await expect(panel.getByText('1 file imported')).toBeVisible();
    await expectItemCount(page, 2);

    await lock(page);
    await database.stop();
    await tryToUnlock(page, person);
    await expect(page.getByRole('alert')).toContainText('The server cannot reach its database');
    await database.start();
    await unlock(page, person);
    await expectItemCount(page, 2);
    for (const [row, text] of [
      [/first\.txt/, 'delivered before'],
      [/second\.txt/, 'chosen meanwhile'],
    ] as const) {
      await openItem(page, row);
      await expect(page.getByText(text)).toBeVisible();
    }
    await expectNothingRefused(page);
  },
);

/** The server comes back, and the person presses the one button that is offered. */
async function goOnImporting(page: Page, server: ServerProcess, summary: string): Promise<void> {
  const panel = importPanel(page);
  await expect(panel).toContainText('The server cannot be reached');
  await server.restart();
  await panel.getByRole('button', { name: 'Try again' }).click();
  await expect(panel.getByText(summary)).toBeVisible({ timeout: 60_000 });
  await panel.getByRole('button', { name: 'Close' }).click();
}

test('finishes an import that was cut in the middle, with each file once', { tag: whole }, async ({
  page,
  server,
  complaints,
}) => {
  allowOutage(complaints);
  const folder = await temporaryFolder('cut-import');
  const files = await writeFiles(folder, 20);
  await signUp(page, person);
  const database = await HeldDatabase.connect(server.dataFolder);
  await importFiles(page, files);
  await database.untilThereIs('select 1 from uploads where accepted');
  await database.holdTable('body_chunks');
  await database.untilSomebodyWaits();
  await server.kill('SIGKILL');
  await database.letTableGo();
  await expect(importPanel(page)).toContainText(
    /(?:8|16) files imported, then it stopped with (?:12|4) left/,
  );
  // Only whole deliveries are there.
  expect((await database.count('items')) % 8).toBe(0);
  await goOnImporting(page, server, 'files imported');
  await expectItemCount(page, files.length);
  expect(await database.count('items')).toBe(files.length);

  await lock(page);
  await unlock(page, person);
  await expectItemCount(page, files.length);
  await expectNothingRefused(page);
  for (const file of [files[0], files.at(-1)]) {
    if (file === undefined) throw new Error('no files');
    await openItem(page, basename(file));
    expect((await downloadItem(page)).bytes.equals(await readFile(file))).toBe(true);
  }
  await database.disconnect();
  await rm(folder, { recursive: true });
});

test('imports a file once, whether or not the server could still accept it before it was killed', {
  tag: whole,
}, async ({ page, server, complaints }) => {
  allowOutage(complaints);
  await signUp(page, person);
  const database = await HeldDatabase.connect(server.dataFolder);
  await test.step('killed before it has accepted', async () => {
    await database.holdTable('batches');
    await importFiles(page, textFile('unheard.txt', 'its last word was not heard'));
    await database.untilSomebodyWaits();
    await server.kill('SIGKILL');
    await database.letTableGo();
    await goOnImporting(page, server, '1 file imported');
    await expectItemCount(page, 1);
  });
  await test.step('killed after it has accepted, and before it could say so', async () => {
    await database.holdTable('batches');
    await importFiles(page, textFile('untold.txt', 'its answer was not heard'));
    await database.untilSomebodyWaits();
    await database.holdCommits();
    await database.letTableGo();
    await database.untilACommitWaits();
    await server.kill('SIGKILL');
    await database.letCommitsGo();
    await goOnImporting(page, server, '1 file imported');
    await expectItemCount(page, 2);
  });
  await expectNothingRefused(page);
  await database.disconnect();
});

test('finishes a push of which server and connector were killed, with each file once', {
  tag: whole,
}, async ({ page, server, complaints }) => {
  test.setTimeout(180_000);
  allowOutage(complaints);
  const folder = await temporaryFolder('cut-push');
  const connector = new Connector(await temporaryFolder('connector'));
  const files = await writeFiles(folder, 20);
  await signUp(page, person);
  await connectSource(page, connector, 'Archive');
  const database = await HeldDatabase.connect(server.dataFolder);

  await test.step('both are killed in the middle', async () => {
    const { child, ended } = connector.start('push', folder);
    const died = expect(ended).rejects.toThrow('ended with null');
    await database.untilThereIs('select 1 from uploads where accepted');
    await database.holdTable('body_chunks');
    await database.untilSomebodyWaits();
    await server.kill('SIGKILL');
    child.kill('SIGKILL');
    await died;
    await database.letTableGo();
    await server.restart();
  });

  const before = await database.count('items');
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(files.length);
  await page.getByRole('link', { name: 'Content', exact: true }).click();
  await expectItemCount(page, before);
  await expectNothingRefused(page);

  await test.step('the server is killed after it has accepted, and before it says so', async () => {
    await database.holdTable('batches');
    const { ended } = connector.start('push', folder);
    await database.untilSomebodyWaits();
    await database.holdCommits();
    await database.letTableGo();
    await database.untilACommitWaits();
    await server.kill('SIGKILL');
    await database.letCommitsGo();
    await server.restart();
    // It tries again by itself.
    expect(await ended).toContain(
      `delivered ${files.length - before}, already delivered ${before}, failed 0`,
    );
  });

  expect(await connector.run('push', folder)).toContain(
    `delivered 0, already delivered ${files.length}, failed 0`,
  );
  expect(await database.count('items')).toBe(files.length);
  await expectItemCount(page, files.length);
  await expectNothingRefused(page);
  await expectSourceCount(page, 'Archive', `${files.length} items`);
  await rm(folder, { recursive: true });
  await rm(connector.stateFolder, { recursive: true });
  await database.disconnect();
});
