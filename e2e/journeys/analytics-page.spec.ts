import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { openAnalytics } from '../fixtures/analytics-page.ts';
import { type FoundLetter, deviceCalled, foundLetters, importLetters } from '../fixtures/found-content.ts';
import { lock, signUp, unlock } from '../fixtures/journey.ts';
import type { ServerProcess } from '../fixtures/server-process.ts';
import { expect, testWithOwnServer as test } from '../fixtures/test.ts';

const person = {
  email: 'counting@figures.test',
  password: 'a long enough password',
  accountName: 'North Harbour',
};
const isFromAbroad = ({ language }: FoundLetter) => language === 'swe' || language === 'fra';
const part = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true });
const readHere = (page: Page) => page.getByRole('button', { name: /^(?:Read them|Go on)/ });

async function fill(server: ServerProcess, letters: readonly FoundLetter[]): Promise<void> {
  const archive = await deviceCalled(server, 'Mail archive', person);
  await importLetters(
    archive,
    letters.filter((letter) => !isFromAbroad(letter)),
  );
  const laptop = await deviceCalled(server, 'A laptop', person);
  await importLetters(laptop, letters.filter(isFromAbroad));
}

async function showTable(page: Page, title: string): Promise<void> {
  await part(page, title).getByRole('radio', { name: 'Table' }).click();
  await expect(part(page, title).getByRole('table')).toBeVisible();
}

/** Rows without the head, and without the mark at the beginning. */
async function savedRows(page: Page, title: string): Promise<readonly string[]> {
  const download = page.waitForEvent('download');
  await part(page, title)
    .getByRole('button', { name: `CSV: save ${title}` })
    .click();
  const text = await readFile(await (await download).path(), 'utf8');
  expect(text.startsWith('\u{feff}"')).toBe(true);
  return text.trimEnd().split('\r\n').slice(1);
}

test('figures follow what is chosen, can be saved, and lead to the items that they count', async ({
  page,
  server,
}) => {
  test.setTimeout(300_000);
  const letters = foundLetters('2026-03-10', 90);
  const drawings: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/bar-chart-')) drawings.push(request.url());
  });
  await signUp(page, person);
  await openAnalytics(page);
  await expect(page.getByRole('heading', { name: 'Nothing here yet' })).toBeVisible();
  await page.waitForLoadState('networkidle');
  // What draws is loaded with the first chart, and not before.
  expect(drawings).toEqual([]);
  await fill(server, letters);
  await readHere(page).click({ timeout: 60_000 });
  expect(drawings.length).toBeGreaterThan(0);
  await expect(page.getByText(`${letters.length} items were read in this browser.`)).toBeVisible({
    timeout: 200_000,
  });
  const senders = new Map<string, { readonly name: string; items: number }>();
  for (const { from } of letters) {
    const sender = senders.get(from.address) ?? { name: from.name, items: 0 };
    senders.set(from.address, { ...sender, items: sender.items + 1 });
  }
  const told = [...senders].map(([address, { name, items }]) => `"${name}","${address}","${items}"`);
  await expect(part(page, 'Senders').getByRole('img')).toBeVisible({ timeout: 30_000 });
  expect((await savedRows(page, 'Senders')).toSorted()).toEqual(told.toSorted());

  // Drawn in the colours of the theme, and again in those of another one.
  const drawn = () =>
    part(page, 'Volume over time')
      .locator('canvas')
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await drawn();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(drawn).not.toBe(light);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(drawn).toBe(light);

  const abroad = letters.filter(isFromAbroad);
  await page.getByRole('combobox', { name: 'Source' }).selectOption('A laptop');
  await expect(page.getByText(new RegExp(`^${abroad.length} items, `))).toBeVisible();
  await showTable(page, 'Languages');
  await expect(part(page, 'Languages').getByRole('rowheader')).toHaveText(['Swedish', 'French']);
  await showTable(page, 'Senders');
  await part(page, 'Senders').getByRole('button', { name: 'Marta Lindqvist: show in the list' }).click();
  const ofMarta = abroad.filter(({ language }) => language === 'swe').length;
  // The list's own filters say it.
  const filters = page.getByRole('list', { name: 'Filters' }).getByRole('button');
  await expect(filters).toHaveText(['A laptop', 'Marta Lindqvist', 'Clear filters']);
  await expect(page.getByText(`${ofMarta} of ${letters.length} items`)).toBeVisible();

  // The page is as it was left; a bar leads to its items as well.
  await openAnalytics(page);
  await expect(page.getByRole('combobox', { name: 'Source' })).toHaveValue(/./);
  await expect(page.getByText(new RegExp(`^${abroad.length} items, `))).toBeVisible();
  await page.getByRole('combobox', { name: 'Source' }).selectOption('All sources');
  await expect(page.getByText(new RegExp(`^${letters.length} items, `))).toBeVisible();
  await part(page, 'Attachments')
    .locator('.u-over')
    .click({ position: { x: 5, y: 10 } });
  const withPdf = letters.filter(({ attachment }) => attachment?.endsWith('.pdf')).length;
  await expect(filters).toHaveText(['With attachments of type application/pdf']);
  await expect(page.getByText(`${withPdf} of ${letters.length} items`)).toBeVisible();
});

