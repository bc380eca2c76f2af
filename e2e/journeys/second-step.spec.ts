import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { whole } from '../fixtures/sample.ts';
import { Authenticator, forgetEverything } from '../fixtures/authenticator.ts';
import { AuthenticatorApp } from '../fixtures/authenticator-app.ts';
import { signUp, tryToUnlock } from '../fixtures/journey.ts';
import { expect, test } from '../fixtures/test.ts';

function somebody() {
  return {
    email: `second-step-${randomUUID()}@example.test`,
    password: 'a password that is long enough',
    accountName: 'Two Steps Ltd',
  };
}

async function openSecurity(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Security', exact: true }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Second step after the password' })).toBeVisible();
}

/** @returns them, the app that has the secret, and the backup codes */
async function signUpWithApp(page: Page) {
  const person = somebody();
  await signUp(page, person);
  await openSecurity(page);
  return { person, ...(await setUp(page)) };
}

async function setUp(page: Page) {
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set up an authenticator app' });
  const secret = await dialog.locator('code').innerText();
  await expect(dialog.getByRole('img', { name: /as a QR code/ })).toBeVisible();
  const app = new AuthenticatorApp(secret);
  const field = dialog.getByRole('textbox', { name: 'Enter the code that the app shows now' });

  await field.fill(app.wrongCode());
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  await expect(dialog.getByText('This code is not right.')).toBeVisible();

  await field.fill(app.nextCode());
  await dialog.getByRole('button', { name: 'Turn on' }).click();
  const kept = page.getByRole('dialog', { name: 'Keep your backup codes' });
  await expect(kept).toBeVisible({ timeout: 30_000 });
  const codes = await kept.getByRole('list', { name: 'Backup codes' }).locator('code').allInnerTexts();
  await kept.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText('A code is asked for from now on')).toBeVisible();
  return { app, codes };
}

async function beginElsewhere(
  page: Page,
  origin: string,
  person: ReturnType<typeof somebody>,
): Promise<void> {
  await forgetEverything(page, origin);
  await page.goto('/unlock');
  await tryToUnlock(page, person);
  await expect(page.getByRole('heading', { level: 1, name: 'One more step' })).toBeVisible({
    timeout: 60_000,
  });
  // Neither a session nor anything sealed has been handed out.
  expect(await page.context().cookies()).toEqual([]);
}

async function giveCode(page: Page, code: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Code of your authenticator app' }).fill(code);
  await page.getByRole('button', { name: 'Go on' }).click();
}

async function giveBackupCode(page: Page, code: string): Promise<void> {
  await page.getByRole('button', { name: 'Use a backup code' }).click();
  await page.getByRole('textbox', { name: 'Backup code' }).fill(code);
  await page.getByRole('button', { name: 'Go on' }).click();
}

async function expectUnlocked(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Lock', exact: true })).toBeVisible({ timeout: 60_000 });
}

test('a code is asked after the password, and each counts once; a backup code does as well, once', async ({
  page,
  server,
}) => {
  test.setTimeout(240_000);
  const { person, app, codes } = await signUpWithApp(page);
  expect(new Set(codes).size).toBe(10);
  await expect(page.getByRole('article', { name: 'Authenticator app' })).toContainText('10');

  await beginElsewhere(page, server.url, person);
  await giveCode(page, app.wrongCode());
  await expect(page.getByText(/This code is not right, or was used already/)).toBeVisible();
  const code = app.nextCode();
  await giveCode(page, code);
  await expectUnlocked(page);

  await beginElsewhere(page, server.url, person);
  await giveCode(page, code);
  await expect(page.getByText(/This code is not right, or was used already/)).toBeVisible();
  const [backup = '', other = '', third = ''] = codes;
  await giveBackupCode(page, backup);
  await expectUnlocked(page);
  await openSecurity(page);
  await expect(page.getByRole('article', { name: 'Authenticator app' })).toContainText('9');

  await beginElsewhere(page, server.url, person);
  await giveBackupCode(page, backup);
  await expect(page.getByText(/This backup code is not right, or was used already/)).toBeVisible();
  // As somebody types it from paper.
  await page.getByRole('textbox', { name: 'Backup code' }).fill(` ${other.toLowerCase()} `);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expectUnlocked(page);

  await openSecurity(page);
  // Where an app is shown that somebody may have left, no press removes it that would only be refused.
  await page.getByRole('button', { name: 'Change password' }).click();
  const change = page.getByRole('dialog', { name: 'Change your password' });
  await change.getByText('Someone may know my old password').click();
  const means = change.getByRole('list', { name: 'What has a say in signing in' });
  await expect(means).toContainText('It is removed under Security, with one of its codes');
  await expect(means.getByRole('button')).toHaveCount(0);
  await change.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Remove the authenticator app' }).click();
  const removal = page.getByRole('alertdialog', { name: 'Remove the second step?' });
  const removalCode = removal.getByRole('textbox', { name: 'Code of your authenticator app' });
  await removal.getByRole('button', { name: 'Remove second step' }).click();
  await expect(removal.getByText('Enter a code.')).toBeVisible();
  await removalCode.fill(other);
  await removal.getByRole('button', { name: 'Remove second step' }).click();
  await expect(removal.getByText(/This code is not right, or was used already/)).toBeVisible();
  await removalCode.fill(third);
  await removal.getByRole('button', { name: 'Remove second step' }).click();
  await expect(page.getByText('Your password alone lets you in again.')).toBeVisible();
  await forgetEverything(page, server.url);
  await page.goto('/unlock');
  await tryToUnlock(page, person);
  await expectUnlocked(page);
});

