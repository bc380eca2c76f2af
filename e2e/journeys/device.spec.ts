import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { whole } from '../fixtures/sample.ts';
import { connectToDatabase } from '../fixtures/database-surfaces.ts';
import { anotherBrowser } from '../fixtures/invitations.ts';
import { expectItemCount, importFiles, lock, signUp, tryToUnlock, unlock } from '../fixtures/journey.ts';
import {
  expectNothingKeptForStay,
  keptForStay,
  statusOfPresentSession,
  untilStaying,
} from '../fixtures/stay.ts';
import { expect, testWithOwnServer as test } from '../fixtures/test.ts';
import { changePassword, openSecurity, part } from '../fixtures/ways-in.ts';

const password = 'a long enough password';
const newPassword = 'another long password';
const letter = { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('What stands there.') };
const lockButton = (page: Page) => page.getByRole('button', { name: 'Lock', exact: true });
const unlockHeading = (page: Page) => page.getByRole('heading', { name: 'Unlock your account' });

/** Unlocks, and chooses to stay so. */
async function unlockToStay(page: Page, email: string, days = '7 days'): Promise<void> {
  await page.getByLabel('Stay unlocked in this browser').selectOption(days);
  await expect(page.getByText('Only on a device that is yours alone.')).toBeVisible();
  await tryToUnlock(page, { email, password });
  await expect(lockButton(page)).toBeVisible({ timeout: 60_000 });
  await untilStaying(page);
}

/** Chooses it under Security. */
async function stayHere(page: Page): Promise<void> {
  await part(page, 'Browsers that stay unlocked').getByRole('button', { name: 'Stay unlocked here' }).click();
  await expect(page.getByText('This browser unlocks by itself from now on.')).toBeVisible({
    timeout: 60_000,
  });
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More' }).filter({ visible: true }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
}

/** As somebody does who closes the tab and comes back. */
async function comeBack(page: Page): Promise<void> {
  await page.goto('about:blank');
  await page.goto('/content');
}

test('a browser stays unlocked for the chosen time, until it is locked', async ({
  page,
  server,
  complaints,
}) => {
  test.setTimeout(240_000);
  complaints.allow(/401|404/);
  const email = 'ada.device@example.test';
  await signUp(page, { email, password, accountName: 'Harbour' });
  await importFiles(page, letter);
  await expectItemCount(page, 1);

  await test.step('not without being asked to', async () => {
    await comeBack(page);
    await expect(unlockHeading(page)).toBeVisible();
  });

  await test.step('chosen at unlocking, it opens by itself, at the page that is asked for', async () => {
    await unlockToStay(page, email);
    await comeBack(page);
    await expectItemCount(page, 1);
    await page.goto('/security');
    await expect(page.getByRole('heading', { level: 1, name: 'Security' })).toBeVisible({ timeout: 60_000 });
    const here = part(page, 'Browsers that stay unlocked').getByRole('article');
    await expect(here).toContainText('This browser');
    await expect(here).toContainText('Until');
  });

  await test.step('it does not lock when nobody touches it', async () => {
    await page.clock.install();
    await comeBack(page);
    await expectItemCount(page, 1);
    await page.clock.fastForward('02:00:00');
    await page.clock.runFor(5_000);
    await expect(lockButton(page)).toBeVisible();
    await expect(page.getByRole('alertdialog')).toHaveCount(0);
  });

  await test.step('what is kept for it cannot be read out, and goes with the lock', async () => {
    expect(await keptForStay(page)).toEqual({ key: 'AES-GCM false', hasRecord: true });
    await lock(page);
    await expectNothingKeptForStay(page);
    await comeBack(page);
    await expect(unlockHeading(page)).toBeVisible();
    await unlock(page, { email, password });
    await openSecurity(page);
    await expect(part(page, 'Browsers that stay unlocked').getByRole('article')).toHaveCount(0);
  });

  await test.step('it goes with the lock also where the mark of it was lost, which is found again', async () => {
    const loseMark = () => page.evaluate(() => localStorage.removeItem('commonseal.stays-unlocked'));
    await stayHere(page);
    await loseMark();
    await page.getByRole('link', { name: 'Content', exact: true }).click();
    await openSecurity(page);
    await untilStaying(page);
    await loseMark();
    expect((await keptForStay(page)).hasRecord).toBe(true);
    await lock(page);
    await expectNothingKeptForStay(page);
    await unlock(page, { email, password });
  });

  await test.step('signing out ends it too, and the session', async () => {
    await stayHere(page);
    await comeBack(page);
    await expectItemCount(page, 1);
    const sessionStatus = await statusOfPresentSession(page, server.url);
    expect(await sessionStatus()).toBe(200);
    expect((await keptForStay(page)).hasRecord).toBe(true);
    await signOut(page);
    await expect(page.getByText('Signed out', { exact: true })).toBeVisible();
    await expectNothingKeptForStay(page);
    await expect.poll(sessionStatus, { timeout: 30_000 }).toBe(401);
    await comeBack(page);
    await expect(unlockHeading(page)).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveValue('');
  });
});

