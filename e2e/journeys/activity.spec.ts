import { readFile } from 'node:fs/promises';
import { type Page, expect } from '@playwright/test';
import { whole } from '../fixtures/sample.ts';
import { bringIn } from '../fixtures/bring-in.ts';
import { importFiles, importPanel, signUp, unlock } from '../fixtures/journey.ts';
import { joinAccount, otherDevice } from '../fixtures/teammates.ts';
import { test } from '../fixtures/test.ts';

const password = 'a long enough password';

async function openActivity(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeFocused();
}

const entries = (page: Page) => page.getByRole('list', { name: 'Activity' }).getByRole('listitem');
const sentences = async (page: Page) =>
  (await entries(page).locator('p:first-of-type').allTextContents()).map((text) => text.trim());

async function fingerprintOf(page: Page): Promise<string[]> {
  await page.getByText('Compare with a teammate').click();
  const words = page.getByRole('list', { name: 'Words of this account' }).getByRole('listitem');
  await expect(words).toHaveCount(8);
  return words.allTextContents();
}

test('the activity page tells the log of an account, and two members see the same', { tag: whole }, async ({
  page,
  server,
  browser,
}) => {
  test.setTimeout(240_000);
  const person = { email: 'ana@activity.test', password, accountName: 'Häfeli & Søns' };
  await signUp(page, person);
  await importFiles(page, { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') });
  await importPanel(page).getByRole('button', { name: 'Close' }).click();

  const owner = await otherDevice(server, person);
  const ben = await joinAccount(server, owner, '+ben@activity.test', { label: 'Ben, "the bookkeeper"' });
  const cleo = await joinAccount(server, owner, 'cleo@activity.test', { label: 'Cleo', role: 'owner' });
  const { inviteId } = await owner.createInvite({
    label: '\u202ehostile\n=1+1',
    role: 'member',
    lifetimeMs: 86_400_000,
    opensAtOnce: true,
  });
  await owner.revokeInvite(inviteId);
  await owner.sync();
  const benId = (await owner.listTeam()).members.find(({ name }) => name === ben.email)?.userId;
  if (benId === undefined) throw new Error('Ben is no member');
  await cleo.vault.sync();
  await cleo.vault.setRole(benId, 'owner');
  await cleo.vault.leaveAccount();
  await owner.sync();

  await openActivity(page);
  await expect(page.getByText(/Cleo/).first()).toBeVisible();
  const told = await sentences(page);
  const inOrder = [
    /^cleo@activity\.test left the account; the key made in leaving is replaced by the next of the others who is online\.$/,
    /^cleo@activity\.test made \+ben@activity\.test an owner\.$/,
    /^You withdrew the invitation of hostile =1\+1\.$/,
    /^You invited hostile =1\+1 as a member, until .*whoever holds it can read\.$/,
    /^cleo@activity\.test joined as an owner, invited by ana@activity\.test\.$/,
    /^You invited Cleo as an owner, until /,
    /^\+ben@activity\.test joined as a member, invited by ana@activity\.test\.$/,
    /^You invited Ben, "the bookkeeper" as a member, until /,
    /^You connected the device .*, which may deliver from then on\.$/,
    /^You began this account\.$/,
  ];
  let at = -1;
  for (const sentence of inOrder) {
    const found = told.findIndex((words, index) => index > at && sentence.test(words));
    expect(found, `${String(sentence)} after ${at} in\n${told.join('\n')}`).toBeGreaterThan(at);
    at = found;
  }
  const total = told.length;
  expect(total).toBe((await owner.listActivity()).verifiedEntries);
  await expect(page.getByText(`Verified on this device: ${total} entries`)).toBeVisible();

  // Looked for, and looked at by kind and by person.
  await page.getByRole('searchbox', { name: 'Search' }).fill('BOOKkeeper');
  await expect(page.getByRole('status').getByText(`1 of ${total} entries`)).toBeVisible();
  await expect(entries(page)).toHaveCount(1);
  await page.getByRole('searchbox', { name: 'Search' }).fill('no such thing');
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('combobox', { name: 'What happened' }).selectOption('Joined');
  await expect(entries(page)).toHaveCount(2);
  await page.getByRole('combobox', { name: 'Who' }).selectOption('+ben@activity.test');
  await expect(entries(page)).toHaveCount(1);
  await page.getByRole('combobox', { name: 'What happened' }).selectOption('Everything');
  await expect(entries(page)).toHaveCount(2);

  // What is shown is saved, and no cell of it is a formula.
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('activity.csv');
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
  expect(lines).toHaveLength(4);
  expect(lines[0]).toBe('\u{feff}"Entry","Time (UTC)","Who","Kind","What happened","New account key"');
  expect(lines[1]).toContain('"cleo@activity.test","Role changed"');
  expect(lines[2]).toMatch(
    /^"\d+","\d{4}-\d\d-\d\dT[\d:.]+Z","'\+ben@activity\.test","Joined","'\+ben@activity\.test joined as a member, /,
  );

  // Another member, on another machine, sees the same words.
  const words = await fingerprintOf(page);
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', baseURL: server.url });
  const other = await context.newPage();
  await other.goto('/activity');
  await unlock(other, ben);
  await expect(other.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
  expect(await fingerprintOf(other)).toEqual(words);
  await expect(other.getByText(`Verified on this device: ${total} entries`)).toBeVisible();
  await expect(other.getByText('You joined as a member, invited by ana@activity.test.')).toBeVisible();

  // An entry that is made meanwhile appears by itself, marked as new.
  await owner.rotateAccountKey();
  await expect(other.getByText(/replaced the account key: everything/).first()).toBeVisible();
  await expect(entries(other).first()).toContainText('New');
  await context.close();
});

test('an owner gives older content new locks, pauses and goes on', { tag: whole }, async ({
  page,
  server,
}) => {
  test.setTimeout(180_000);
  const person = { email: 'deep@activity.test', password, accountName: 'Deep' };
  await signUp(page, person);
  const owner = await otherDevice(server, person);
  for (let at = 0; at < 30; at += 1) {
    await bringIn(owner, [
      { blob: new Blob([`${at}`]), fileName: `${at}.txt`, folder: '', lastModifiedMs: 0 },
    ]);
  }
  await owner.rotateAccountKey();
  await openActivity(page);
  await page.getByText('Replace the locks of older content').click();
  await page.getByRole('button', { name: 'Replace the locks' }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('Paused')).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('All older content has new locks')).toBeVisible({ timeout: 60_000 });
  await expect(entries(page).first()).toContainText('You put new locks on all older content, 30 deliveries.');
});
