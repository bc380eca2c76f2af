import { rm } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import {
  joinByLink,
  makeInvitation,
  offerHeading,
  openMembers,
  signUpWithLink,
  waitingHeading,
} from '../fixtures/invitations.ts';
import {
  Connector,
  connectSource,
  expectItemCount,
  lock,
  openItem,
  signUp,
  temporaryFolder,
  tryToUnlock,
  unlock,
} from '../fixtures/journey.ts';
import type { ServerProcess } from '../fixtures/server-process.ts';
import { joinAccount, otherDevice } from '../fixtures/teammates.ts';
import { test } from '../fixtures/test.ts';
import { Answer } from '../hostile/answer.ts';
import { HostileServer } from '../hostile/hostile-server.ts';
import { pictureDay, pictureSizes, takePictures } from './picture.ts';
import { openedSubject, writeSampleContent } from './sample-content.ts';

const person = {
  email: 'ana@northharbour.example',
  password: 'unaware pecan relatable ember routine',
  accountName: 'North Harbour Ltd',
};

test('the account that the pictures show', async ({ page, browser, baseURL, server }) => {
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
  await openMembers(page);
  const link = await makeInvitation(page, 'Marta Lindqvist', { role: 'Owner' });
  await makeInvitation(page, 'The accountants', { opensAtOnce: true });
  const colleague = await browser.newContext({ baseURL: baseURL ?? '' });
  await joinByLink(await colleague.newPage(), link, { ...person, email: 'marta@northharbour.example' });
  await colleague.close();
  await Promise.all([folder, state].map((path) => rm(path, { recursive: true })));
  await writeHistory(server);
});

/** A team that came and went. */
async function writeHistory(server: ServerProcess): Promise<void> {
  const owner = await otherDevice(server, person);
  await owner.createAccount({ accountName: 'Sailing club' });
  const [first] = (await owner.listAccounts()).filter(({ isCurrent }) => !isCurrent);
  if (first !== undefined) await owner.switchAccount(first.accountId);
  const ines = await joinAccount(server, owner, 'ines@northharbour.example', {
    label: 'Ines, bookkeeping',
  });
  await joinAccount(server, owner, 'jonas@northharbour.example', { label: 'Jonas', role: 'owner' });
  const { inviteId } = await owner.createInvite({
    label: 'The auditors',
    role: 'member',
    lifetimeMs: 86_400_000,
    opensAtOnce: true,
  });
  await owner.revokeInvite(inviteId);
  await owner.sync();
  await ines.vault.leaveAccount();
  await owner.sync();
  await owner.rotateDeeply();
}

for (const { size, ...device } of pictureSizes) {
  test(`pictures: ${size}`, async ({ browser, baseURL, server }) => {
    const context = await browser.newContext({
      ...device,
      baseURL: baseURL ?? '',
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    const page = await context.newPage();
    await page.clock.setFixedTime(new Date(pictureDay));
    const take = (name: string) => takePictures(page, name, size);
    await takeAllPictures(page, size, take);
    await takeRefusals(page, server, take);
    await context.close();
  });
}

type Take = (name: string) => Promise<void>;

async function takeAllPictures(page: Page, size: string, take: Take): Promise<void> {
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
  await page.getByText('You have no recovery kit').waitFor();
  await take('kit-reminder');
  await page.getByRole('button', { name: 'Later' }).click();
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
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await takePicturesOfTheLog(page, take);
  await takePicturesOfPeople(page, size, take);
}

async function takePicturesOfTheLog(page: Page, take: Take): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('Go to activity');
  await page.keyboard.press('Enter');
  await page.getByText(/^\d+ entries$/).waitFor();
  await take('activity');
  await page.getByText('Compare with a teammate').click();
  await page.getByText('Replace the locks of older content').click();
  await page.getByRole('list', { name: 'Words of this account' }).getByText(/\w/).first().waitFor();
  await take('activity-opened');
  await page.getByText('Compare with a teammate').click();
  await page.getByText('Replace the locks of older content').click();
  await page
    .getByRole('button', { name: 'Account: North Harbour Ltd' })
    .or(page.getByRole('navigation').getByRole('button', { name: 'More' }))
    .filter({ visible: true })
    .first()
    .click();
  await page.getByRole('menuitem', { name: /Sailing club/ }).waitFor();
  await take('accounts');
  await page.getByRole('menuitem', { name: 'Begin another account' }).click();
  await page.getByRole('dialog').waitFor();
  await take('accounts-begin');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
}

async function takePicturesOfPeople(page: Page, size: string, take: Take): Promise<void> {
  await openMembers(page);
  await take('members');
  await page.getByRole('button', { name: 'What to do about marta@northharbour.example' }).click();
  await page.getByRole('menuitem', { name: 'Remove from the account' }).click();
  await page.getByText('They could read 8 items').waitFor();
  await take('members-remove');
  await page.getByRole('button', { name: 'Keep them' }).click();
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  await page.getByRole('textbox', { name: 'Whom it is for' }).fill('Řehoř Dvořák');
  await take('members-invite');
  await page.getByRole('button', { name: 'Make the link' }).click();
  const field = page.getByRole('textbox', { name: 'Invitation link' });
  await field.waitFor();
  await take('members-link');
  const link = await field.inputValue();
  await page.getByRole('button', { name: 'Done' }).click();
  await lock(page);

  await page.goto(link);
  await page.getByRole('heading', { name: 'You are invited' }).waitFor();
  await take('join');
  await signUpWithLink(page, { ...person, email: `rehor.${size}@lab.example` });
  await offerHeading(page).waitFor({ timeout: 60_000 });
  await take('join-offer');
  await page.getByRole('button', { name: 'Not now' }).click();
  await page.getByRole('heading', { name: 'You are in no account' }).waitFor();
  await take('start');
  await page.getByRole('textbox', { name: 'Invitation link' }).fill(link);
  await page.getByRole('button', { name: 'Look at the invitation' }).click();
  await page.getByRole('button', { name: 'Join' }).click();
  await waitingHeading(page).waitFor();
  await page.getByText(/Not there yet/).waitFor();
  await take('join-waiting');
}

async function takeRefusals(page: Page, server: ServerProcess, take: Take): Promise<void> {
  const hostile = await HostileServer.start(server.port);
  hostile.alter('accountLog', (reply, { query }) => ({
    entries: query.has('after') ? [] : reply.entries.slice(0, 1),
    more: false,
  }));
  await page.goto(hostile.url);
  await tryToUnlock(page, person);
  await page.getByRole('alert').waitFor();
  await page.getByText('Looking for your other accounts…').waitFor({ state: 'detached' });
  await take('refused');
  hostile.behave();
  hostile.meddle('accountLog', async () => Answer.error(404, 'not_found'));
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'You are not in this account any more' }).waitFor();
  await take('removed');
  await hostile.stop();
}