test('figures are there without the server, and what cannot be done says why', async ({
  page,
  server,
  complaints,
}) => {
  test.setTimeout(300_000);
  complaints.allow(/ERR_INTERNET_DISCONNECTED/);
  const letters = foundLetters('2026-03-10', 60);
  await signUp(page, person);
  await fill(server, letters);
  await openAnalytics(page);
  await expect(page.getByText(new RegExp(`^${letters.length} items, `))).toBeVisible({ timeout: 60_000 });
  await page.context().setOffline(true);
  await page.getByRole('combobox', { name: 'Source' }).selectOption('A laptop');
  await expect(page.getByText(new RegExp(`^${letters.filter(isFromAbroad).length} items, `))).toBeVisible();
  await readHere(page).click();
  await expect(page.getByRole('alert')).toContainText(/offline|cannot be reached|no connection/i, {
    timeout: 60_000,
  });
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Go on reading' }).click();
  await expect(page.getByText(`${letters.length} items were read in this browser.`)).toBeVisible({
    timeout: 200_000,
  });
});

test('reading is stopped, left and gone on with, and nothing is read twice', async ({ page, server }) => {
  test.setTimeout(420_000);
  const letters = foundLetters('2026-03-10', 730);
  await signUp(page, person);
  await fill(server, letters);
  await openAnalytics(page);
  await expect(page.getByRole('heading', { name: 'Nothing has been read yet' })).toBeVisible({
    timeout: 60_000,
  });
  await readHere(page).click();
  await expect(page.getByRole('progressbar', { name: /^[1-9]\d* of \d+ items read/ })).toBeVisible({
    timeout: 120_000,
  });
  // Also on another page it goes on.
  await page.getByRole('link', { name: 'Sources', exact: true }).click();
  await openAnalytics(page);
  await page.getByRole('button', { name: 'Stop reading' }).click();
  const stopped = page.getByText(/^Stopped, with \d+ of \d+ items read/);
  await expect(stopped).toBeVisible({ timeout: 60_000 });
  await lock(page);
  // Whoever unlocks is where they were.
  await unlock(page, person);
  await expect(page.getByRole('heading', { level: 1, name: 'Analytics' })).toBeVisible();
  const left = page.getByRole('heading', { name: /^\d+ items are not fully read yet/ });
  await expect(left).toBeVisible({ timeout: 60_000 });
  const leftItems = Number.parseInt(await left.innerText(), 10);
  expect(leftItems).toBeGreaterThan(0);
  expect(leftItems).toBeLessThan(letters.length);
  await readHere(page).click();
  await expect(page.getByText(`${leftItems} items were read in this browser.`)).toBeVisible({
    timeout: 300_000,
  });
  await expect(page.getByRole('heading', { name: 'Everything has been read' })).toBeVisible();
});
