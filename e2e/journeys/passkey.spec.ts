import { randomUUID } from 'node:crypto';
import { type Page } from '@playwright/test';
import { whole } from '../fixtures/sample.ts';
import { Authenticator, forgetEverything } from '../fixtures/authenticator.ts';
import { importFiles, lock, signUp, tryToUnlock } from '../fixtures/journey.ts';
import { RecordingProxy } from '../fixtures/recording-proxy.ts';
import { expect, test } from '../fixtures/test.ts';

function somebody() {
  return {
    email: `passkey-${randomUUID()}@example.test`,
    password: 'a password that is long enough',
    accountName: 'Key & Co',
  };
}

const note = { name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('Read me anywhere.') };

async function openSecurity(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Security', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Security' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: 'Passkeys' })).toBeVisible();
}

function cardOf(page: Page, name: string) {
  return page.getByRole('list', { name: 'Passkeys' }).getByRole('article', { name });
}

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('button', { name: 'Make passkey' }).click();
}

async function addUnlockingPasskey(page: Page, name: string): Promise<void> {
  await addPasskey(page, name);
  await expect(cardOf(page, name)).toContainText('Signs in and unlocks', { timeout: 30_000 });
  await expect(page.getByText(`${name} was added.`)).toBeVisible();
}

const usePasskey = (page: Page) => page.getByRole('button', { name: 'Use a passkey' }).click();

async function expectUnlocked(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Lock', exact: true })).toBeVisible({ timeout: 60_000 });
}

test('one touch signs in and unlocks, in a browser that has never been here', async ({ page, server }) => {
  const person = somebody();
  const authenticator = await Authenticator.plugIn(page);
  await signUp(page, person);
  await importFiles(page, note);
  await expect(page.getByRole('link', { name: /note\.txt/ })).toBeVisible({ timeout: 60_000 });
  await openSecurity(page);
  await addUnlockingPasskey(page, 'Blue key');
  expect(await authenticator.passkeyCount()).toBe(1);

  await forgetEverything(page, server.url);
  await page.goto('/');
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveValue('');
  await usePasskey(page);
  await expectUnlocked(page);
  await page.getByRole('link', { name: /note\.txt/ }).click();
  await expect(page.getByText('Read me anywhere.')).toBeVisible({ timeout: 30_000 });

  await openSecurity(page);
  await expect(cardOf(page, 'Blue key')).not.toContainText('not yet');
  // The address is remembered for the next time, as after a password.
  await lock(page);
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveValue(person.email);
  await usePasskey(page);
  await expectUnlocked(page);
});

test('a passkey that yields no secret signs in only, and says so; then the password unlocks', {
  tag: whole,
}, async ({ page, server }) => {
  const person = somebody();
  await Authenticator.plugIn(page, { hasPrf: false });
  await signUp(page, person);
  await openSecurity(page);
  await addPasskey(page, 'Old key');
  const told = page.getByRole('dialog', { name: 'Old key was added' });
  await expect(told).toContainText('cannot unlock your content', { timeout: 30_000 });
  await told.getByRole('button', { name: 'Done' }).click();
  await expect(cardOf(page, 'Old key')).toContainText('Signs in only');

  await forgetEverything(page, server.url);
  await page.goto('/');
  await usePasskey(page);
  await expect(page.getByRole('alert')).toContainText('now your password', { timeout: 30_000 });
  await expect(page.getByRole('button', { name: 'Lock', exact: true })).toHaveCount(0);
  await tryToUnlock(page, person);
  await expectUnlocked(page);

  // Where somebody may know the password, it is shown with what else has a say, and can be taken away at once.
  await openSecurity(page);
  await page.getByRole('button', { name: 'Change password' }).click();
  const change = page.getByRole('dialog', { name: 'Change your password' });
  await change.getByRole('checkbox', { name: 'Someone may know my old password' }).check();
  await change.getByRole('button', { name: 'Remove Passkey “Old key”, which signs in only' }).click();
  await expect(change.getByText('which signs in only: removed.')).toBeVisible();
  await expect(change.getByRole('list', { name: 'What has a say in signing in' })).toHaveCount(0);
  await change.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('You have none yet.')).toBeVisible();
  await lock(page);
  await usePasskey(page);
  await expect(page.getByRole('alert')).toContainText('does not let you in here', { timeout: 30_000 });
});

