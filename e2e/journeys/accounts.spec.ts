import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Page, expect } from '@playwright/test';
import { whole } from '../fixtures/sample.ts';
import { bringIn } from '../fixtures/bring-in.ts';
import { HostileServer } from '../hostile/hostile-server.ts';
import {
  importFiles,
  importPanel,
  lock,
  signUp,
  temporaryFolder,
  tryToUnlock,
  unlock,
} from '../fixtures/journey.ts';
import { joinAccount, otherDevice, textFileOf } from '../fixtures/teammates.ts';
import { test } from '../fixtures/test.ts';

const password = 'a long enough password';
const accountButton = (page: Page, name: string) => page.getByRole('button', { name: `Account: ${name}` });

test.beforeEach(({ page }) => page.setDefaultTimeout(30_000));

test('somebody who is removed is told so at once, sees nothing more, and goes on in another account', {
  tag: whole,
}, async ({ page, server, browser, complaints }) => {
  test.setTimeout(240_000);
  complaints.allow(/Failed to load resource: the server responded with a status of 404/);
  const owner = { email: 'owner@accounts.test', password, accountName: 'North Harbour' };
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', baseURL: server.url });
  await signUp(await context.newPage(), owner);
  await context.close();
  const device = await otherDevice(server, owner);
  const ben = await joinAccount(server, device, 'ben@accounts.test', { label: 'Ben' });
  await bringIn(device, [textFileOf('secret plans.txt', 'plans')]);

  await page.goto('/');
  await unlock(page, ben);
  await expect(page.getByText('secret plans')).toBeVisible();
  const benId = (await device.listTeam()).members.find(({ name }) => name === ben.email)?.userId;
  if (benId === undefined) throw new Error('Ben is no member');
  await device.removeMember(benId);
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('You are not in this account any more');
  await expect(alert).toContainText('North Harbour');
  await expect(page.getByText('secret plans')).toHaveCount(0);
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await expect(page.getByText('You belong to no other account.')).toBeVisible();

  // A further account of one's own.
  await page.getByRole('button', { name: 'Begin another account' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Begin account' }).click();
  await expect(page.getByRole('textbox', { name: 'Account name' })).toHaveAccessibleDescription(
    /Give the account a name/,
  );
  await page.getByRole('textbox', { name: 'Account name' }).fill('Of my own');
  await page.getByRole('dialog').getByRole('button', { name: 'Begin account' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'All content' })).toBeVisible({ timeout: 30_000 });
  await expect(accountButton(page, 'Of my own')).toBeVisible();
  await expect(page.getByText('Nothing here yet')).toBeVisible();

  // It is the one that opens from then on.
  await lock(page);
  await unlock(page, ben);
  await accountButton(page, 'Of my own').click();
  await expect(page.getByRole('menuitem', { name: /Of my own.*open now, you are an owner/ })).toBeVisible();
  await page.getByRole('menuitem', { name: /you are not in it any more/ }).click();
  await expect(alert).toContainText('You are not in this account any more', { timeout: 30_000 });
  await page.getByRole('button', { name: /Of my own/ }).click();
  await expect(accountButton(page, 'Of my own')).toBeVisible({ timeout: 30_000 });

  // And the other one can be put away.
  await accountButton(page, 'Of my own').click();
  await page.getByRole('menuitem', { name: /you are not in it any more/ }).click();
  await page.getByRole('button', { name: 'Take it off my list' }).click();
  await accountButton(page, 'Of my own').click({ timeout: 30_000 });
  await expect(page.getByRole('menuitem', { name: /Of my own.*open now/ })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: /not in it any more/ })).toHaveCount(0);
});

