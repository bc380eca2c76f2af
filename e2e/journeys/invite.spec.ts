import { parseInviteLink } from '@commonseal/protocol';
import type { Page } from '@playwright/test';
import { whole } from '../fixtures/sample.ts';
import { letters } from '../a11y/samples.ts';
import { readBrowserStorage } from '../fixtures/browser-surfaces.ts';
import { connectToDatabase } from '../fixtures/database-surfaces.ts';
import {
  anotherBrowser,
  joinByLink,
  makeInvitation,
  offerHeading,
  openMembers,
  signUpWithLink,
  waitingHeading,
} from '../fixtures/invitations.ts';
import {
  expectItemCount,
  importFiles,
  importPanel,
  lock,
  openItem,
  signUp,
  tryToUnlock,
  unlock,
} from '../fixtures/journey.ts';
import { RecordingProxy } from '../fixtures/recording-proxy.ts';
import { expect, test, testWithOwnServer } from '../fixtures/test.ts';

const password = 'a long enough password';
const personCalled = (name: string) => ({ email: `${name}@example.test`, password });

/** Somebody with an account and three letters in it, on its Members page. */
async function beginAccount(page: Page, name: string, origin?: string) {
  const person = personCalled(name);
  await signUp(page, { ...person, accountName: `Harbour of ${name}` }, origin);
  await importFiles(page, letters);
  await expectItemCount(page, letters.length);
  await importPanel(page).getByRole('button', { name: 'Close' }).click();
  await openMembers(page);
  return person;
}

const people = (page: Page) => page.getByRole('list', { name: 'People' }).getByRole('article');
const invitations = (page: Page) => page.getByRole('list', { name: 'Open invitations' }).getByRole('article');
const readers = (page: Page) => page.getByRole('list', { name: 'Can read this account' });
const cannotJoin = (page: Page) =>
  page.getByRole('heading', { name: 'You cannot join with this invitation' });

/** Every address that this tab could go back or forward to. */
function historyOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { navigation } = globalThis as unknown as { navigation: { entries(): { url: string }[] } };
    return navigation.entries().map(({ url }) => url);
  });
}

test('somebody signs up by a link, waits for the key, and gets in without doing anything', async ({
  page,
  browser,
  server,
  complaints,
}) => {
  test.setTimeout(240_000);
  const proxy = await RecordingProxy.start(server.port);
  const owner = await beginAccount(page, 'ada', proxy.url);
  const link = await makeInvitation(page, 'Ben of the workshop');
  await expect(invitations(page)).toContainText('Ben of the workshop');
  await expect(readers(page)).not.toContainText('Ben');
  // Nobody of the account is there.
  await lock(page);

  const guest = await anotherBrowser(browser, complaints, proxy.url);
  await guest.goto(link);
  await expect(guest.getByRole('heading', { name: 'You are invited' })).toBeFocused();
  await expect(guest.getByText('Harbour of ada')).toBeVisible();
  await expect(guest.getByText('not proven yet')).toBeVisible();
  expect(await historyOf(guest)).toEqual([`${proxy.url}/join`]);

  await guest.getByRole('link', { name: 'Sign up' }).click();
  await expect(guest.getByRole('textbox', { name: 'Account name' })).toHaveCount(0);
  await guest.goBack();
  await signUpWithLink(guest, personCalled('ben'));
  await expect(offerHeading(guest)).toBeFocused({ timeout: 60_000 });
  await expect(guest.getByText('Your role')).toBeVisible();
  await expect(guest.getByRole('main')).toContainText('when the next member opens Commonseal');
  await guest.getByRole('button', { name: 'Join' }).click();
  await expect(waitingHeading(guest)).toBeFocused();
  await expect(guest.getByRole('main')).toContainText('You may close this page.');
  await expect(guest.getByRole('navigation', { name: 'Main' })).toHaveCount(0);
  // Closed, and opened again.
  await guest.reload();
  await unlock(guest, personCalled('ben'));
  await expect(waitingHeading(guest)).toBeVisible();
  await expect(guest.getByRole('region', { name: 'Your other accounts' })).toContainText(
    'You belong to no other account.',
  );
  await guest.getByRole('button', { name: 'Begin another account' }).click();
  await guest.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expect(guest.getByRole('region', { name: 'Join by another invitation' })).toBeVisible();

  await unlock(page, owner);
  await expect(guest.getByRole('heading', { level: 1, name: 'All content' })).toBeFocused({
    timeout: 60_000,
  });
  await expectItemCount(guest, letters.length);
  await openItem(guest, /Minutes/);
  await expect(guest.getByRole('banner')).toContainText('2 people can read this');
  await expect(people(page)).toHaveCount(2);
  await expect(page.getByRole('article', { name: 'ben@example.test' })).toContainText('Invited by');
  await expect(page.getByRole('banner')).toContainText('2 people can read this');
  await page.getByText('1 invitation that ended').click();
  await expect(page.getByRole('list', { name: 'Invitations that ended' })).toContainText('Used');

  expect(await historyOf(guest)).not.toContainEqual(expect.stringContaining('#'));
  expect(proxy.recorded.includes('GET /join\n')).toBe(true);
  await expectNowhere(link, [proxy.recorded, ...(await readBrowserStorage(guest)).values()]);
  await proxy.stop();
});

