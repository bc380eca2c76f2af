import type { Page } from '@playwright/test';
import { Authenticator } from '../fixtures/authenticator.ts';
import { AuthenticatorApp } from '../fixtures/authenticator-app.ts';
import { lock, signUp, tryToSignUp, tryToUnlock, unlock } from '../fixtures/journey.ts';
import type { ServerProcess } from '../fixtures/server-process.ts';
import { otherDevice } from '../fixtures/teammates.ts';
import { testWithOwnServer as test } from '../fixtures/test.ts';
import { codeField, forgetPassword, makeKit, part } from '../fixtures/ways-in.ts';
import { keepPrinted, pictureSizes, takePictures } from './picture.ts';

const person = {
  email: 'ana@northharbour.example',
  password: 'unaware pecan relatable ember routine',
  accountName: 'North Harbour Ltd',
};
const newPassword = 'cobalt shrubbery elevating tidy oxygen';

type Take = (name: string) => Promise<void>;

for (const { size, ...device } of pictureSizes) {
  test(`pictures of somebody’s own ways in: ${size}`, async ({ browser, server }) => {
    const look = { ...device, baseURL: server.url, locale: 'en-GB', timezoneId: 'UTC' };
    const context = await browser.newContext(look);
    const page = await context.newPage();
    const take = (name: string) => takePictures(page, name, size);
    await takeFirstKit(page, take);
    const elsewhere = await browser.newContext(look);
    await stayUnlocked(await elsewhere.newPage());
    await openSecurity(page);
    await takePasskeys(page, take);
    await takeSecurity(page, take);
    await elsewhere.close();
    await takeNewKit(page, size, take);
    await takeRecoveries(page, server, take);
    await takeSecondStep(page, take);
    await context.close();
  });
}

async function openSecurity(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('Go to security');
  await page.keyboard.press('Enter');
  await part(page, 'Where you are signed in').waitFor();
}

async function stayUnlocked(page: Page): Promise<void> {
  await page.goto('/unlock');
  await page.getByRole('combobox', { name: 'Stay unlocked in this browser' }).selectOption({ index: 1 });
  await unlock(page, person);
  await page.getByRole('link', { name: 'Content', exact: true }).waitFor();
}

/** So that it stands at the top. */
async function scrollTo(page: Page, name: string): Promise<void> {
  await part(page, name).evaluate((element) => element.scrollIntoView());
}

async function groupsOnPage(page: Page): Promise<string[]> {
  return page
    .getByRole('list', { name: /^Code, in/ })
    .locator('li > :last-child')
    .allInnerTexts();
}

async function confirm(page: Page, groups: readonly string[]): Promise<void> {
  for (const field of await page.getByRole('textbox', { name: /^Group \d+$/ }).all()) {
    const number = Number(/\d+/.exec((await field.getAttribute('name')) ?? '')?.[0]);
    await field.fill(groups[number - 1] ?? '');
  }
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: 'Your recovery kit is confirmed' }).waitFor({ timeout: 60_000 });
}

async function takeFirstKit(page: Page, take: Take): Promise<void> {
  await tryToSignUp(page, person);
  await page.getByRole('button', { name: 'Make my kit' }).waitFor({ timeout: 60_000 });
  await take('kit-offer');
  await makeKit(page);
  const groups = await groupsOnPage(page);
  await page.getByRole('button', { name: 'I have it: go on' }).click();
  await page
    .getByRole('textbox', { name: /^Group / })
    .first()
    .fill('7RXQ2');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await take('kit-confirm');
  await confirm(page, groups);
  await take('kit-confirmed');
  await page.getByRole('button', { name: 'Done' }).click();
}

async function takePasskeys(page: Page, take: Take): Promise<void> {
  const phone = await Authenticator.plugIn(page);
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Phone');
  await take('passkey-add');
  await dialog.getByRole('button', { name: 'Make passkey' }).click();
  await page.getByText('Phone was added.').waitFor({ timeout: 30_000 });
  await phone.unplug();
  const oldKey = await Authenticator.plugIn(page, { hasPrf: false });
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Blue security key');
  await dialog.getByRole('button', { name: 'Make passkey' }).click();
  await page.getByRole('dialog', { name: 'Blue security key was added' }).waitFor({ timeout: 30_000 });
  await take('passkey-signs-in-only');
  await page.getByRole('button', { name: 'Done' }).click();
  await oldKey.unplug();
  await scrollTo(page, 'Passkeys');
  await take('security-passkeys');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('button', { name: 'Remove Phone' }).click();
  await take('passkey-remove');
  await page.getByRole('button', { name: 'Keep it' }).click();
}