test('what a sign-out cannot tell the server is said, and done when it can be reached', {
  tag: whole,
}, async ({ page, server, complaints }) => {
  test.setTimeout(240_000);
  complaints.allow(/401|ERR_|Failed to load|5\d\d/);
  await signUp(page, { email: 'cut.device@example.test', password, accountName: 'Harbour' });
  await openSecurity(page);
  await stayHere(page);
  const sessionStatus = await statusOfPresentSession(page, server.url);
  await server.kill();
  await signOut(page);
  await expect(page.getByText('Locked; the server does not know yet that you have signed out')).toBeVisible({
    timeout: 60_000,
  });
  await expectNothingKeptForStay(page);
  await server.restart();
  expect(await sessionStatus()).toBe(200);
  await comeBack(page);
  await expect(unlockHeading(page)).toBeVisible();
  await expect.poll(sessionStatus, { timeout: 30_000 }).toBe(401);
});

test('a browser that cannot stay unlocked lets in all the same, and keeps nothing', { tag: whole }, async ({
  page,
  complaints,
}) => {
  test.setTimeout(240_000);
  complaints.allow(/401|ERR_|Failed to load/);
  const email = 'fails.device@example.test';
  await signUp(page, { email, password, accountName: 'Harbour' });
  await comeBack(page);

  await test.step('what failed is told after unlocking', async () => {
    await page.route('**/api/user/ways-in', async (route) => {
      if (route.request().method() === 'POST') await route.abort();
      else await route.continue();
    });
    await page.getByLabel('Stay unlocked in this browser').selectOption('7 days');
    await unlock(page, { email, password });
    await expect(page.getByText('You are in, but this browser does not stay unlocked')).toBeVisible({
      timeout: 60_000,
    });
    await expectNothingKeptForStay(page);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(page.getByText('You are in, but')).toHaveCount(0);
    await page.unroute('**/api/user/ways-in');
  });

  await test.step('one that is closed on the way leaves nothing either', async () => {
    await openSecurity(page);
    let hasAsked = false;
    await page.route('**/api/user/ways-in', async (route) => {
      if (route.request().method() === 'POST') hasAsked = true;
      else await route.continue();
    });
    await part(page, 'Browsers that stay unlocked')
      .getByRole('button', { name: 'Stay unlocked here' })
      .click();
    await expect.poll(() => hasAsked, { timeout: 30_000 }).toBe(true);
    expect((await keptForStay(page)).hasRecord).toBe(true);
    await page.goto('about:blank');
    await page.unroute('**/api/user/ways-in');
    await page.goto('/content');
    await expect(unlockHeading(page)).toBeVisible({ timeout: 60_000 });
    await expectNothingKeptForStay(page);
  });
});

test('a browser that stays unlocked can be opened with the password instead, also without the server', {
  tag: whole,
}, async ({ page, complaints }) => {
  test.setTimeout(240_000);
  complaints.allow(/401|ERR_|Failed to load/);
  const email = 'instead.device@example.test';
  await signUp(page, { email, password, accountName: 'Harbour' });
  await openSecurity(page);
  await stayHere(page);
  await page.goto('about:blank');
  // It never answers.
  await page.route('**/api/login/key/**', () => undefined);
  await page.goto('/security');
  await expect(page.getByRole('heading', { name: 'Unlocking' })).toBeVisible();
  await page.getByRole('button', { name: 'Use my password instead' }).click();
  await expect(unlockHeading(page)).toBeVisible();
  await unlock(page, { email, password });
  await expect(page.getByRole('heading', { level: 1, name: 'Security' })).toBeVisible();
  await page.unroute('**/api/login/key/**');
  await comeBack(page);
  await expect(lockButton(page)).toBeVisible({ timeout: 60_000 });
});