/** Neither the link's secret part, whole or as bytes, nor the secret within it. */
async function expectNowhere(link: string, surfaces: readonly Buffer[]): Promise<void> {
  const fragment = link.slice(link.indexOf('#') + 1);
  const [, payload = ''] = fragment.split('.');
  const seed = Buffer.from(parseInviteLink(link).seed);
  const needles = [
    fragment,
    payload,
    seed,
    ...(['hex', 'base64', 'base64url'] as const).map((as) => seed.toString(as)),
  ];
  const all = Buffer.concat(surfaces);
  expect(all.length).toBeGreaterThan(10_000);
  for (const needle of needles) expect(all.includes(needle)).toBe(false);
  // What is searched for would be found.
  expect(Buffer.concat([all, Buffer.from(link)]).includes(payload)).toBe(true);
}

test('a link that opens at once needs nobody else, and somebody who is in already is told so', {
  tag: whole,
}, async ({ page, browser, server, complaints }) => {
  test.setTimeout(240_000);
  complaints.allow(/409|410|403|404/);
  await beginAccount(page, 'cleo');
  const link = await makeInvitation(page, 'Dan', { opensAtOnce: true, days: '1 day' });
  await expect(readers(page)).toContainText('Link for Dan');
  await expect(page.getByRole('banner')).toContainText('You, and whoever holds 1 link, can read this');
  await expect(invitations(page)).toContainText('Whoever holds this link can read everything here');
  const spare = await makeInvitation(page, 'A spare one');
  await lock(page);

  const guest = await anotherBrowser(browser, complaints, server.url);
  const dan = personCalled('dan');
  await signUp(guest, { ...dan, accountName: 'Of Dan alone' });
  await guest.goto(link);
  await guest.getByRole('link', { name: 'Unlock' }).click();
  await expect(guest.getByRole('heading', { name: 'Unlock to join' })).toBeVisible();
  await tryToUnlock(guest, dan);
  await expect(offerHeading(guest)).toBeFocused({ timeout: 60_000 });
  await expect(guest.getByRole('main')).toContainText('as soon as you join');
  await guest.getByRole('button', { name: 'Join' }).click();
  await expectItemCount(guest, letters.length);
  await expect(guest.getByRole('banner')).toContainText('Harbour of cleo');

  // Used by oneself, or not used at all: whoever is in needs neither.
  for (const needless of [link, spare]) {
    await guest.goto(needless);
    await guest.getByRole('link', { name: 'Unlock' }).click();
    await tryToUnlock(guest, dan);
    await expect(guest.getByRole('heading', { name: 'You are in already' })).toBeFocused({ timeout: 60_000 });
    await expect(guest.getByRole('main')).toContainText('Harbour of cleo');
    await guest.getByRole('button', { name: 'Open the account' }).click();
    await expectItemCount(guest, letters.length);
  }

  await openMembers(guest);
  await expect(readers(guest)).not.toContainText('Link');
  await expect(invitations(guest)).toHaveCount(1);
});

