import type { Browser, Locator, Page } from '@playwright/test';
import { whole } from '../fixtures/sample.ts';
import { letters } from '../a11y/samples.ts';
import {
  type Credentials,
  expectItemCount,
  findRow,
  importFiles,
  importPanel,
  lock,
  openItem,
  signUp,
  unlock,
} from '../fixtures/journey.ts';
import { expect, test, testWithOwnServer } from '../fixtures/test.ts';

const password = 'a long enough password';

async function arrive(page: Page, name: string): Promise<Credentials> {
  const person = { email: `${name}@example.test`, password };
  await signUp(page, { ...person, accountName: 'Marks & Co' });
  await importFiles(page, letters);
  await expectItemCount(page, letters.length);
  await importPanel(page).getByRole('button', { name: 'Close' }).click();
  return person;
}

/** The same person at another computer. */
async function elsewhere(browser: Browser, origin: string, person: Credentials): Promise<Page> {
  const context = await browser.newContext({ baseURL: origin, locale: 'en-GB', timezoneId: 'UTC' });
  const page = await context.newPage();
  await page.goto('/');
  await unlock(page, person);
  await expectItemCount(page, letters.length);
  return page;
}

const rows = (page: Page) => page.getByRole('list', { name: 'Content' }).getByRole('link');
const unreadRows = (page: Page) => rows(page).filter({ hasText: 'Unread' });
const stars = (page: Page, title: string | RegExp): Locator =>
  page.getByRole('list', { name: 'Content' }).getByRole('button', { name: title });
const contentLink = (page: Page) => page.getByRole('link', { name: 'Content', exact: true });

async function expectUnread(page: Page, count: number): Promise<void> {
  await expect(unreadRows(page)).toHaveCount(count);
  await expect(contentLink(page)).toHaveAccessibleDescription(count === 0 ? '' : `${count} unread`);
  const title = count === 0 ? /^\w+ · Commonseal$/ : new RegExp(`^\\(${count}\\) \\w+ · Commonseal$`);
  await expect(page).toHaveTitle(title);
}

test('what is read and starred stays so, on every computer of the person', { tag: whole }, async ({
  page,
  browser,
  server,
}) => {
  test.setTimeout(240_000);
  const person = await arrive(page, 'everywhere');
  await expectUnread(page, 3);
  await openItem(page, /Minutes/);
  await expectUnread(page, 2);
  const star = page.getByRole('button', { name: 'Star', exact: true });
  await expect(star).toHaveAttribute('aria-pressed', 'false');
  await star.click();
  await expect(star).toHaveAttribute('aria-pressed', 'true');
  await expect(stars(page, /Star Minutes/)).toHaveAttribute('aria-pressed', 'true');
  await stars(page, /Star Your statement/).click();

  const other = await elsewhere(browser, server.url, person);
  await expectUnread(other, 2);
  await expect(stars(other, /Star Minutes/)).toHaveAttribute('aria-pressed', 'true');
  await expect(stars(other, /Star Your statement/)).toHaveAttribute('aria-pressed', 'true');

  await (await findRow(other, /Laboratory/)).focus();
  await other.keyboard.press('u');
  await other.keyboard.press('s');
  await expectUnread(other, 1);
  await expectUnread(page, 1);
  await expect(stars(page, /Star Laboratory/)).toHaveAttribute('aria-pressed', 'true');

  await page.reload();
  await unlock(page, person);
  await expectUnread(page, 1);
  await expect(stars(page, /Star Laboratory/)).toHaveAttribute('aria-pressed', 'true');
  await lock(page);
  await expect(page).toHaveTitle('Unlock · Commonseal');
  await other.context().close();
});

test('another tab shows it without being loaded again', { tag: whole }, async ({ page, context }) => {
  test.setTimeout(180_000);
  const person = await arrive(page, 'tabs');
  const tab = await context.newPage();
  await tab.goto('/');
  await unlock(tab, person);
  await expectUnread(tab, 3);
  await stars(page, /Star Minutes/).click();
  await openItem(page, /Minutes/);
  await expectUnread(page, 2);
  await expectUnread(tab, 2);
  await expect(stars(tab, /Star Minutes/)).toHaveAttribute('aria-pressed', 'true');
});

test('an item is read once it was open for a moment, and unread again when one says so', {
  tag: whole,
}, async ({ page }) => {
  test.setTimeout(120_000);
  await arrive(page, 'moment');
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await openItem(page, /Minutes/);
  await page.clock.runFor(900);
  await expectUnread(page, 3);
  // Who only leafs through reads nothing.
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { level: 2, name: /statement/ })).toBeVisible();
  await page.clock.runFor(900);
  await expectUnread(page, 3);
  await page.clock.runFor(200);
  await expectUnread(page, 2);
  await page.getByRole('button', { name: 'Mark as unread' }).click();
  await page.clock.runFor(5000);
  await expectUnread(page, 3);
  await page.keyboard.press('u');
  await page.clock.runFor(100);
  await expectUnread(page, 2);
});

