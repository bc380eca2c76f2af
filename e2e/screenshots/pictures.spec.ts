import { rm } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import {
  Connector,
  connectSource,
  expectItemCount,
  openItem,
  signUp,
  temporaryFolder,
  unlock,
} from '../fixtures/journey.ts';
import { test } from '../fixtures/test.ts';
import { pictureDay, takePictures } from './picture.ts';
import { openedSubject, writeSampleContent } from './sample-content.ts';

const person = {
  email: 'ana@northharbour.example',
  password: 'unaware pecan relatable ember routine',
  accountName: 'North Harbour Ltd',
};

const sizes = [
  { size: 'desktop', viewport: { width: 1280, height: 800 } },
  { size: 'phone', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
] as const;

test('the account that the pictures show', async ({ page }) => {
  const folder = await temporaryFolder('screenshots');
  const state = await temporaryFolder('connector');
  const content = await writeSampleContent(folder);
  await signUp(page, person);
  const connector = new Connector(state);
  await connectSource(page, connector, 'Mail server');
  await connector.run('push', content.letters);
  await page.getByRole('link', { name: 'Content', exact: true }).click();
  await expectItemCount(page, 6);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import files' }).first().click();
  await (await chooser).setFiles(content.files);
  await expectItemCount(page, 8);
  await Promise.all([folder, state].map((path) => rm(path, { recursive: true })));
});

for (const { size, ...device } of sizes) {
  test(`pictures: ${size}`, async ({ browser, baseURL }) => {
    const context = await browser.newContext({
      ...device,
      baseURL: baseURL ?? '',
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    const page = await context.newPage();
    await page.clock.setFixedTime(new Date(pictureDay));
    await takeAllPictures(page, (name) => takePictures(page, name, size));
    await context.close();
  });
}

async function takeAllPictures(page: Page, take: (name: string) => Promise<void>): Promise<void> {
  await page.goto('/sign-up');
  await page.getByRole('textbox', { name: 'E-mail' }).fill(person.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(person.password);
  await page.getByText('Very strong').waitFor();
  await take('sign-up');
  await page.goto('/no-such-page');
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  await take('not-found');
  await page.goto('/unlock');
  await page.getByRole('heading', { name: 'Unlock your account' }).waitFor();
  await take('unlock');
  await unlock(page, person);
  await expectItemCount(page, 8);
  await take('content');
  await page.getByRole('searchbox').fill('north');
  await page.getByText('2 of 8 items').waitFor();
  await take('content-filtered');
  await page.getByRole('searchbox').fill('no such words');
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
  await take('content-nothing-found');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('button', { name: 'Done' }).waitFor();
  await take('filter');
  await page.keyboard.press('Escape');
  await page.getByRole('checkbox', { name: /Select Minutes/ }).check({ force: true });
  await page.getByRole('checkbox', { name: /Select Your statement/ }).check({ force: true });
  await take('content-selected');
  await page.getByRole('button', { name: 'Select none' }).click();
  await openItem(page, new RegExp(openedSubject));
  await page.getByText('Next meeting').waitFor();
  await take('item');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('no');
  await take('palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await take('shortcuts');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: 'Sources', exact: true }).click();
  await page.getByRole('article', { name: 'Mail server' }).waitFor();
  await take('sources');
  await page.getByRole('button', { name: 'Connect a source' }).first().click();
  await page.getByRole('dialog').waitFor();
  await take('sources-connect');
}