test('one person reads two accounts, each with what is in it and nothing of the other', {
  tag: whole,
}, async ({ page, server }) => {
  test.setTimeout(240_000);
  const person = { email: 'two@accounts.test', password, accountName: 'First house' };
  await signUp(page, person);
  const device = await otherDevice(server, person);
  await bringIn(device, [textFileOf('first.txt', 'first')]);
  await expect(page.getByText('first.txt').first()).toBeVisible();
  await accountButton(page, 'First house').click();
  await page.getByRole('menuitem', { name: 'Begin another account' }).click();
  await page.getByRole('textbox', { name: 'Account name' }).fill('Second house');
  await page.keyboard.press('Enter');
  await expect(accountButton(page, 'Second house')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('first.txt')).toHaveCount(0);
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await expect(page.getByText('Verified on this device: 1 entry')).toBeVisible();
  await accountButton(page, 'Second house').click();
  await page.getByRole('menuitem', { name: /First house/ }).click();
  await expect(accountButton(page, 'First house')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('first.txt').first()).toBeVisible();

  await test.step('what is being imported into one is not taken along to the other', async () => {
    const path = await largeFile();
    await importFiles(page, path);
    const stopImporting = page.getByRole('button', { name: 'Stop importing' });
    await expect(stopImporting).toBeVisible();
    const question = page.getByRole('alertdialog', { name: 'Stop the import?' });
    const goToSecondHouse = async () => {
      await accountButton(page, 'First house').click();
      await page.getByRole('menuitem', { name: /Second house/ }).click();
      await expect(question).toContainText('Files are being imported into First house.');
    };
    await goToSecondHouse();
    await question.getByRole('button', { name: 'Stay' }).click();
    await expect(question).toHaveCount(0);
    await expect(stopImporting).toBeVisible();
    await goToSecondHouse();
    await question.getByRole('button', { name: 'Stop' }).click();
    await expect(accountButton(page, 'Second house')).toBeVisible({ timeout: 30_000 });
    await expect(importPanel(page)).toHaveCount(0);
    await expect(page.getByText('Nothing here yet')).toBeVisible();
    await rm(dirname(path), { recursive: true });
  });
});

/** It takes a while to import, and no room on the disk. */
async function largeFile(): Promise<string> {
  const path = join(await temporaryFolder('switching'), 'film.bin');
  const file = await open(path, 'w');
  await file.truncate(512 * 1024 * 1024);
  await file.close();
  return path;
}

test('a server that shows an older account is refused on a page of its own, until it shows the whole', {
  tag: whole,
}, async ({ page, server }) => {
  test.setTimeout(240_000);
  const person = { email: 'rolled@accounts.test', password, accountName: 'Rolled back' };
  await signUp(page, person);
  await lock(page);
  const device = await otherDevice(server, person);
  await bringIn(device, [textFileOf('kept.txt', 'kept')]);
  await device.rotateAccountKey();
  // The next anchor knows of it.
  await otherDevice(server, person);

  const hostile = await HostileServer.start(server.port);
  hostile.alter('accountLog', (reply, { query }) => ({
    entries: query.has('after') ? [] : reply.entries.slice(0, 1),
    more: false,
  }));
  await page.goto(hostile.url);
  await tryToUnlock(page, person);
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('The server shows you an older state of this account than before', {
    timeout: 60_000,
  });
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.getByRole('navigation')).toHaveCount(0);
  const details = page.getByRole('region', { name: 'Details for the people who run the server' });
  await expect(details).toContainText('Refused: log_rollback');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0, { timeout: 30_000 });
  await expect(alert).toContainText('an older state of this account');
  hostile.behave();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('kept.txt').first()).toBeVisible({ timeout: 30_000 });

  // The same in the middle of a visit: the first entry cannot come again.
  const [first] = hostile.remembered('accountLog');
  const genesis = (first?.answer?.json() as { entries: string[] } | undefined)?.entries[0] ?? '';
  hostile.alter('accountLog', () => ({ entries: [genesis], more: false }));
  await expect(alert).toContainText('contains something that is not allowed', { timeout: 30_000 });
  await expect(page.getByText('kept.txt')).toHaveCount(0);
  await page.goto('about:blank');
  await hostile.stop();
});