test('whoever guesses begins again with the password after five tries', { tag: whole }, async ({
  page,
  server,
}) => {
  test.setTimeout(180_000);
  const { person, app } = await signUpWithApp(page);
  await beginElsewhere(page, server.url, person);
  for (let tries = 1; tries < 5; tries += 1) {
    const answered = page.waitForResponse((response) => response.url().endsWith('/second-factor'));
    await giveCode(page, app.wrongCode());
    await answered;
    await expect(page.getByText(/This code is not right, or was used already/)).toBeVisible();
  }
  await giveCode(page, app.wrongCode());
  await expect(page.getByRole('alert')).toContainText('This sign-in is over');
  await page.getByRole('button', { name: 'Back to the password' }).click();
  await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue('');
  await tryToUnlock(page, person);
  await giveCode(page, app.nextCode());
  await expectUnlocked(page);
});

test('a passkey does in place of the code, and one that unlocks is not asked for any', {
  tag: whole,
}, async ({ page, server }) => {
  test.setTimeout(180_000);
  const person = somebody();
  await Authenticator.plugIn(page);
  await signUp(page, person);
  await openSecurity(page);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Phone');
  await dialog.getByRole('button', { name: 'Make passkey' }).click();
  await expect(page.getByText('Phone was added.')).toBeVisible({ timeout: 30_000 });
  await setUp(page);

  await beginElsewhere(page, server.url, person);
  await page.getByRole('button', { name: 'Use a passkey for this step' }).click();
  await expectUnlocked(page);

  await forgetEverything(page, server.url);
  await page.goto('/unlock');
  await page.getByRole('button', { name: 'Use a passkey', exact: true }).click();
  await expectUnlocked(page);

  // Nor does taking the second step away, for somebody who has lost the app.
  await openSecurity(page);
  await page.getByRole('button', { name: 'Remove the authenticator app' }).click();
  const removal = page.getByRole('alertdialog', { name: 'Remove the second step?' });
  await expect(removal.getByRole('textbox')).toHaveCount(0);
  await removal.getByRole('button', { name: 'Remove second step' }).click();
  await expect(page.getByText('Your password alone lets you in again.')).toBeVisible();
});

test('a browser that came back by itself is asked for the password and a code', { tag: whole }, async ({
  page,
}) => {
  test.setTimeout(240_000);
  const { person, app, codes } = await signUpWithApp(page);
  await page.getByRole('button', { name: 'Stay unlocked here' }).click();
  await expect(page.getByText('This browser unlocks by itself from now on.')).toBeVisible({
    timeout: 30_000,
  });
  await page.reload();
  await expectUnlocked(page);
  await openSecurity(page);
  await page.getByRole('button', { name: 'New backup codes' }).click();
  const renewal = page.getByRole('dialog', { name: 'New backup codes' });
  await renewal.getByRole('textbox').fill(app.nextCode());
  await renewal.getByRole('button', { name: 'Make new codes' }).click();
  const question = page.getByRole('dialog', { name: 'Is it still you?' });
  await question.getByRole('textbox', { name: 'Your password' }).fill(person.password);
  await question.getByRole('button', { name: 'Confirm and go on' }).click();
  const field = question.getByRole('textbox', { name: 'Code of your authenticator app' });
  await field.fill(app.wrongCode(), { timeout: 30_000 });
  await question.getByRole('button', { name: 'Confirm and go on' }).click();
  await expect(question.getByText(/This code is not right, or was used already/)).toBeVisible({
    timeout: 30_000,
  });
  await field.fill(codes[0] ?? '');
  await question.getByRole('button', { name: 'Confirm and go on' }).click();
  await expect(page.getByRole('dialog', { name: 'Keep your backup codes' })).toBeVisible({ timeout: 30_000 });
});
