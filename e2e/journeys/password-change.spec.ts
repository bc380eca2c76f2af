import type { Page } from '@playwright/test';
import { connectToDatabase } from '../fixtures/database-surfaces.ts';
import { anotherBrowser, joinByLink, makeInvitation, openMembers } from '../fixtures/invitations.ts';
import {
  expectItemCount,
  expectNothingRefused,
  importFiles,
  lock,
  openItem,
  signUp,
  tryToUnlock,
  unlock,
  wrongCredentialsWords,
} from '../fixtures/journey.ts';
import { untilStaying } from '../fixtures/stay.ts';
import { whole } from '../fixtures/sample.ts';
import { expect, testWithOwnServer as test } from '../fixtures/test.ts';
import { changePassword, makeKit, openSecurity, part, tryToChangePassword } from '../fixtures/ways-in.ts';

const oldPassword = 'a long enough password';
const newPassword = 'another long password';
const personCalled = (name: string) => ({
  email: `${name}@example.test`,
  password: oldPassword,
  accountName: `Account of ${name}`,
});
const letter = (name: string) => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(`What stands in ${name}.`),
});

async function expectToRead(page: Page, names: readonly string[]): Promise<void> {
  await page.getByRole('link', { name: 'Content', exact: true }).click();
  await expectItemCount(page, names.length);
  for (const name of names) {
    await openItem(page, name);
    await expect(page.getByText(`What stands in ${name}.`)).toBeVisible();
  }
  await expectNothingRefused(page);
}