async function takeSecurity(page: Page, take: Take): Promise<void> {
  await scrollTo(page, 'Browsers that stay unlocked');
  await take('security-browsers');
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await take('security-sign-out');
  await page.getByRole('button', { name: 'Leave it' }).click();
  await page.getByRole('button', { name: 'Change password' }).click();
  await take('security-password');
  await page.getByRole('checkbox', { name: 'Someone may know my old password' }).check();
  await take('security-password-known');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('heading', { level: 1 }).evaluate((element) => element.scrollIntoView(false));
  await take('security');
  await page.getByRole('button', { name: 'Test it' }).click();
  await take('kit-test');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: /^Withdraw Recovery kit/ }).click();
  await take('kit-withdraw');
  await page.getByRole('button', { name: 'Keep it' }).click();
}

async function takeNewKit(page: Page, size: string, take: Take): Promise<void> {
  await page.getByRole('link', { name: 'Make a new one' }).click();
  await page.getByText(/works until the new one is confirmed/).waitFor();
  await take('kit-offer-again');
  await makeKit(page);
  await take('kit');
  if (size === 'desktop') await keepPrinted(page, 'recovery-kit');
  const groups = await groupsOnPage(page);
  await page.getByRole('button', { name: 'Later' }).click();
  await take('kit-later');
  await page.getByRole('button', { name: 'Stay' }).click();
  await page.getByRole('button', { name: 'I have it: go on' }).click();
  await confirm(page, groups);
  await page.getByRole('button', { name: 'Done' }).click();
  await part(page, 'Where you are signed in').waitFor();
  await lock(page);
  await take('unlock-again');
  await forgetPassword(page);
  await codeField(page).fill(groups.slice(0, 4).join(' '));
  await page.getByText('4 of 13 groups').waitFor();
  await take('recover');
  await codeField(page).fill(groups.join(' '));
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('textbox', { name: 'New password' }).fill(newPassword);
  await take('recover-password');
  await page.getByRole('button', { name: 'Set password and get in' }).click();
  await page.getByText('You are in again').waitFor({ timeout: 60_000 });
  await page.getByText('These ways in are still there').waitFor();
  await take('recovered');
}

/** The second time while the key of another account is awaited. */
async function takeRecoveries(page: Page, server: ServerProcess, take: Take): Promise<void> {
  await makeKit(page);
  const groups = await groupsOnPage(page);
  await page.getByRole('button', { name: 'I have it: go on' }).click();
  await confirm(page, groups);
  const marta = { ...person, email: 'marta@lindqvist.example', accountName: 'Lindqvist & Co' };
  const colleague = await page.context().browser()?.newContext({ baseURL: server.url });
  if (colleague === undefined) throw new Error('no browser');
  await signUp(await colleague.newPage(), marta);
  await colleague.close();
  const owner = await otherDevice(server, marta);
  const { link } = await owner.createInvite({
    label: 'Ana',
    role: 'member',
    lifetimeMs: 86_400_000,
    opensAtOnce: false,
  });
  const ana = await otherDevice(server, { ...person, password: newPassword });
  await ana.acceptInvite(link);
  await page.getByRole('button', { name: 'Done' }).click();
  await lock(page);
  await forgetPassword(page);
  await codeField(page).fill(groups.join(' '));
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('textbox', { name: 'New password' }).fill(person.password);
  await page.getByRole('button', { name: 'Set password and get in' }).click();
  await page.getByText('You are in again').waitFor({ timeout: 60_000 });
  await page.getByText('These ways in are still there').waitFor();
  await take('recovered-kit-kept');
  await page.getByRole('button', { name: 'Look at them under Security' }).click();
  await part(page, 'Where you are signed in').waitFor();
}

async function takeSecondStep(page: Page, take: Take): Promise<void> {
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set up an authenticator app' });
  const app = new AuthenticatorApp(await dialog.locator('code').innerText());
  await take('second-step');
  await dialog.getByRole('textbox').fill(app.nextCode());
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  const kept = page.getByRole('dialog', { name: 'Keep your backup codes' });
  await kept.waitFor({ timeout: 30_000 });
  await take('second-step-codes');
  await kept.getByRole('button', { name: 'I have kept them' }).click();
  await scrollTo(page, 'Second step after the password');
  await take('security-second-step');
  await lock(page);
  // In a browser that is signed in, no second step is asked for.
  await page.context().clearCookies();
  await tryToUnlock(page, person);
  await page.getByRole('heading', { name: 'One more step' }).waitFor({ timeout: 60_000 });
  await take('unlock-second-step');
}