testWithOwnServer(
  'a link that lets nobody in says why, and what to do',
  { tag: whole },
  async ({ page, browser, server, complaints }) => {
    test.setTimeout(300_000);
    complaints.allow(/40[0-9]|410|ERR_CONNECTION_REFUSED|Failed to load/);
    await beginAccount(page, 'eve');
    const withdrawn = await makeInvitation(page, 'Withdrawn');
    const used = await makeInvitation(page, 'Used');
    const expired = await makeInvitation(page, 'Expired', { days: '1 day' });
    await page.getByRole('button', { name: 'Withdraw the invitation for Withdrawn' }).click();
    await page.getByRole('button', { name: 'Withdraw invitation' }).click();
    await expect(page.getByText('The invitation for Withdrawn was withdrawn.')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Members' })).toBeFocused();
    await joinByLink(await anotherBrowser(browser, complaints, server.url), used, personCalled('fay'));
    await expect(people(page)).toHaveCount(2);
    const database = await connectToDatabase(server.dataFolder);
    await database.query('update account_invites set expires_at_ms = 1 where ended is null');
    await database.end();

    const guest = await anotherBrowser(browser, complaints, server.url);
    await guest.goto(withdrawn.slice(0, -2));
    await expect(guest.getByRole('heading', { name: 'This link is not whole' })).toBeFocused();
    expect(await historyOf(guest)).not.toContainEqual(expect.stringContaining('#'));
    await guest.getByRole('button', { name: 'Go on without it' }).click();
    await expect(guest.getByRole('heading', { name: 'Unlock your account' })).toBeFocused();
    await guest.goto(withdrawn.slice(0, -2).replace('/join#', '/join/#'));
    await expect(guest.getByRole('heading', { name: 'This link is not whole' })).toBeFocused();
    expect(await historyOf(guest)).not.toContainEqual(expect.stringContaining('#'));
    const field = guest.getByRole('textbox', { name: 'Invitation link' });
    const look = guest.getByRole('button', { name: 'Look at the invitation' });
    await field.fill(withdrawn);
    await look.click();
    await signUpWithLink(guest, personCalled('gil'));
    await expect(cannotJoin(guest)).toBeFocused({ timeout: 60_000 });
    await expect(guest.getByRole('alert')).toContainText('This invitation was withdrawn');
    await guest.getByRole('button', { name: 'Go on without it' }).click();

    await expect(guest.getByRole('heading', { name: 'You are in no account' })).toBeFocused();
    await look.click();
    await expect(field).toHaveAccessibleDescription(/Paste the link that you were sent/);
    await field.fill(used.replace(server.url, 'https://elsewhere.example'));
    await look.click();
    await expect(field).toHaveAccessibleDescription(/another server, https:\/\/elsewhere\.example/);
    await field.fill(`${used.slice(0, 90)}${used.slice(93)}`);
    await look.click();
    await expect(field).toHaveAccessibleDescription(/not a whole invitation/);
    for (const [link, words] of [
      [used, 'Somebody has joined by this invitation already'],
      [expired, 'This invitation has expired'],
    ] as const) {
      // As a mail program breaks it.
      await field.fill(` ${link.slice(0, 70)}\n${link.slice(70)}\n`);
      await look.click();
      await expect(cannotJoin(guest)).toBeFocused();
      await expect(guest.getByRole('alert')).toContainText(words);
      await guest.getByRole('button', { name: 'Go on without it' }).click();
      await expect(guest.getByRole('heading', { name: 'You are in no account' })).toBeFocused();
    }

    const last = await makeInvitation(page, 'Gil');
    await field.fill(last);
    await server.kill();
    await look.click();
    await expect(guest.getByRole('alert')).toContainText('The server cannot be reached');
    await server.restart();
    await guest.getByRole('button', { name: 'Try again' }).click();
    await expect(offerHeading(guest)).toBeVisible();
    await guest.getByRole('button', { name: 'Not now' }).click();

    await guest.getByRole('button', { name: 'Begin account' }).click();
    await expect(guest.getByRole('textbox', { name: 'Account name' })).toBeFocused();
    await guest.getByRole('textbox', { name: 'Account name' }).fill('Of Gil alone');
    await guest.getByRole('button', { name: 'Begin account' }).click();
    await expect(guest.getByRole('heading', { level: 1, name: 'All content' })).toBeVisible();
    await expect(guest.getByRole('banner')).toContainText('Of Gil alone');
  },
);

test('owners change roles and remove people, members look on, and the last owner stays', {
  tag: whole,
}, async ({ page, browser, server, complaints }) => {
  test.setTimeout(300_000);
  complaints.allow(/404/);
  await beginAccount(page, 'hal');
  await expect(page.getByRole('article', { name: 'hal@example.test' })).toContainText('The only owner');
  await expect(page.getByRole('button', { name: 'Leave…' })).toBeDisabled();
  const ida = await anotherBrowser(browser, complaints, server.url);
  await joinByLink(ida, await makeInvitation(page, 'Ida'), personCalled('ida'));
  const jon = await anotherBrowser(browser, complaints, server.url);
  await joinByLink(jon, await makeInvitation(page, 'Jon', { opensAtOnce: true }), personCalled('jon'));
  await makeInvitation(page, 'Kim');
  await expect(people(page)).toHaveCount(3);

  await test.step('whoever is in already needs no link', async () => {
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    const label = page.getByRole('textbox', { name: 'Whom it is for' });
    await label.fill('IDA@example.test');
    await page.getByRole('button', { name: 'Make the link' }).click();
    await expect(label).toHaveAccessibleDescription(/This person is in already/);
    await expect(label).toHaveValue('IDA@example.test');
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('a member sees all of it, and can change none but leave', async () => {
    await openMembers(ida);
    await expect(people(ida)).toHaveCount(3);
    await expect(invitations(ida)).toHaveCount(1);
    await expect(ida.getByRole('button', { name: /Invite|Withdraw|What to do/ })).toHaveCount(0);
    await expect(ida.getByRole('button', { name: 'Leave…' })).toBeEnabled();
  });

  await test.step('a removal says what it does before it is done', async () => {
    const menu = page.getByRole('button', { name: 'What to do about jon@example.test' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Remove from the account' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Remove jon@example.test?' });
    await expect(dialog).toContainText('They could read 3 items until now');
    await expect(dialog).toContainText('A new account key is made now, and goes to the 2 people who remain');
    await expect(dialog).toContainText('1 open invitation of this account stops working');
    await dialog.getByRole('button', { name: 'Keep them' }).click();
    await expect(people(page)).toHaveCount(3);
    await menu.click();
    await page.getByRole('menuitem', { name: 'Remove from the account' }).click();
    await dialog.getByRole('button', { name: 'Remove from the account' }).click();
    await expect(
      page.getByText('jon@example.test was removed, and the account has a new key.'),
    ).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Members' })).toBeFocused();
    await expect(people(page)).toHaveCount(2);
    await expect(invitations(page)).toHaveCount(0);
    await page.getByText('3 invitations that ended').click();
    await expect(page.getByText('Ended by a removal')).toBeVisible();
    await expect(jon.getByText('You are not in this account any more')).toBeVisible({ timeout: 30_000 });
    await expect(people(ida)).toHaveCount(2);
  });

  await test.step('a member becomes an owner, and may invite without loading the page again', async () => {
    await page.getByRole('button', { name: 'What to do about ida@example.test' }).click();
    await page.getByRole('menuitem', { name: 'Make an owner' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Make an owner' }).click();
    await expect(page.getByText('ida@example.test is an owner now.')).toBeVisible();
    await expect(ida.getByRole('button', { name: 'Invite somebody' })).toBeVisible({ timeout: 30_000 });
  });

  await test.step('whoever leaves is out, and the other is the last owner', async () => {
    await page.getByRole('button', { name: 'Leave…' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Leave Harbour of hal?' });
    await dialog.getByRole('button', { name: 'Stay' }).click();
    await page.getByRole('button', { name: 'Leave…' }).click();
    await dialog.getByRole('button', { name: 'Leave the account' }).click();
    await expect(page.getByRole('heading', { name: 'You are in no account' })).toBeFocused({
      timeout: 30_000,
    });
    await expect(people(ida)).toHaveCount(1, { timeout: 30_000 });
    await expect(ida.getByRole('button', { name: 'Leave…' })).toBeDisabled();
    await expect(ida.getByRole('banner')).toContainText('Only you can read this');
  });
});
