import { rm } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import {
  Connector,
  connectSource,
  expectItemCount,
  importFiles,
  importPanel,
  lock,
  messageFrame,
  openItem,
  signUp,
  temporaryFolder,
  tryToUnlock,
  unlock,
  wrongCredentialsWords,
} from '../fixtures/journey.ts';
import { expectAccessible, findInaccessible } from '../fixtures/looks.ts';
import { expect, test } from '../fixtures/test.ts';

const password = 'a long enough password';

const mail = [
  'From: Ana <ana@example.test>',
  'Subject: A letter with a long subject that a narrow window cannot hold in one line',
  'Date: Tue, 05 Mar 2024 10:15:00 +0100',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="part"',
  '',
  '--part',
  'Content-Type: multipart/alternative; boundary="inner"',
  '',
  '--inner',
  'Content-Type: text/plain',
  '',
  `A line without a place to break it: ${'x'.repeat(200)}`,
  '--inner',
  'Content-Type: text/html',
  '',
  '<p style="color:#ccc">Formatted words</p><img src="http://tracker.example.test/pixel.png">',
  '--inner--',
  '--part',
  'Content-Type: application/pdf; name="report.pdf"',
  'Content-Disposition: attachment; filename="report.pdf"',
  '',
  '%PDF-1.4',
  '--part--',
].join('\r\n');

const files = [
  { name: 'letter.eml', mimeType: 'message/rfc822', buffer: Buffer.from(mail) },
  { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from(`A note. ${'y'.repeat(300)}`) },
  { name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 cut off') },
];

test('every page before unlocking can be used by everybody', async ({ page }) => {
  await page.goto('/sign-up');
  await expect(page.getByRole('heading', { name: 'Create an account' })).toBeVisible();
  await expectAccessible(page, 'sign-up');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText('Use at least 10 characters.')).toBeVisible();
  await expectAccessible(page, 'sign-up with faults');
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Unlock your account' })).toBeVisible();
  await expectAccessible(page, 'unlock');
  await tryToUnlock(page, { email: 'nobody@example.test', password });
  await expect(page.getByText(wrongCredentialsWords)).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page, 'unlock with a wrong password');
  await page.goto('/no-such-page');
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  await expectAccessible(page, 'no such page');
});

