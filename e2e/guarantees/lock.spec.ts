import type { Page } from '@playwright/test';
import { readBrowserStorage } from '../fixtures/browser-surfaces.ts';
import { expectItemCount, importFiles, lock, openItem, signUp, unlock } from '../fixtures/journey.ts';
import { expect, test } from '../fixtures/test.ts';

const title = 'quiet-harbour';
const text = 'forty-two silver spoons';

function personCalled(name: string) {
  return { email: `${name}@example.test`, password: 'a long enough password', accountName: `Amber ${name}` };
}

/** Signs up and opens an item, with its title and its text on the screen. */
async function openSomething(page: Page, person: ReturnType<typeof personCalled>): Promise<void> {
  await signUp(page, person);
  await importFiles(page, { name: `${title}.txt`, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await expectItemCount(page, 1);
  await openItem(page, new RegExp(title));
  await expect(page.getByText(text)).toBeVisible();
}

/** Nothing that was read, and no name but the address for the next unlock, is left in the page. */
async function expectNothingLeft(page: Page, accountName: string): Promise<void> {
  const left = await page.evaluate(() => ({
    markup: document.documentElement.outerHTML,
    title: document.title,
    history: JSON.stringify(history.state),
    frames: frames.length,
  }));
  for (const secret of [title, text, accountName]) expect(JSON.stringify(left)).not.toContain(secret);
  expect(left.frames).toBe(0);
  // It takes from the browser what could be there to unlock by, and ends.
  await expect.poll(() => page.workers(), { timeout: 2_000 }).toEqual([]);
}

test('locking ends the vault worker and takes everything off the page', async ({ page }) => {
  const person = personCalled('door');
  await openSomething(page, person);
  expect(page.workers()).toHaveLength(1);
  const place = new URL(page.url()).pathname;
  await lock(page);
  await expectNothingLeft(page, person.accountName);
  await expect(page.getByRole('heading', { name: 'Unlock your account' })).toBeVisible();

  await test.step('the way back shows nothing', async () => {
    await page.goBack();
    await expect(page.getByRole('button', { name: 'Unlock' })).toBeVisible();
    await expectNothingLeft(page, person.accountName);
    await page.goto(place);
    await expect(page.getByRole('button', { name: 'Unlock' })).toBeVisible();
    await expectNothingLeft(page, person.accountName);
  });

  await test.step('no storage keeps what was read, nor the password', async () => {
    for (const [surface, bytes] of await readBrowserStorage(page)) {
      for (const secret of [title, text, person.accountName, person.password]) {
        expect(bytes.includes(secret), `${surface} holds ${secret}`).toBe(false);
      }
    }
    const kept = await page.evaluate(() =>
      [sessionStorage, localStorage].flatMap((storage) => Object.values(storage)),
    );
    expect(kept).toEqual([person.email]);
  });

  await test.step('unlocking leads back to the same item', async () => {
    await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveValue(person.email);
    await unlock(page, person);
    await expect(page.getByText(text)).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(place);
  });
});

test('locking one tab locks them all', async ({ page, context }) => {
  const person = personCalled('tabs');
  await openSomething(page, person);
  const other = await context.newPage();
  await other.goto('/content');
  await unlock(other, person);
  await openItem(other, new RegExp(title));
  await expect(other.getByText(text)).toBeVisible();
  await lock(page);
  await expect(other.getByRole('button', { name: 'Unlock' })).toBeVisible();
  await expect(other.getByText('Locked in another tab')).toBeVisible();
  await expectNothingLeft(page, person.accountName);
  await expectNothingLeft(other, person.accountName);
});

test('locks itself when nobody is there, and says so a minute before', async ({ page }) => {
  await page.clock.install();
  const person = personCalled('idle');
  await openSomething(page, person);
  const place = new URL(page.url()).pathname;
  const warning = page.getByRole('alertdialog', { name: 'Are you still there?' });

  await test.step('the warning can be answered', async () => {
    await page.clock.fastForward('13:50');
    await expect(warning).toHaveCount(0);
    await page.clock.fastForward('00:20');
    await expect(warning).toBeVisible();
    await expect(warning.getByRole('timer')).toHaveText(/^\d\d seconds$/);
    await warning.getByRole('button', { name: 'Stay unlocked' }).click();
    await expect(warning).toHaveCount(0);
    await page.clock.fastForward('13:50');
    await expect(warning).toHaveCount(0);
    await expect(page.getByText(text)).toBeVisible();
  });

  await test.step('without an answer it locks', async () => {
    await page.clock.fastForward('00:20');
    await expect(warning).toBeVisible();
    await page.clock.fastForward('01:00');
    await expect(page.getByText('Locked after 15 minutes without activity')).toBeVisible();
    await expectNothingLeft(page, person.accountName);
  });

  await test.step('unlocking leads back to the same item', async () => {
    await unlock(page, person);
    await expect(page.getByText(text)).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(place);
  });
});

test('reloading locks too', async ({ page }) => {
  const person = personCalled('reload');
  await openSomething(page, person);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Unlock' })).toBeVisible();
  await expectNothingLeft(page, person.accountName);
  await unlock(page, person);
  await expect(page.getByText(text)).toBeVisible();
});

test('what unlocking takes is loaded while somebody types, and asks nothing of the server before', async ({
  page,
}) => {
  const person = personCalled('early');
  await signUp(page, person);
  await lock(page);
  await expect.poll(() => page.workers(), { timeout: 2_000 }).toEqual([]);
  const asked: string[] = [];
  page.context().on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/')) asked.push(pathname);
  });
  await page.getByRole('textbox', { name: 'Password' }).fill(person.password);
  // The vault's, and the one that it has started for the password.
  await expect.poll(() => page.workers().length).toBe(2);
  // Not until the network is idle: what an ended worker had under way is counted as under way for ever.
  await page.waitForTimeout(1_000);
  expect(asked).toEqual([]);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByRole('button', { name: 'Lock', exact: true })).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => page.workers().length).toBe(1);
  expect(asked[0]).toBe('/api/login/start');
});