test('the list is narrowed to what is unread or starred', { tag: whole }, async ({ page }) => {
  test.setTimeout(120_000);
  await arrive(page, 'filters');
  await stars(page, /Star Laboratory/).click();
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('checkbox', { name: /Unread 3/ }).check();
  await page.getByRole('button', { name: 'Done' }).click();
  await openItem(page, /Minutes/);
  await expectUnread(page, 2);
  // What is open does not go from under the reader; the next one is still the next one.
  await expect(rows(page)).toHaveCount(3);
  await page.keyboard.press('j');
  await expect(page.getByRole('heading', { level: 2, name: /statement/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await (await findRow(page, /Laboratory/)).focus();
  await page.keyboard.press('u');
  await expect(rows(page).filter({ hasText: 'Laboratory' })).toHaveCount(0);
  await expect(page.locator('[data-row]:focus')).toHaveCount(1);
  await page.getByRole('button', { name: 'No longer filter by Unread' }).click();
  await expectItemCount(page, 3);

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('only starred');
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toHaveAccessibleName(/Laboratory/);
  await page.getByRole('button', { name: 'No longer filter by Starred' }).click();
  await expectItemCount(page, 3);
});

test('several are marked at once, and all of them', { tag: whole }, async ({ page }) => {
  test.setTimeout(120_000);
  await arrive(page, 'several');
  await page.getByRole('checkbox', { name: /Select Minutes/ }).check();
  await page.getByRole('checkbox', { name: /Select Your statement/ }).check();
  const chosen = page.getByRole('region', { name: 'Selected items' });
  await chosen.getByRole('button', { name: 'Mark as read' }).click();
  await chosen.getByRole('button', { name: 'Star' }).click();
  await expectUnread(page, 1);
  await expect(page.getByRole('button', { name: /^Star /, pressed: true })).toHaveCount(2);
  await chosen.getByRole('button', { name: 'Mark as unread' }).click();
  await chosen.getByRole('button', { name: 'Remove star' }).click();
  await expectUnread(page, 3);
  await expect(page.getByRole('button', { name: /^Star /, pressed: true })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Mark all as read' }).click();
  await expectUnread(page, 0);
});

test('single keys that are turned off mark nothing', { tag: whole }, async ({ page }) => {
  test.setTimeout(120_000);
  await arrive(page, 'keys-off');
  await page.keyboard.press('?');
  await page.getByText('Use single keys').click();
  await expect(page.getByRole('switch', { name: 'Use single keys' })).not.toBeChecked();
  await page.keyboard.press('Escape');
  await (await findRow(page, /Laboratory/)).focus();
  await page.keyboard.press('u');
  await page.keyboard.press('s');
  await expectUnread(page, 3);
  await expect(page.getByRole('button', { name: /^Star /, pressed: true })).toHaveCount(0);
});

test('on a narrow phone the marks are within reach of a finger', { tag: whole }, async ({
  browser,
  server,
}) => {
  test.setTimeout(120_000);
  const context = await browser.newContext({
    baseURL: server.url,
    locale: 'en-GB',
    viewport: { width: 320, height: 640 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  const person = { email: 'narrow@example.test', password };
  await signUp(page, { ...person, accountName: 'Narrow & Co' });
  await importFiles(page, letters).catch(() => undefined);
  await expectItemCount(page, 3);
  await importPanel(page).getByRole('button', { name: 'Close' }).click();
  const star = stars(page, /Star Minutes/);
  const tick = page.getByRole('checkbox', { name: /Select Minutes/ });
  const [starBox, tickBox] = [await star.boundingBox(), await tick.locator('..').boundingBox()];
  expect(Math.min(starBox?.width ?? 0, starBox?.height ?? 0)).toBeGreaterThanOrEqual(40);
  expect((tickBox?.x ?? 0) + (tickBox?.width ?? 0)).toBeLessThanOrEqual((starBox?.x ?? 0) + 0.5);
  await star.tap();
  await expect(star).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('heading', { level: 2 })).toHaveCount(0);
  await context.close();
});

testWithOwnServer(
  'what is marked while the server is away is sent afterwards',
  { tag: whole },
  async ({ page, browser, server, complaints }) => {
    test.setTimeout(240_000);
    complaints.allow(/ERR_CONNECTION_REFUSED|Failed to load|50\d/);
    const person = await arrive(page, 'away-marks');
    await server.kill();
    await stars(page, /Star Minutes/).click();
    await expect(stars(page, /Star Minutes/)).toHaveAttribute('aria-pressed', 'true');
    await server.restart();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(page.getByText(/The server cannot be reached/)).toHaveCount(0, { timeout: 30_000 });
    const other = await elsewhere(browser, server.url, person);
    await expect(stars(other, /Star Minutes/)).toHaveAttribute('aria-pressed', 'true');
    await other.context().close();
  },
);