test('a password is changed with the old one: nothing is lost, and the old one opens nothing', async ({
  page,
  browser,
  server,
  complaints,
}) => {
  test.setTimeout(240_000);
  complaints.allow(/401/);
  const ada = personCalled('ada');
  await signUp(page, ada);
  await importFiles(page, letter('old.txt'));
  await expectItemCount(page, 1);
  const elsewhere = await anotherBrowser(browser, complaints, server.url);
  await elsewhere.goto('/unlock');
  await unlock(elsewhere, ada);

  await test.step('a wrong old password, a short new one and the same one again change nothing', async () => {
    await openSecurity(page);
    const dialog = await tryToChangePassword(page, { from: 'not this one, no', to: newPassword });
    const old = dialog.getByRole('textbox', { name: 'Password that you use now' });
    await expect(old).toHaveAccessibleDescription(/This is not the password that you use now/, {
      timeout: 60_000,
    });
    await expect(old).toBeFocused();
    const next = dialog.getByRole('textbox', { name: 'New password' });
    await old.fill(oldPassword);
    await next.fill('nine char');
    await dialog.getByRole('button', { name: 'Change password' }).click();
    await expect(next).toHaveAccessibleDescription(/Use at least 10 characters/);
    await next.fill(oldPassword);
    await dialog.getByRole('button', { name: 'Change password' }).click();
    await expect(next).toHaveAccessibleDescription(/This is the one that you use now/);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('the right one changes it, and all stays open here', async () => {
    await changePassword(page, { from: oldPassword, to: newPassword });
    await expectToRead(page, ['old.txt']);
    await importFiles(page, letter('new.txt'));
    await expectToRead(page, ['old.txt', 'new.txt']);
  });

  await test.step('the other browser is signed out; there the new one opens all, and the old one nothing', async () => {
    await expect(elsewhere.getByText('The server has ended this session')).toBeVisible({ timeout: 60_000 });
    await lock(elsewhere);
    await tryToUnlock(elsewhere, ada);
    await expect(elsewhere.getByText(wrongCredentialsWords)).toBeVisible({ timeout: 60_000 });
    await unlock(elsewhere, { email: ada.email, password: newPassword });
    await expectToRead(elsewhere, ['old.txt', 'new.txt']);
  });
});

test('whoever knew the old password is shut out by new keys, and nobody else notices', {
  tag: whole,
}, async ({ page, browser, server, complaints }) => {
  test.setTimeout(240_000);
  complaints.allow(/401/);
  const [ada, ben] = [personCalled('ada'), personCalled('ben')];
  await signUp(page, ada);
  await importFiles(page, letter('old.txt'));
  await openMembers(page);
  const bensPage = await anotherBrowser(browser, complaints, server.url);
  const theirs = await anotherBrowser(browser, complaints, server.url);
  await joinByLink(bensPage, await makeInvitation(page, 'Ben'), ben);
  await expectToRead(bensPage, ['old.txt']);
  const database = await connectToDatabase(server.dataFolder);
  await test.step('somebody who knows it has let a browser of their own stay unlocked', async () => {
    await openSecurity(page);
    await part(page, 'Recovery kit').getByRole('link', { name: 'Make a recovery kit' }).click();
    await makeKit(page);
    await page.getByRole('button', { name: 'Later' }).click();
    await page.getByRole('button', { name: 'Confirm it later' }).click();
    await theirs.goto('/unlock');
    await theirs.getByLabel('Stay unlocked in this browser').selectOption('30 days');
    await unlock(theirs, ada);
    await untilStaying(theirs);
  });
  const sealsOf = async (kind: string) =>
    (await database.query('select credential_id, seal from credentials where kind = $1', [kind])).rows;
  const [kitThen, devicesThen] = [await sealsOf('kit'), await sealsOf('device')];
  expect([kitThen.length, devicesThen.length]).toEqual([1, 1]);

  await page.getByRole('link', { name: 'Content', exact: true }).click();
  await openSecurity(page);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('region', { name: 'What happens then' })).toContainText(
    'Copies that a dishonest server kept can still be opened with it',
  );
  await page.getByRole('checkbox', { name: 'Someone may know my old password' }).check();
  await expect(page.getByRole('region', { name: 'What happens then' })).toContainText(
    'You get new keys, and so do your accounts: it opens nothing that comes from now on',
  );
  await page.getByRole('button', { name: 'Cancel' }).click();
  await changePassword(page, {
    from: oldPassword,
    to: newPassword,
    isOldOneKnown: true,
    alsoTakeAway: [/^Browser that stays unlocked/],
  });
  await expect(page.getByText(/and all your keys with it/)).toBeVisible();

  await page.getByRole('link', { name: 'Content', exact: true }).click();
  await importFiles(page, letter('new.txt'));
  for (const reader of [page, bensPage]) await expectToRead(reader, ['old.txt', 'new.txt']);
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await expect(page.getByText(/replaced your own keys, and the account key was replaced/)).toBeVisible();
  const [kitNow, devicesNow] = [await sealsOf('kit'), await sealsOf('device')];
  await database.end();
  expect(kitNow.map(({ credential_id: id }) => id)).toEqual(kitThen.map(({ credential_id: id }) => id));
  expect(kitNow[0]?.seal).not.toEqual(kitThen[0]?.seal);
  expect(devicesNow).toEqual([]);
  await theirs.goto('about:blank');
  await theirs.goto('/content');
  await expect(theirs.getByText('This browser does not unlock by itself any more')).toBeVisible({
    timeout: 60_000,
  });
  await lock(page);
  await tryToUnlock(page, ada);
  await expect(page.getByText(wrongCredentialsWords)).toBeVisible({ timeout: 60_000 });
  await unlock(page, { email: ada.email, password: newPassword });
  await expectToRead(page, ['old.txt', 'new.txt']);
});

for (const { isOldOneKnown, name } of [
  { isOldOneKnown: true, name: 'with the keys' },
  { isOldOneKnown: false, name: 'alone' },
]) {
  test(`of two tabs that change the password at once, ${name}, one does, and the other is told`, {
    tag: whole,
  }, async ({ page, context, complaints }) => {
    test.setTimeout(240_000);
    complaints.allow(/401|409/);
    const ada = personCalled(isOldOneKnown ? 'twice' : 'plainly');
    await signUp(page, ada);
    const other = await context.newPage();
    await other.goto('/unlock');
    await unlock(other, ada);
    const wishes = [
      { tab: page, to: 'the password of one tab' },
      { tab: other, to: 'the password of the other' },
    ];
    for (const { tab } of wishes) await openSecurity(tab);
    const dialogs = await Promise.all(
      wishes.map(({ tab, to }) => tryToChangePassword(tab, { from: oldPassword, to, isOldOneKnown })),
    );
    const outcomes = await Promise.all(
      wishes.map(async ({ tab }, index) => {
        const dialog = dialogs[index];
        // Either the log has moved on, or the session of the slower one has ended, or its old password is none any more.
        // It is told in the dialog, or a moment before on the page.
        const told = dialog
          ?.getByText(
            /were changed in another tab or on another device at the same moment|The server has ended this session|This is not the password that you use now/,
          )
          .or(tab.getByText('Your ways in were changed in another tab'));
        const done = tab.getByText(/^Your password is changed/);
        await expect(done.or(told ?? done).first()).toBeVisible({ timeout: 60_000 });
        return (await done.count()) > 0;
      }),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    // Whichever it was: exactly that one opens.
    const [won, lost] = outcomes[0] === true ? wishes : wishes.toReversed();
    await page.goto('/unlock');
    await tryToUnlock(page, { email: ada.email, password: lost?.to ?? '' });
    await expect(page.getByText(wrongCredentialsWords)).toBeVisible({ timeout: 60_000 });
    await unlock(page, { email: ada.email, password: won?.to ?? '' });
  });
}

test('a change whose answer is lost is told as such, and asked for again it is found done', {
  tag: whole,
}, async ({ page, complaints }) => {
  test.setTimeout(240_000);
  complaints.allow(/401|ERR_|Failed to load/);
  const ada = personCalled('answer');
  await signUp(page, ada);
  await importFiles(page, letter('old.txt'));
  await openSecurity(page);
  const statuses: number[] = [];
  // It arrives, and its answers do not.
  await page.route('**/api/user/keys', async (route) => {
    const answer = await route.fetch();
    statuses.push(answer.status());
    await route.abort();
  });
  const dialog = await tryToChangePassword(page, { from: oldPassword, to: newPassword, isOldOneKnown: true });
  await expect(dialog.getByRole('alert')).toContainText('It is not known whether the change arrived', {
    timeout: 120_000,
  });
  expect(statuses[0]).toBe(200);
  await page.unroute('**/api/user/keys');
  await dialog.getByRole('button', { name: 'Change password' }).click();
  const outcome = page
    .getByText(/^Your password is changed/)
    .or(dialog.getByText('This is not the password that you use now'))
    .or(dialog.getByRole('alert').filter({ hasText: /ended this session|changed in another tab/ }));
  await expect(outcome.first()).toBeVisible({ timeout: 60_000 });
  await page.goto('/unlock');
  await tryToUnlock(page, ada);
  await expect(page.getByText(wrongCredentialsWords)).toBeVisible({ timeout: 60_000 });
  await unlock(page, { email: ada.email, password: newPassword });
  await expectToRead(page, ['old.txt']);
});

test('a change whose answer is lost is whole or has not happened, and one of the two passwords opens', {
  tag: whole,
}, async ({ page, server, complaints }) => {
  test.setTimeout(240_000);
  complaints.allow(/401|ERR_|Failed to load|5\d\d/);
  const ada = personCalled('cut');
  await signUp(page, ada);
  await importFiles(page, letter('old.txt'));
  await openSecurity(page);
  // The server goes away as soon as it has been asked.
  const asked = page.waitForRequest((request) => request.url().endsWith('/api/user/keys'));
  const dialog = await tryToChangePassword(page, { from: oldPassword, to: newPassword, isOldOneKnown: true });
  await asked;
  await server.kill();
  await expect(dialog.getByRole('alert')).toContainText('It is not known whether the change arrived', {
    timeout: 120_000,
  });
  await server.restart();
  await page.goto('/unlock');
  await tryToUnlock(page, { email: ada.email, password: newPassword });
  const isIn = page.getByRole('button', { name: 'Lock', exact: true });
  const isWrong = page.getByText(wrongCredentialsWords);
  await expect(isIn.or(isWrong)).toBeVisible({ timeout: 60_000 });
  if ((await isWrong.count()) > 0) await unlock(page, ada);
  await expectToRead(page, ['old.txt']);
  await openSecurity(page);
  await expect(part(page, 'Password')).toContainText('Your password');
});