test('there can be several; one that is removed lets nobody in any more, and the others go on', {
  tag: whole,
}, async ({ page, server }) => {
  test.setTimeout(180_000);
  const person = somebody();
  const first = await Authenticator.plugIn(page);
  await signUp(page, person);
  await importFiles(page, note);
  await expect(page.getByRole('link', { name: /note\.txt/ })).toBeVisible({ timeout: 60_000 });
  await openSecurity(page);
  await addUnlockingPasskey(page, 'Phone');

  // The same place does not take a second one for the same person.
  await addPasskey(page, 'Phone again');
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
  await expect(dialog.getByRole('alert')).toContainText('a passkey of yours here already', {
    timeout: 30_000,
  });
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await first.unplug();
  await Authenticator.plugIn(page);
  await addUnlockingPasskey(page, 'Security key');
  await expect(page.getByRole('list', { name: 'Passkeys' }).getByRole('article')).toHaveCount(2);

  // The other one goes on unlocking, under keys that are new by then.
  await cardOf(page, 'Phone').getByRole('button', { name: 'Remove Phone' }).click();
  const removal = page.getByRole('alertdialog', { name: 'Remove Phone?' });
  await expect(removal).not.toContainText('your only way in');
  await removal.getByRole('button', { name: 'Remove passkey' }).click();
  await expect(page.getByText('Phone was removed.')).toBeVisible({ timeout: 60_000 });
  await expect(cardOf(page, 'Phone')).toHaveCount(0);
  await forgetEverything(page, server.url);
  await page.goto('/');
  await usePasskey(page);
  await expectUnlocked(page);
  await expect(page.getByRole('link', { name: /note\.txt/ })).toBeVisible({ timeout: 60_000 });

  // Before the last way in besides the password goes, that is said.
  await openSecurity(page);
  await cardOf(page, 'Security key').getByRole('button', { name: 'Remove Security key' }).click();
  const last = page.getByRole('alertdialog', { name: 'Remove Security key?' });
  await expect(last).toContainText('your password is your only way in');
  await last.getByRole('button', { name: 'Remove passkey' }).click();
  await expect(page.getByText('You have none yet.')).toBeVisible({ timeout: 60_000 });

  // Never the only way in: the password cannot be removed at all.
  await expect(page.getByRole('button', { name: /Remove .*password/i })).toHaveCount(0);
  await lock(page);
  await usePasskey(page);
  await expect(page.getByRole('alert')).toContainText('does not let you in here', { timeout: 30_000 });
  await tryToUnlock(page, person);
  await expectUnlocked(page);
});

test('one that was deleted in its authenticator, and a closed dialog, are told in plain words', {
  tag: whole,
}, async ({ page }) => {
  const person = somebody();
  const authenticator = await Authenticator.plugIn(page);
  await signUp(page, person);
  await openSecurity(page);
  await addUnlockingPasskey(page, 'Phone');
  await authenticator.deleteAll();
  await lock(page);
  await usePasskey(page);
  await expect(page.getByRole('alert')).toContainText('No passkey was used', { timeout: 60_000 });
  await expect(page.getByRole('alert')).toContainText('deleted there');
  await tryToUnlock(page, person);
  await expectUnlocked(page);
});

test('an authenticator that does not check who uses it is not taken', { tag: whole }, async ({ page }) => {
  await Authenticator.plugIn(page, { isUserVerified: false });
  await signUp(page, somebody());
  await openSecurity(page);
  await addPasskey(page, 'Found key');
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
  await expect(dialog.getByRole('alert')).toContainText('No passkey was used', { timeout: 60_000 });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('You have none yet.')).toBeVisible();
});

/** Everything that somebody would write 32 bytes as. */
function formsOf(bytes: Buffer): Buffer[] {
  const shifted = (encoding: 'base64' | 'base64url') =>
    [0, 1, 2].map((shift) => {
      const text = Buffer.concat([Buffer.alloc(shift), bytes])
        .toString(encoding)
        .replaceAll('=', '');
      return text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6));
    });
  const texts = [
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    bytes.join(','),
    ...shifted('base64'),
    ...shifted('base64url'),
  ];
  return [bytes, ...texts.map((text) => Buffer.from(text))];
}

test('what a passkey yields never leaves the browser, in any form', async ({ page, server }) => {
  const proxy = await RecordingProxy.start(server.port);
  const yielded: Buffer[] = [];
  await page.exposeFunction('noteYield', (bytes: number[]) => {
    yielded.push(Buffer.from(bytes));
  });
  interface Noting {
    readonly noteYield: (bytes: number[]) => Promise<void>;
  }
  await page.addInitScript(() => {
    const { credentials } = navigator;
    const noted =
      <Options>(ask: (options?: Options) => Promise<Credential | null>) =>
      async (options?: Options) => {
        const answer = await ask(options);
        const first =
          answer instanceof PublicKeyCredential
            ? answer.getClientExtensionResults().prf?.results?.first
            : undefined;
        // A copy: what the page makes of its own is its own matter.
        if (first instanceof ArrayBuffer) {
          const { noteYield } = globalThis as unknown as Noting;
          await noteYield(Array.from(new Uint8Array(first)));
        }
        return answer;
      };
    credentials.create = noted(credentials.create.bind(credentials));
    credentials.get = noted(credentials.get.bind(credentials));
  });
  await Authenticator.plugIn(page);
  try {
    await signUp(page, somebody(), proxy.url);
    await openSecurity(page);
    await addUnlockingPasskey(page, 'Phone');
    await lock(page);
    await usePasskey(page);
    await expectUnlocked(page);
    await openSecurity(page);
    await expect(cardOf(page, 'Phone')).toBeVisible();

    expect(yielded.length).toBeGreaterThan(1);
    const [secret] = yielded;
    expect(secret).toHaveLength(32);
    // The same one each time: else it would not unlock.
    for (const other of yielded) expect(other).toEqual(secret);
    const { recorded } = proxy;
    expect(recorded.includes('clientDataJSON')).toBe(true);
    for (const form of formsOf(secret ?? Buffer.alloc(0))) expect(recorded.includes(form)).toBe(false);
  } finally {
    await proxy.stop();
  }
});
