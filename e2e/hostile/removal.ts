import { type Page, expect } from '@playwright/test';
import { alertsOf } from './person.ts';

/**
 * An owner removes somebody by the page.
 * @returns what the page had to say against it
 */
export async function removeOnPage(page: Page, email: string): Promise<string> {
  await page.getByRole('link', { name: 'Members', exact: true }).click();
  await page.getByRole('button', { name: `What to do about ${email}` }).click();
  await page.getByRole('menuitem', { name: /^Remove/ }).click();
  const dialog = page.getByRole('alertdialog');
  const remove = dialog.getByRole('button', { name: 'Remove from the account' });
  await expect(remove).toBeEnabled();
  await remove.click();
  await expect(
    page
      .getByRole('alert')
      .or(page.getByText(/was removed, and the account has a new key/))
      .first(),
  ).toBeVisible({
    timeout: 60_000,
  });
  return alertsOf(page);
}