test('every page of an unlocked account can be used by everybody', async ({ page }) => {
  test.setTimeout(240_000);
  await page.clock.install();
  const stateFolder = await temporaryFolder('connector');
  const person = { email: 'everybody@example.test', password, accountName: 'Everybody & Co' };
  await signUp(page, person);
  await expect(page.getByRole('heading', { name: 'Nothing here yet' })).toBeVisible();
  await expectAccessible(page, 'empty content');

  await importFiles(page, files);
  await expect(importPanel(page)).toContainText('3 files imported');
  await expectItemCount(page, 3);
  await expectAccessible(page, 'list, and an import that is done');
  await importPanel(page).getByRole('button', { name: 'Close' }).click();
  await openItem(page, /A letter/);
  await expect(messageFrame(page).getByText('Formatted words')).toBeVisible();
  await expectAccessible(page, 'e-mail, formatted');
  await page.getByRole('radio', { name: 'Plain text' }).click();
  await expect(page.getByText('A line without a place')).toBeVisible();
  await expectAccessible(page, 'e-mail, plain');
  await openItem(page, /note\.txt/);
  await expect(page.getByText('A note.')).toBeVisible();
  await expectAccessible(page, 'text');
  await openItem(page, /scan\.pdf/);
  await expectAccessible(page, 'file without a view');
  await page.goto(`${new URL(page.url()).origin}/content/AAAAAAAAAAAAAAAAAAAAAA`);
  await unlock(page, person);
  await expect(page.getByRole('heading', { name: 'This is not in your account' })).toBeVisible();
  await expectAccessible(page, 'no such item');

  await page.getByRole('link', { name: 'Sources', exact: true }).click();
  await page.getByRole('button', { name: 'Connect a source' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByText('Paste the line that the connector printed.')).toBeVisible();
  await expectAccessible(page, 'connect dialog with faults');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await connectSource(page, new Connector(stateFolder), 'Archive', (state) => expectAccessible(page, state));
  await expect(page.getByRole('article', { name: 'Archive' })).toBeVisible();
  await expectAccessible(page, 'sources');
  await page.getByRole('button', { name: 'Withdraw Archive' }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await expectAccessible(page, 'withdrawing a source');
  await page.getByRole('button', { name: 'Keep it' }).click();

  await page.clock.fastForward('14:10');
  await expect(page.getByRole('alertdialog', { name: 'Are you still there?' })).toBeVisible();
  await expectAccessible(page, 'idle warning');
  await page.getByRole('button', { name: 'Stay unlocked' }).click();
  await lock(page);
  await expectAccessible(page, 'locked');
  await rm(stateFolder, { recursive: true });
});

test('sources without any can be used by everybody', async ({ page }) => {
  await signUp(page, { email: 'no-sources@example.test', password, accountName: 'Nobody yet' });
  await page.getByRole('link', { name: 'Sources', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'No sources yet' })).toBeVisible();
  await expectAccessible(page, 'no sources');
});

test('a page with faults would be noticed', async ({ page }) => {
  await page.goto('/');
  const heading = page.getByRole('heading', { name: 'Unlock your account' });
  await heading.evaluate((element) => {
    const picture = document.createElement('img');
    picture.style.width = '400px';
    element.after(picture);
    element.style.color = '#eeeee8';
  });
  const found = (await findInaccessible(page)).join('\n');
  for (const [look, fault] of [
    ['light', 'image-alt'],
    ['light', 'color-contrast'],
    ['dark on a phone', 'image-alt'],
    ['at 320 px', 'wider than the page'],
  ] as const) {
    expect(found).toContain(`${look}: ${fault}`);
  }
});

/** Presses Tab until something has the focus, as somebody does who sees where it is. */
async function tabTo(page: Page, role: 'button' | 'link' | 'textbox', name: string): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true });
  for (let presses = 0; presses < 25; presses += 1) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluateAll((all) => all.includes(document.activeElement as HTMLElement))) return;
  }
  throw new Error(`Tab did not reach the ${role} ${name}`);
}

test('the main path needs no mouse', async ({ page }) => {
  const person = { email: 'keys@example.test', password, accountName: 'Keys' };
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Unlock your account' })).toBeFocused();
  await tabTo(page, 'link', 'Create an account');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Create an account' })).toBeFocused();
  await tabTo(page, 'textbox', 'E-mail');
  await page.keyboard.type(person.email);
  await tabTo(page, 'textbox', 'Password');
  await page.keyboard.type(person.password);
  await tabTo(page, 'textbox', 'Account name');
  await page.keyboard.type(person.accountName);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'All content' })).toBeFocused({ timeout: 60_000 });

  await expect(page.getByRole('heading', { name: 'Nothing here yet' })).toBeVisible();
  const chooser = page.waitForEvent('filechooser');
  await tabTo(page, 'button', 'Import files');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(files);
  await expectItemCount(page, 3);
  await tabTo(page, 'button', 'Close');
  await page.keyboard.press('Enter');

  await page.keyboard.press('Home');
  const rows = page.getByRole('list', { name: 'Content' }).getByRole('link');
  for (
    let presses = 0;
    presses < 25 && (await page.locator('[data-row]:focus').count()) === 0;
    presses += 1
  ) {
    await page.keyboard.press('Tab');
  }
  await expect(rows.first()).toBeFocused();
  await page.keyboard.press('End');
  await expect(rows.last()).toBeFocused();
  await expect(rows.last()).toHaveAccessibleName(/A letter/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: /A letter/ })).toBeFocused();
  const downloading = page.waitForEvent('download');
  await tabTo(page, 'button', 'Download');
  await page.keyboard.press('Enter');
  expect((await downloading).suggestedFilename()).toBe('letter.eml');
  await page.keyboard.press('Escape');
  await expect(rows.last()).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: /A letter/ })).toBeFocused();
  await tabTo(page, 'button', 'Lock');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Password' })).toBeFocused();
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: /A letter/ })).toBeFocused({ timeout: 60_000 });
});
