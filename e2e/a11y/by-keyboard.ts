import type { Page } from '@playwright/test';
import { type Credentials, expectItemCount } from '../fixtures/journey.ts';
import { expect, test } from '../fixtures/test.ts';
import { letters } from './samples.ts';
import { tabTo } from './tab-to.ts';

type Person = Credentials & { readonly accountName: string };

const rowsOf = (page: Page) => page.getByRole('list', { name: 'Content' }).getByRole('link');

export async function signUpByKeyboard(page: Page, person: Person): Promise<void> {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Unlock your account' })).toBeFocused();
  await tabTo(page, page.getByRole('link', { name: 'Create an account' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Create an account' })).toBeFocused();
  await tabTo(page, page.getByRole('textbox', { name: 'E-mail' }));
  await page.keyboard.type(person.email);
  await tabTo(page, page.getByRole('textbox', { name: 'Password' }));
  await page.keyboard.type(person.password);
  await tabTo(page, page.getByRole('textbox', { name: 'Account name' }));
  await page.keyboard.type(person.accountName);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Make a recovery kit' })).toBeFocused({ timeout: 60_000 });
  await tabTo(page, page.getByRole('button', { name: 'Later' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'All content' })).toBeFocused({ timeout: 60_000 });
  await expect(page.getByRole('heading', { name: 'Nothing here yet' })).toBeVisible();
}

/** By the button, then again by the command palette. */
export async function importByKeyboard(page: Page): Promise<void> {
  let chooser = page.waitForEvent('filechooser');
  await tabTo(page, page.getByRole('button', { name: 'Import files' }));
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(letters.slice(0, 2));
  await expectItemCount(page, 2);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('import');
  chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(letters.slice(2));
  await expectItemCount(page, 3);
  await tabTo(page, page.getByRole('button', { name: 'Close' }));
  await page.keyboard.press('Enter');
}

export async function readByKeyboard(page: Page): Promise<void> {
  const rows = rowsOf(page);
  await test.step('one Tab stop for the list, and arrow keys within it', async () => {
    await tabTo(page, page.locator('[data-row]'));
    await page.keyboard.press('Home');
    await expect(rows.first()).toBeFocused();
    await page.keyboard.press('End');
    await expect(rows.last()).toBeFocused();
    await page.keyboard.press('k');
    await expect(rows.nth(1)).toBeFocused();
    await page.keyboard.press('j');
    await expect(rows.last()).toHaveAccessibleName(/Laboratory/);
  });
  await test.step('Enter opens, j and k go on to the next, Esc leads back to the row', async () => {
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 2, name: /Laboratory/ })).toBeFocused();
    await page.keyboard.press('k');
    await expect(page.getByRole('heading', { level: 2, name: /statement/ })).toBeFocused();
    const downloading = page.waitForEvent('download');
    await tabTo(page, page.getByRole('button', { name: 'Download', exact: true }));
    await page.keyboard.press('Enter');
    expect((await downloading).suggestedFilename()).toBe('letter-1.eml');
    await page.keyboard.press('Escape');
    await expect(rows.nth(1)).toBeFocused();
  });
}

export async function filterByKeyboard(page: Page): Promise<void> {
  await page.keyboard.press('/');
  const field = page.getByRole('searchbox', { name: 'Words in title or sender' });
  await expect(field).toBeFocused();
  await page.keyboard.type('jk?/');
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Clear filters' }));
  await page.keyboard.press('Enter');
  await expect(field).toBeFocused();
  await expectItemCount(page, 3);
  await tabTo(page, page.getByRole('button', { name: 'Filter', exact: true }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('checkbox', { name: /The bank/ }));
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Filter', exact: true })).toBeFocused();
  await expect(page.getByText('1 of 3 items')).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'No longer filter by The bank' }));
  await page.keyboard.press('Enter');
  await expect(field).toBeFocused();
  await expectItemCount(page, 3);
}