test('a browser that stays unlocked refuses the database of last week', { tag: whole }, async ({
  page,
  server,
  complaints,
}) => {
  test.setTimeout(240_000);
  complaints.allow(/401|ERR_|Failed to load|5\d\d/);
  const email = 'old.device@example.test';
  await signUp(page, { email, password, accountName: 'Harbour' });
  await openSecurity(page);
  await stayHere(page);
  const kept = await mkdtemp(join(tmpdir(), 'commonseal-last-week-'));
  await server.kill('SIGTERM');
  await cp(server.dataFolder, kept, { recursive: true });
  await server.restart();
  await changePassword(page, { from: password, to: newPassword });
  await page.goto('about:blank');
  await server.kill('SIGTERM');
  for (const name of await readdir(server.dataFolder)) {
    await rm(join(server.dataFolder, name), { recursive: true });
  }
  await cp(kept, server.dataFolder, { recursive: true });
  await rm(kept, { recursive: true });
  await server.restart();
  await page.goto('/content');
  await expect(page.getByRole('alert')).toContainText(
    'The server shows you an older state of this account than before',
    { timeout: 60_000 },
  );
  await expect(lockButton(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Back to unlocking' }).click();
  await expect(unlockHeading(page)).toBeVisible();
});

test('a browser that stays unlocked is ended from another one, and by its time', { tag: whole }, async ({
  page,
  browser,
  server,
  complaints,
}) => {
  test.setTimeout(240_000);
  complaints.allow(/401|404/);
  const email = 'ben.device@example.test';
  await signUp(page, { email, password, accountName: 'Harbour' });
  const laptop = await anotherBrowser(browser, complaints, server.url);
  await laptop.clock.install();
  await laptop.goto('/unlock');
  await unlockToStay(laptop, email, '1 day');

  await test.step('it is listed there, and so are the sessions', async () => {
    await openSecurity(page);
    await expect(part(page, 'Where you are signed in').getByRole('article')).toHaveCount(2);
    await expect(part(page, 'Where you are signed in').getByText('This browser')).toHaveCount(1);
    const list = page.getByRole('list', { name: 'Other browsers that stay unlocked' });
    await expect(list.getByRole('article')).toHaveCount(1);
  });

  await test.step('it is ended there', async () => {
    await page.getByRole('button', { name: /^End it for / }).click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog).toContainText('That browser does not unlock by itself any more');
    await dialog.getByRole('button', { name: 'End it' }).click();
    await expect(page.getByText(/does not unlock by itself any more\.$/)).toBeVisible({ timeout: 60_000 });
  });

  await test.step('while it is open there, it locks when nobody uses it', async () => {
    await expect(laptop.getByText('The server has ended this session')).toBeVisible({ timeout: 60_000 });
    await laptop.clock.fastForward('00:14:30');
    await expect(laptop.getByRole('alertdialog', { name: 'Are you still there?' })).toBeVisible();
    await laptop.clock.fastForward('00:01:00');
    await expect(laptop.getByText('Locked after 15 minutes without activity')).toBeVisible();
  });

  await test.step('opened again, it asks for the password', async () => {
    await comeBack(laptop);
    await expect(unlockHeading(laptop)).toBeVisible({ timeout: 60_000 });
    await expect(laptop.getByText('This browser does not unlock by itself any more')).toBeVisible();
  });

  await test.step('a password that is changed does not end it: it unlocks by itself again', async () => {
    await unlockToStay(laptop, email, '7 days');
    await page.getByRole('link', { name: 'Content', exact: true }).click();
    await openSecurity(page);
    await changePassword(page, { from: password, to: newPassword });
    await expect(laptop.getByText('The server has ended this session')).toBeVisible({ timeout: 60_000 });
    await laptop.getByRole('button', { name: 'Unlock again' }).click();
    await expect(lockButton(laptop)).toBeVisible({ timeout: 60_000 });
    await untilStaying(laptop);
    await changePassword(page, { from: newPassword, to: password });
    await lock(laptop);
    await expectNothingKeptForStay(laptop);
  });

  await test.step('so it does after everything else was signed out', async () => {
    await unlockToStay(laptop, email, '30 days');
    await page.getByRole('link', { name: 'Content', exact: true }).click();
    await openSecurity(page);
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Sign out everywhere else?' });
    await dialog.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await expect(page.getByText('You are signed in here alone.')).toBeVisible({ timeout: 60_000 });
    await expect(part(page, 'Where you are signed in').getByRole('article')).toHaveCount(1);
    await comeBack(laptop);
    await expect(unlockHeading(laptop)).toBeVisible({ timeout: 60_000 });
  });

  await test.step('and after the time that was chosen', async () => {
    await unlockToStay(laptop, email, '1 day');
    // As if it were over: for the server, whose clock decides.
    const database = await connectToDatabase(server.dataFolder);
    await database.query(
      "update credentials set expires_at = now() - interval '1 minute' where kind = 'device'",
    );
    await database.end();
    await comeBack(laptop);
    await expect(unlockHeading(laptop)).toBeVisible({ timeout: 60_000 });
  });
});
