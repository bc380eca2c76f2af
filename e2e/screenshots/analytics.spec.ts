import type { Page } from '@playwright/test';
import { deviceCalled, foundLetters, importLetters } from '../fixtures/found-content.ts';
import { signUp } from '../fixtures/journey.ts';
import type { ServerProcess } from '../fixtures/server-process.ts';
import { testWithOwnServer as test } from '../fixtures/test.ts';
import { asked, newWorker } from '../fixtures/workers.ts';
import { pictureSizes, takePictures } from './picture.ts';

const person = {
  email: 'ana@northharbour.example',
  password: 'unaware pecan relatable ember routine',
  accountName: 'North Harbour Ltd',
};

for (const { size, ...device } of pictureSizes) {
  test(`pictures of what the content says together: ${size}`, async ({ browser, server }) => {
    const context = await browser.newContext({
      ...device,
      baseURL: server.url,
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    const page = await context.newPage();
    const take = (name: string) => takePictures(page, `analytics${name}`, size);
    await signUp(page, person);
    await openAnalytics(page);
    await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor();
    await take('-empty');
    await fillAccount(server);
    await page.getByRole('button', { name: 'Read them in this browser' }).waitFor({ timeout: 60_000 });
    await take('-unread');
    await page.getByRole('button', { name: 'Ask for the worker' }).click();
    await take('-reprocess');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Read them in this browser' }).click();
    await page.getByText(/items were read in this browser/).waitFor({ timeout: 240_000 });
    await page.getByRole('heading', { level: 2, name: 'Volume over time' }).scrollIntoViewIfNeeded();
    await page.locator('canvas').first().waitFor();
    await takeParts(page, take);
    await page.getByRole('combobox', { name: 'Time' }).selectOption('Between two days');
    await page.getByLabel('First day').fill('2026-02-01');
    await page.getByLabel('Last day').fill('2026-03-10');
    await page.getByRole('heading', { level: 1 }).focus();
    await page.getByText(/^19 items/).waitFor();
    await take('-days');
    await showTable(page, 'Languages');
    await page.getByRole('button', { name: 'German: show in the list' }).click();
    await page.getByRole('button', { name: /^No longer filter by In German/ }).waitFor();
    await take('-list');
    await page
      .getByRole('link', { name: /Rechnung über Liegegebühren/ })
      .first()
      .click();
    await page.getByRole('heading', { name: 'What programs found' }).scrollIntoViewIfNeeded();
    await page.getByRole('button', { name: 'Look for items that say nearly the same' }).click();
    await page.getByRole('list', { name: 'Items that say nearly the same' }).waitFor({ timeout: 60_000 });
    await take('-found');
    await page.getByRole('region', { name: 'Message', exact: true }).scrollIntoViewIfNeeded();
    await take('-marked');
    await context.close();
  });
}

async function openAnalytics(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('Go to analytics');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Analytics' }).waitFor();
}

/** Letters of more than a year, brought in by two devices, and a worker that may read them. */
async function fillAccount(server: ServerProcess): Promise<void> {
  const letters = foundLetters('2026-03-10', 420);
  const archive = await deviceCalled(server, 'Mail archive', person);
  await importLetters(
    archive,
    letters.filter(({ language }) => language !== 'swe' && language !== 'fra'),
  );
  await archive.grantWorker(asked(newWorker(), { workerName: 'Search index', lifetimeMs: 20 * 86_400_000 }));
  const laptop = await deviceCalled(server, 'Firefox on Windows', person);
  await importLetters(
    laptop,
    letters.filter(({ language }) => language === 'swe' || language === 'fra'),
  );
}

async function showTable(page: Page, title: string): Promise<void> {
  const part = page.getByRole('region', { name: title, exact: true });
  await part.getByRole('radio', { name: 'Table' }).click();
}

async function takeParts(page: Page, take: (name: string) => Promise<void>): Promise<void> {
  await take('');
  for (const [name, title] of [
    ['-amounts', 'Amounts by currency'],
    ['-alike', 'Nearly the same'],
    ['-basis', 'What these figures come from'],
  ] as const) {
    await page
      .getByRole('heading', { level: 2, name: title })
      .evaluate((heading) => heading.scrollIntoView());
    await take(name);
  }
  for (const title of ['Volume over time', 'Senders', 'Sums by month']) await showTable(page, title);
  await page
    .getByRole('heading', { level: 2, name: 'Volume over time' })
    .evaluate((heading) => heading.scrollIntoView());
  await take('-tables');
}
