import type { Page } from '@playwright/test';
import {
  cameInHeading,
  comeIn,
  confirmSheets,
  makeSheets,
  openBreakGlass,
  readSheet,
  sheetField,
  sheetsPart,
} from '../fixtures/break-glass.ts';
import { lock, signUp } from '../fixtures/journey.ts';
import { testWithOwnServer as test } from '../fixtures/test.ts';
import { keepPrinted, pictureSizes, takePictures } from './picture.ts';

const person = {
  email: 'ana@northharbour.example',
  password: 'unaware pecan relatable ember routine',
  accountName: 'North Harbour Ltd',
};
const holders = ['Ana Sørensen', 'Marta Lindqvist', 'Safe at the notary'];

type Take = (name: string) => Promise<void>;

for (const { size, ...device } of pictureSizes) {
  test(`pictures of break-glass sheets: ${size}`, async ({ browser, server }) => {
    const context = await browser.newContext({
      ...device,
      baseURL: server.url,
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    const page = await context.newPage();
    const take = (name: string) => takePictures(page, `break-glass-${name}`, size);
    await signUp(page, person);
    const sheets = await takeMaking(page, size, take);
    await takeMembers(page, sheets, take);
    await takeUse(page, sheets, take);
    await context.close();
  });
}

async function openMembers(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('Go to members');
  await page.keyboard.press('Enter');
  await sheetsPart(page).waitFor();
}

async function scrollToPart(page: Page): Promise<void> {
  await sheetsPart(page).evaluate((element) => element.scrollIntoView());
}

type Sheets = readonly { readonly groups: readonly string[] }[];

async function takeMaking(page: Page, size: string, take: Take): Promise<Sheets> {
  await openMembers(page);
  await page.getByText('There are none.').waitFor();
  await scrollToPart(page);
  await take('none');
  await sheetsPart(page).getByRole('link', { name: 'Make sheets' }).click();
  await page.getByRole('textbox', { name: 'Sheet 1' }).fill(holders[0] ?? '');
  await page.getByRole('button', { name: 'Make the sheets' }).click();
  await take('plan');
  await page.goBack();
  await makeSheets(page, holders);
  await take('print');
  if (size === 'desktop') await keepPrinted(page, 'break-glass');
  const lists = page.getByRole('list', { name: /^Code, in/ });
  const sheets = [];
  for (const list of await lists.all())
    sheets.push({ groups: await list.locator('li > :last-child').allInnerTexts() });
  await page.getByRole('button', { name: 'I have them: go on' }).click();
  await page
    .getByRole('textbox', { name: /^Group / })
    .first()
    .fill('7RXQ2');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await take('confirm');
  await page.getByRole('button', { name: 'Leave', exact: true }).click();
  await take('leave');
  await page.getByRole('button', { name: 'Stay' }).click();
  await page.getByRole('button', { name: 'Back to the sheets' }).click();
  await confirmSheets(page, sheets);
  await take('put-in-force');
  await page.getByRole('button', { name: 'Put in force' }).click();
  await page.getByRole('heading', { name: 'The sheets are in force' }).waitFor({ timeout: 60_000 });
  await take('in-force');
  await page.getByRole('button', { name: 'Done' }).click();
  return sheets;
}

async function takeMembers(page: Page, sheets: Sheets, take: Take): Promise<void> {
  await sheetsPart(page).getByRole('article').waitFor();
  await scrollToPart(page);
  await take('members');
  await page.getByRole('button', { name: 'Check a sheet' }).click();
  await sheetField(page).fill((sheets[1]?.groups ?? []).slice(0, 7).join(' '));
  await page.getByText('7 of 19 groups').waitFor();
  await take('check');
  await sheetField(page).fill((sheets[1]?.groups ?? []).join(' '));
  await page.getByRole('button', { name: 'Check it' }).click();
  await page.getByText('Sheet 2 of 3 is whole, and counts').waitFor();
  await take('checked');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: /^Withdraw set/ }).click();
  await take('withdraw');
  await page.getByRole('button', { name: 'Keep them' }).click();
}

async function takeUse(page: Page, sheets: Sheets, take: Take): Promise<void> {
  const codes = sheets.map(({ groups }) => groups.join(' '));
  await lock(page);
  await openBreakGlass(page);
  await take('use');
  await readSheet(page, codes[1] ?? '');
  await readSheet(page, codes[1] ?? '');
  await page.getByText('This is sheet 2 of 3 once more').waitFor();
  await take('use-twice');
  await readSheet(page, codes[2] ?? '');
  await page.getByRole('heading', { name: 'These are enough' }).waitFor();
  await take('use-enough');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('textbox', { name: 'New password' }).fill(person.password);
  await take('use-person');
  await page.getByRole('button', { name: 'Back to the sheets' }).click();
  await comeIn(page, person);
  await cameInHeading(page).waitFor({ timeout: 60_000 });
  await page.getByText('Remove your old self.').waitFor();
  await take('came-in');
  await page.getByRole('button', { name: 'Look at the members' }).click();
  await page.getByText('The sheets were used').waitFor();
  await scrollToPart(page);
  await take('used');
}
