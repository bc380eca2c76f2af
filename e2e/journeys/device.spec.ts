import type { Page } from '@playwright/test';
import { listBrowserStorage } from '../fixtures/browser-surfaces.ts';
import { connectToDatabase } from '../fixtures/database-surfaces.ts';
import { anotherBrowser } from '../fixtures/invitations.ts';
import { expectItemCount, importFiles, lock, signUp, tryToUnlock, unlock } from '../fixtures/journey.ts';
import { expect, testWithOwnServer as test } from '../fixtures/test.ts';
import { openSecurity, part } from '../fixtures/ways-in.ts';

const password = 'a long enough password';
const letter = { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('What stands there.') };
const lockButton = (page: Page) => page.getByRole('button', { name: 'Lock', exact: true });
const unlockHeading = (page: Page) => page.getByRole('heading', { name: 'Unlock your account' });

/** Unlocks, and chooses to stay so. */
async function unlockToStay(page: Page, email: string, days = '7 days'): Promise<void> {
  await page.getByLabel('Stay unlocked in this browser').selectOption(days);
  await expect(page.getByText('Only on a device that is yours alone.')).toBeVisible();
  await tryToUnlock(page, { email, password });
  await expect(lockButton(page)).toBeVisible({ timeout: 60_000 });
}

/** As somebody does who closes the tab and comes back. */
async function comeBack(page: Page): Promise<void> {
  await page.goto('about:blank');
  await page.goto('/content');
}

test('a browser stays unlocked for the chosen time, until it is locked', async ({ page, complaints }) => {
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
    const keyOf = () =>
      page.evaluate(
        () =>
          new Promise<string | undefined>((settle, fail) => {
            const opening = indexedDB.open('commonseal');
            opening.addEventListener('error', () => fail(opening.error ?? new Error('IndexedDB')));
            opening.addEventListener('success', () => {
              const reading = opening.result.transaction('device key').objectStore('device key').getAll();
              reading.addEventListener('success', () => {
                opening.result.close();
                const key: unknown = reading.result[0];
                settle(
                  key instanceof CryptoKey ? `${key.algorithm.name} ${String(key.extractable)}` : undefined,
                );
              });
            });
          }),
      );
    expect(await keyOf()).toBe('AES-GCM false');
    const before = await listBrowserStorage(page);
    expect(before.some(([, bytes]) => bytes.includes('staysUnlocked') || bytes.includes('stay'))).toBe(true);
    await lock(page);
    await expect.poll(keyOf, { timeout: 30_000 }).toBeUndefined();
    await comeBack(page);
    await expect(unlockHeading(page)).toBeVisible();
    await unlock(page, { email, password });
    await openSecurity(page);
    await expect(part(page, 'Browsers that stay unlocked').getByRole('article')).toHaveCount(0);
  });

  await test.step('signing out ends it too', async () => {
    await part(page, 'Browsers that stay unlocked')
      .getByRole('button', { name: 'Stay unlocked here' })
      .click();
    await expect(page.getByText('This browser unlocks by itself from now on.')).toBeVisible({
      timeout: 60_000,
    });
    await comeBack(page);
    await expectItemCount(page, 1);
    await page.getByRole('button', { name: 'More' }).filter({ visible: true }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(page.getByText('Signed out', { exact: true })).toBeVisible();
    await comeBack(page);
    await expect(unlockHeading(page)).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveValue('');
  });
});

test('a browser that stays unlocked is ended from another one, and by its time', async ({
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
  await laptop.goto('/unlock');
  await unlockToStay(laptop, email, '1 day');

  await test.step('it is listed there, and so are the sessions', async () => {
    await openSecurity(page);
    await expect(part(page, 'Where you are signed in').getByRole('article')).toHaveCount(2);
    await expect(part(page, 'Where you are signed in').getByText('This one')).toHaveCount(1);
    const list = page.getByRole('list', { name: 'Other browsers that stay unlocked' });
    await expect(list.getByRole('article')).toHaveCount(1);
  });

  await test.step('ended there, it asks for the password', async () => {
    await page.getByRole('button', { name: /^End it for / }).click();
    const dialog = page.getByRole('alertdialog');
    await expect(dialog).toContainText('That browser does not unlock by itself any more');
    await dialog.getByRole('button', { name: 'End it' }).click();
    await expect(page.getByText(/does not unlock by itself any more\.$/)).toBeVisible({ timeout: 60_000 });
    await comeBack(laptop);
    await expect(unlockHeading(laptop)).toBeVisible({ timeout: 60_000 });
    await expect(laptop.getByText('This browser does not unlock by itself any more')).toBeVisible();
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