export async function selectByKeyboard(page: Page): Promise<void> {
  const chosen = page.getByRole('region', { name: 'Selected items' });
  await tabTo(page, page.locator('[data-row]'));
  await page.keyboard.press('Home');
  await page.keyboard.press('x');
  await expect(chosen).toContainText('1 selected');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(chosen).toContainText('2 selected');
  await page.keyboard.press('Control+a');
  await expect(chosen).toContainText('3 selected');
  await page.keyboard.press('Escape');
  await expect(chosen).toHaveCount(0);
  await page.keyboard.press('Control+a');
  const names: string[] = [];
  page.on('download', (download) => names.push(download.suggestedFilename()));
  await page.keyboard.press('Shift+Tab');
  await tabTo(page, page.getByRole('button', { name: 'Download selected' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('3 files downloaded')).toBeVisible();
  await expect.poll(() => names).toEqual(['letter-0.eml', 'letter-1.eml', 'letter-2.eml']);
  await page.keyboard.press('Escape');
}

/** Off, they do nothing; what needs Ctrl still does, and the sheet to turn them on again is within reach. */
export async function turnSingleKeysOffByKeyboard(page: Page): Promise<void> {
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  const toggle = sheet.getByRole('switch', { name: 'Use single keys' });
  const before = page.getByRole('button', { name: 'Refresh' });
  await tabTo(page, before);
  await page.keyboard.press('?');
  await expect(sheet).toBeVisible();
  await tabTo(page, toggle);
  await page.keyboard.press('Space');
  await expect(toggle).not.toBeChecked();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await expect(before).toBeFocused();
  for (const key of ['?', '/', 'j']) await page.keyboard.press(key);
  await expect(sheet).toHaveCount(0);
  await expect(before).toBeFocused();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('shortcuts');
  await page.keyboard.press('Enter');
  await expect(sheet).toBeVisible();
  await tabTo(page, toggle);
  await page.keyboard.press('Space');
  await expect(toggle).toBeChecked();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
}

export async function lockAndUnlockByKeyboard(page: Page, person: Person): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('rehor');
  await page.keyboard.press('Enter');
  const heading = page.getByRole('heading', { level: 2, name: /Laboratory/ });
  await expect(heading).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: 'Lock', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Password' })).toBeFocused();
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await expect(heading).toBeFocused({ timeout: 60_000 });
}

/** @returns the link, which is copied by the button */
export async function inviteByKeyboard(page: Page, label: string): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('members');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Members' })).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: 'Invite somebody' }));
  await page.keyboard.press('Enter');
  const name = page.getByRole('textbox', { name: 'Whom it is for' });
  await tabTo(page, name);
  await page.keyboard.press('Enter');
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription(/Say whom it is for/);
  await page.keyboard.type(label);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('radio', { name: 'Member' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: '30 days' })).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('switch', { name: 'Open at once' })).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: 'Make the link' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Copy link' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Copied')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await tabTo(page, page.getByRole('button', { name: 'Done' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Members' })).toBeFocused();
  return link;
}

export async function joinByKeyboard(page: Page, link: string, person: Credentials): Promise<void> {
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'You are invited' })).toBeFocused();
  await tabTo(page, page.getByRole('link', { name: 'Sign up' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Sign up to join' })).toBeFocused();
  await tabTo(page, page.getByRole('textbox', { name: 'E-mail' }));
  await page.keyboard.type(person.email);
  await tabTo(page, page.getByRole('textbox', { name: 'Password' }));
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Join this account?' })).toBeFocused({ timeout: 60_000 });
  await tabTo(page, page.getByRole('button', { name: 'Join' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'All content' })).toBeFocused({ timeout: 60_000 });
}

export async function removeByKeyboard(page: Page, email: string): Promise<void> {
  const menu = page.getByRole('button', { name: `What to do about ${email}` });
  await tabTo(page, menu);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Remove from the account' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/they could read/i)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  await expect(menu).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('alertdialog').getByRole('button', { name: 'Remove from the account' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText(`${email} was removed`)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Members' })).toBeFocused();
}
