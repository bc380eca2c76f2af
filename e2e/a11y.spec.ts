// Why this file is long: one command shows that every page can be used by everybody.
import { rm } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { encodeBreakGlassShare } from '@commonseal/protocol';
import { breakGlassHeading, makeSheets, readSheet, sheetField } from './fixtures/break-glass.ts';
import { deviceCalled, foundLetters, importLetters as importFoundLetters } from './fixtures/found-content.ts';
import { whole } from './fixtures/sample.ts';
import {
  filterByKeyboard,
  importByKeyboard,
  inviteByKeyboard,
  joinByKeyboard,
  lockAndUnlockByKeyboard,
  readByKeyboard,
  removeByKeyboard,
  selectByKeyboard,
  signUpByKeyboard,
  turnSingleKeysOffByKeyboard,
} from './a11y/by-keyboard.ts';
import { files, letters } from './a11y/samples.ts';
import { tabTo } from './a11y/tab-to.ts';
import {
  anotherBrowser,
  joinByLink,
  makeInvitation,
  offerHeading,
  openMembers,
  signUpWithLink,
  waitingHeading,
} from './fixtures/invitations.ts';
import {
  Connector,
  connectSource,
  expectItemCount,
  importFiles,
  importPanel,
  lock,
  messageFrame,
  openItem,
  signUp,
  tryToSignUp,
  temporaryFolder,
  tryToUnlock,
  unlock,
  wrongCredentialsWords,
} from './fixtures/journey.ts';
import { expectAccessible, expectReadAloud, findInaccessible } from './fixtures/looks.ts';
import { ask, lookAtRequest, toldField, typeRightWords, typeToldWords } from './fixtures/let-back-in.ts';
import type { ServerProcess } from './fixtures/server-process.ts';
import { joinAccount, openDevice, otherDevice } from './fixtures/teammates.ts';
import {
  askForJob,
  asked,
  clientOf,
  newWorker,
  openGrants,
  openWorkerPage,
  workOn,
} from './fixtures/workers.ts';
import { codeField, forgetPassword, makeKit, openSecurity } from './fixtures/ways-in.ts';
import { Answer } from './hostile/answer.ts';
import { HostileServer } from './hostile/hostile-server.ts';
import { expect, test, testWithOwnServer } from './fixtures/test.ts';

const password = 'a long enough password';

function personCalled(name: string) {
  return { email: `${name}@example.test`, password, accountName: `Account of ${name}` };
}

/** A state of a page: what a machine finds wrong with it, and what is read aloud of it. */
async function expectGood(page: Page, state: string): Promise<void> {
  await expectAccessible(page, state);
  await expectReadAloud(page, state);
}

async function importLetters(page: Page): Promise<void> {
  await importFiles(page, letters);
  await expectItemCount(page, letters.length);
  await importPanel(page).getByRole('button', { name: 'Close' }).click();
}

/** As it is typed from paper, and of no account. */
function madeUpSheet(index: number): string {
  const bytes = new Uint8Array(33).fill(index);
  const share = { setName: new Uint8Array(10), index, threshold: 2, count: 3, bytes };
  return encodeBreakGlassShare(share).join(' ');
}

const wordsField = (page: Page) => page.getByRole('searchbox', { name: 'Words in title or sender' });

test('every page before unlocking can be used by everybody', async ({ page, complaints }) => {
  test.setTimeout(240_000);
  complaints.allow(/401/);
  await page.goto('/sign-up');
  await expect(page.getByRole('heading', { name: 'Create an account' })).toBeVisible();
  await expectGood(page, 'sign-up');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText('Use at least 10 characters.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Password' }).fill('password123');
  await expect(page.getByRole('meter')).toContainText('Very weak');
  await expectGood(page, 'sign-up-with-faults');
  await page.getByRole('button', { name: 'Suggest five words' }).click();
  const suggestion = page.getByRole('region', { name: 'Suggested passphrase' });
  await suggestion.getByRole('button', { name: 'Use these words' }).click();
  await expect(page.getByRole('meter')).toContainText('Very strong');
  await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue(
    (await suggestion.getByRole('status').first().innerText()).trim(),
  );
  await expectGood(page, 'sign-up-with-a-passphrase');
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Unlock your account' })).toBeVisible();
  await expectGood(page, 'unlock');
  await page.getByRole('button', { name: 'Colours' }).click();
  await expect(page.getByRole('menuitemradio', { name: 'Dark' })).toBeVisible();
  await expectGood(page, 'colours-menu');
  await page.keyboard.press('Escape');
  await tryToUnlock(page, { email: 'nobody@example.test', password });
  await expect(page.getByText(wrongCredentialsWords)).toBeVisible({ timeout: 60_000 });
  await expectGood(page, 'unlock-with-a-wrong-password');
  await page.goto('/no-such-page');
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  await expectGood(page, 'no-such-page');
  await page.goto('/break-glass');
  await expect(breakGlassHeading(page)).toBeFocused();
  await page.getByRole('button', { name: 'Read this sheet' }).click();
  await expectGood(page, 'break-glass');
  for (const index of [1, 1, 2]) {
    await readSheet(page, madeUpSheet(index));
    if (index === 1) await expect(page.getByRole('listitem').getByText('Sheet 1 of 3')).toBeVisible();
  }
  await expectGood(page, 'break-glass-enough');
  await page.getByRole('button', { name: 'Remove sheet 2 of 3' }).click();
  await expect(page.getByText('Sheet 2 of 3 was removed from the list.')).toBeFocused();
  await readSheet(page, madeUpSheet(2));
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Use the sheets, and come in' }).click();
  await expect(page.getByText('Use at least 10 characters.')).toBeVisible();
  await expectGood(page, 'break-glass-with-faults');
});

test('the list, its filters and an item can be used by everybody', async ({ page }) => {
  test.setTimeout(300_000);
  await signUp(page, personCalled('lists'));
  await expect(page.getByRole('heading', { name: 'Nothing here yet' })).toBeVisible();
  await expectGood(page, 'content-empty');
  await importLetters(page);
  await expectGood(page, 'content');

  await wordsField(page).fill('rehor');
  await expect(page.getByText('1 of 3 items')).toBeVisible();
  await expectGood(page, 'content-filtered');
  await wordsField(page).fill('no such words');
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await expectGood(page, 'content-nothing-found');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expectItemCount(page, 3);
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('checkbox', { name: /Ana/ }).check();
  await expectGood(page, 'filter-panel');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'No longer filter by Ana Sørensen' }).click();
  await expect(wordsField(page)).toBeFocused();

  await page.getByRole('checkbox', { name: /Select Minutes/ }).check();
  await page.getByRole('checkbox', { name: /Select Laboratory/ }).click({ modifiers: ['Shift'] });
  await expect(page.getByRole('region', { name: 'Selected items' })).toContainText('3 selected');
  await expectGood(page, 'content-selected');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Selected items' })).toHaveCount(0);

  await openItem(page, /Minutes/);
  await expectGood(page, 'item');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('minutes');
  await expect(page.getByRole('option')).toHaveCount(1);
  await expectGood(page, 'palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await expectGood(page, 'shortcuts');
});

test('every kind of item can be used by everybody', async ({ page }) => {
  test.setTimeout(240_000);
  const person = personCalled('kinds');
  await signUp(page, person);
  await importFiles(page, files);
  await expect(importPanel(page)).toContainText('3 files imported');
  await expectItemCount(page, 3);
  await expectAccessible(page, 'list, and an import that is done');
  await importPanel(page).getByRole('button', { name: 'Close' }).click();
  await openItem(page, /A letter/);
  await expect(messageFrame(page).getByText('Formatted words')).toBeVisible();
  await expectAccessible(page, 'e-mail, formatted');
  await page.getByRole('radio', { name: 'Plain text' }).click();
  await expect(page.getByText('A line without a place')).toBeVisible();
  await expectAccessible(page, 'e-mail, plain');
  await openItem(page, /note\.txt/);
  await expect(page.getByText('A note.')).toBeVisible();
  await expectAccessible(page, 'text');
  await openItem(page, /scan\.pdf/);
  await expectAccessible(page, 'file without a view');
  await page.goto('/content/AAAAAAAAAAAAAAAAAAAAAA');
  await unlock(page, person);
  await expect(page.getByRole('heading', { name: 'This is not in your account' })).toBeVisible();
  await expectAccessible(page, 'no such item');
});

test('sources and what lies above a page can be used by everybody', async ({ page }) => {
  test.setTimeout(240_000);
  await page.clock.install();
  const stateFolder = await temporaryFolder('connector');
  await signUp(page, personCalled('sources'));
  await page.getByRole('link', { name: 'Sources', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'No sources yet' })).toBeVisible();
  await expectGood(page, 'sources-empty');
  await page.getByRole('button', { name: 'Connect a source' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByText('Paste the line that the connector printed.')).toBeVisible();
  await expectGood(page, 'connect-dialog-with-faults');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await connectSource(page, new Connector(stateFolder), 'Archive', (state) => expectAccessible(page, state));
  await expect(page.getByRole('article', { name: 'Archive' })).toBeVisible();
  await expectGood(page, 'sources');
  await page.getByRole('button', { name: 'Withdraw Archive' }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await expectGood(page, 'withdraw-dialog');
  await page.getByRole('button', { name: 'Keep it' }).click();

  await page.clock.fastForward('14:10');
  await expect(page.getByRole('alertdialog', { name: 'Are you still there?' })).toBeVisible();
  await expectAccessible(page, 'idle warning');
  await page.getByRole('button', { name: 'Stay unlocked' }).click();
  await lock(page);
  await expectGood(page, 'locked');
  await rm(stateFolder, { recursive: true });
});

test('coming into an account can be used by everybody', async ({ page, browser, server, complaints }) => {
  test.setTimeout(480_000);
  complaints.allow(/40[0-9]|410/);
  const owner = personCalled('host');
  await signUp(page, owner);
  await openMembers(page);
  const withdrawn = await makeInvitation(page, 'Nobody');
  await page.getByRole('button', { name: 'Withdraw the invitation for Nobody' }).click();
  await page.getByRole('button', { name: 'Withdraw invitation' }).click();
  await expect(page.getByText('The invitation for Nobody was withdrawn.')).toBeVisible();
  const link = await makeInvitation(page, 'A guest');
  await lock(page);

  const guest = await anotherBrowser(browser, complaints, server.url);
  await guest.goto('/join');
  await expect(guest.getByRole('heading', { name: 'Open your invitation' })).toBeFocused();
  await guest.getByRole('button', { name: 'Look at the invitation' }).click();
  await expect(guest.getByText('Paste the link that you were sent.')).toBeVisible();
  await expectGood(guest, 'join-without-a-link');
  await guest.goto(withdrawn.slice(0, -2));
  await expect(guest.getByRole('heading', { name: 'This link is not whole' })).toBeFocused();
  await expectGood(guest, 'join-with-half-a-link');
  await guest.goto(withdrawn);
  await expect(guest.getByRole('heading', { name: 'You are invited' })).toBeFocused();
  await expectGood(guest, 'join');
  await guest.getByRole('link', { name: 'Unlock' }).click();
  await expect(guest.getByRole('heading', { name: 'Unlock to join' })).toBeFocused();
  await expectReadAloud(guest, 'join-unlock');
  await guest.goBack();
  await signUpWithLink(guest, { email: 'guest@example.test', password });
  await expect(guest.getByText('This invitation was withdrawn')).toBeVisible({ timeout: 60_000 });
  await expectGood(guest, 'join-with-a-withdrawn-link');
  await guest.getByRole('button', { name: 'Go on without it' }).click();
  await guest.getByRole('button', { name: 'Begin account' }).click();
  await expect(guest.getByText(/Give the account a name/)).toBeVisible();
  await expectGood(guest, 'start-with-faults');
  await guest.getByRole('textbox', { name: 'Invitation link' }).fill(link);
  await guest.getByRole('button', { name: 'Look at the invitation' }).click();
  await expect(offerHeading(guest)).toBeFocused();
  await expectGood(guest, 'join-offer');
  await guest.getByRole('button', { name: 'Join' }).click();
  await expect(waitingHeading(guest)).toBeFocused();
  await expect(guest.getByText(/Not there yet/)).toBeVisible();
  await expectGood(guest, 'join-waiting');

  await unlock(page, owner);
  await expect(guest.getByRole('heading', { level: 1, name: 'All content' })).toBeFocused({
    timeout: 60_000,
  });
  await openMembers(guest);
  await expect(guest.getByRole('article')).toHaveCount(2);
  await expectGood(guest, 'members-as-a-member');
  await guest.getByRole('button', { name: 'Leave…' }).click();
  await expectGood(guest, 'leave-dialog');
});

test('members and invitations can be used by everybody', async ({ page, browser, server, complaints }) => {
  test.setTimeout(480_000);
  await signUp(page, personCalled('team'));
  await openMembers(page);
  await expectGood(page, 'members-alone');
  const link = await makeInvitation(page, 'A colleague');
  await joinByLink(await anotherBrowser(browser, complaints, server.url), link, {
    email: 'colleague@example.test',
    password,
  });
  await makeInvitation(page, 'The accountants', { opensAtOnce: true, role: 'Owner' });
  await expect(page.getByRole('list', { name: 'People' }).getByRole('article')).toHaveCount(2);
  await expect(page.getByText(/Last seen/)).toBeVisible();
  await expect(page.getByText('not yet')).toHaveCount(0);
  await expectGood(page, 'members');
  await page.getByRole('button', { name: 'Withdraw the invitation for The accountants' }).click();
  await expectReadAloud(page, 'withdraw-invitation-dialog');
  await page.getByRole('button', { name: 'Keep it' }).click();
  const menu = page.getByRole('button', { name: 'What to do about colleague@example.test' });
  await menu.click();
  await expect(page.getByRole('menuitem')).toHaveCount(2);
  await expectReadAloud(page, 'member-menu');
  await page.getByRole('menuitem', { name: 'Make an owner' }).click();
  await expectReadAloud(page, 'role-dialog');
  await page.getByRole('button', { name: 'Leave it as it is' }).click();
  await menu.click();
  await page.getByRole('menuitem', { name: 'Remove from the account' }).click();
  await expect(page.getByText(/they could read/i)).toBeVisible();
  await expectGood(page, 'removal-dialog');
  await page.getByRole('button', { name: 'Keep them' }).click();
  await page.getByRole('button', { name: 'Change who may' }).click();
  await page.getByRole('radio', { name: 'Two' }).check({ force: true });
  await expectGood(page, 'let-back-in-rule-dialog');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await lookThroughRequest(page, server);
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  await page.getByRole('button', { name: 'Make the link' }).click();
  await expect(page.getByText(/Say whom it is for/)).toBeVisible();
  await expectGood(page, 'invite-dialog-with-faults');
  await page.getByRole('textbox', { name: 'Whom it is for' }).fill('The auditors');
  await page.getByRole('switch', { name: 'Open at once' }).check({ force: true });
  await page.getByRole('button', { name: 'Make the link' }).click();
  await expect(page.getByRole('textbox', { name: 'Invitation link' })).toBeVisible();
  await expectGood(page, 'invitation-link');
  await page.getByRole('button', { name: 'Done' }).click();
  await lookAtSheets(page);
});

/** Of a colleague who cannot get in any more, on the Members page of an owner. */
async function lookThroughRequest(page: Page, server: ServerProcess): Promise<void> {
  const email = 'colleague@example.test';
  const asking = await openDevice(server);
  const { places } = await asking.askToBeLetBackIn({ email, newPassword: 'another long password' });
  await expect(page.getByRole('list', { name: 'Requests to be let back in' })).toBeVisible({
    timeout: 30_000,
  });
  await expectGood(page, 'members-with-a-request');
  const dialog = await lookAtRequest(page, email);
  await expectReadAloud(page, 'let-back-in-dialog');
  await typeToldWords(dialog, 'overlook lemn');
  await expect(toldField(dialog)).toHaveAccessibleDescription(/“lemn”, the second word/);
  await expectGood(page, 'let-back-in-dialog-with-a-slip');
  await typeRightWords(dialog, places[0]?.words ?? []);
  await expectGood(page, 'let-back-in-read-back');
  // Whichever step it has come to, whoever leaves it is where they were, and whoever decides is told.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: `Look at the request of ${email}` })).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, dialog.getByRole('button', { name: 'Refuse' }));
  await page.keyboard.press('Enter');
  await expect(page.locator(':focus')).toContainText(`The request of ${email} is refused.`);
  await expectReadAloud(page, 'members-with-a-request-refused');
}

/** How they are made, from the Members page. What is on them, and which groups are asked for, is another thing each time. */
async function lookAtSheets(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Check a sheet' }).click();
  await sheetField(page).fill(madeUpSheet(3));
  await page.getByRole('button', { name: 'Check it' }).click();
  await expect(page.getByText('This sheet is whole, and lets nobody into this account')).toBeVisible();
  await expectGood(page, 'check-sheet-dialog');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('link', { name: 'Make sheets' }).click();
  await page.getByRole('button', { name: 'Make the sheets' }).click();
  await expect(page.getByText('Say who keeps this sheet').first()).toBeVisible();
  await expectGood(page, 'break-glass-plan-with-faults');
  await page.getByRole('button', { name: 'Not now' }).click();
  await makeSheets(page, ['Ana', 'Ben']);
  await expectAccessible(page, 'break-glass sheets');
  await page.getByRole('button', { name: 'I have them: go on' }).click();
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expectAccessible(page, 'break-glass sheets, confirmed with faults');
  await page.getByRole('button', { name: 'Leave', exact: true }).click();
  await expectReadAloud(page, 'break-glass-leave-dialog');
}

test('inviting and joining need no mouse', { tag: whole }, async ({ page, browser, server, complaints }) => {
  test.setTimeout(180_000);
  await signUp(page, personCalled('keys-host'));
  const link = await inviteByKeyboard(page, 'Somebody');
  const guest = await anotherBrowser(browser, complaints, server.url);
  await joinByKeyboard(guest, link, { email: 'keys-guest@example.test', password });
  await removeByKeyboard(page, 'keys-guest@example.test');
});

test('the record of an account, and its switching, can be used by everybody', async ({
  page,
  server,
  complaints,
}) => {
  complaints.allow(/Failed to load resource: (?:net::ERR_|the server responded with a status of 404)/);
  test.setTimeout(300_000);
  const person = personCalled('activity');
  await signUp(page, person);
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await expect(page.getByText('You began this account.')).toBeVisible();
  await expectGood(page, 'activity');
  await page.getByText('Compare with a teammate').click();
  await page.getByText('Replace the locks of older content').click();
  await expect(page.getByRole('list', { name: 'Words of this account' }).getByRole('listitem')).toHaveCount(
    8,
  );
  await expectAccessible(page, 'activity, all opened');
  await page.getByRole('searchbox', { name: 'Search' }).fill('no such words');
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await expectAccessible(page, 'activity, nothing found');
  await page.getByRole('button', { name: 'Account: Account of activity' }).click();
  await expect(page.getByRole('menuitem', { name: /open now/ })).toBeVisible();
  await expectGood(page, 'accounts-menu');
  await page.getByRole('menuitem', { name: 'Begin another account' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Begin account' }).click();
  await expect(page.getByText('Give the account a name.')).toBeVisible();
  await expectGood(page, 'begin-account-dialog');
  await page.getByRole('button', { name: 'Cancel' }).click();

  const hostile = await HostileServer.start(server.port);
  await lock(page);
  hostile.alter('accountLog', () => ({ entries: [], more: false }));
  await page.goto(hostile.url);
  await tryToUnlock(page, person);
  await expect(page.getByRole('alert')).toContainText('an older state of this account', {
    timeout: 60_000,
  });
  await expectGood(page, 'refused');
  hostile.behave();
  hostile.meddle('accountLog', async () => Answer.error(404, 'not_found'));
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('alert')).toContainText('You are not in this account any more');
  await expectGood(page, 'removed');
  await hostile.stop();
});

test('what programs may read can be seen and ended by everybody', async ({ page, server }) => {
  test.setTimeout(480_000);
  const owner = personCalled('granter');
  await signUp(page, owner);
  await openWorkerPage(page);
  await expect(page.getByRole('region', { name: 'No program may read this account' })).toBeVisible();
  await expectGood(page, 'worker-none');
  await page.getByRole('link', { name: 'Content', exact: true }).click();
  await importLetters(page);

  const vault = await otherDevice(server, owner);
  const member = await joinAccount(server, vault, 'reader@example.test', { label: 'A reader' });
  const [source] = await vault.listSources();
  const itemIds = (await vault.listItems()).slice(0, 2).map(({ itemId }) => itemId);
  const jobId = Buffer.alloc(16, 7).toString('base64url') as never;
  const terms = [
    { kind: 'standing', writerIds: source && [source.writerId] },
    { kind: 'job', jobId, analyserName: 'text 2', itemIds },
  ] as const;
  const worker = newWorker();
  const { grant } = await vault.grantWorker(asked(worker));
  for (const [at, each] of terms.entries())
    await vault.grantWorker(asked(newWorker(), { workerName: `Program ${at + 2}`, terms: each }));

  const working = await workOn(server, vault, { worker, grant });
  await openWorkerPage(page);
  await expect(openGrants(page)).toHaveCount(3, { timeout: 30_000 });
  await expect(page.getByRole('list', { name: 'What was read' }).getByRole('listitem')).toHaveCount(3);
  await expectGood(page, 'worker');
  // Told by the server at once, without anybody asking.
  await working.tell({ total: 3, done: 2, failed: 1, state: 'paused', why: 'sealed' });
  const run = page.getByRole('list', { name: 'Work under way' }).getByRole('article');
  await expect(run).toContainText('It waits until an operator types', { timeout: 10_000 });
  await expect(run.getByRole('progressbar')).toHaveAccessibleName('2 of 3 items, 1 of them without success');
  const revoke = page.getByRole('button', { name: 'Revoke what Indexer may read' });
  const dialog = page.getByRole('alertdialog');
  await tabTo(page, revoke);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
  await expectGood(page, 'revoke-grant-dialog');
  await page.keyboard.press('Escape');
  await expect(revoke).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, dialog.getByRole('button', { name: 'Revoke', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('is revoked, and the account has a new key.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Worker' })).toBeFocused();
  await expect(openGrants(page)).toHaveCount(2);
  await tabTo(page, page.getByText('1 grant that ended'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('list', { name: 'Grants that ended' }).getByRole('article')).toHaveCount(1);

  await page.getByRole('link', { name: 'Content', exact: true }).click();
  await page.getByRole('link', { name: /Minutes of the board meeting/ }).click();
  const found = page.getByRole('region', { name: 'What programs found' });
  await tabTo(page, found.getByText('Show the text that it found'));
  await page.keyboard.press('Enter');
  await expect(found).toContainText('read by a program');
  await expectGood(page, 'item-with-results');

  await lock(page);
  await tryToUnlock(page, member);
  await openWorkerPage(page);
  await expect(page.getByText(/Only owners let a program read/)).toBeVisible();
  await expect(openGrants(page)).toHaveCount(2);
  await expect(page.getByRole('button', { name: /Revoke|Let a program/ })).toHaveCount(0);
  await expectGood(page, 'worker-as-a-member');
});

test('what content says together needs no mouse, and can be used by everybody', async ({ page, server }) => {
  test.setTimeout(480_000);
  const owner = personCalled('counting');
  await signUp(page, owner);
  await tabTo(page, page.getByRole('link', { name: 'Analytics', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Analytics' })).toBeFocused();
  await expect(page.getByRole('heading', { name: 'Nothing here yet' })).toBeVisible();
  await expectGood(page, 'analytics-empty');

  const vault = await deviceCalled(server, 'Mail archive', owner);
  await importFoundLetters(vault, foundLetters('2026-03-10', 60));
  await vault.grantWorker(asked(newWorker()));
  const readHere = page.getByRole('button', { name: 'Read them in this browser' });
  await expect(readHere).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('img', { name: /^Items by day/ })).toBeVisible();
  const reprocess = page.getByRole('button', { name: 'Ask for the worker' });
  await expect(reprocess).toBeVisible();
  await expectGood(page, 'analytics-unread');
  await tabTo(page, reprocess);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('npm run worker -- reprocess ');
  await expectGood(page, 'reprocess-dialog');
  await page.keyboard.press('Escape');
  await expect(reprocess).toBeFocused();
  await tabTo(page, readHere);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^22 items were read in this browser/)).toBeVisible({ timeout: 240_000 });
  await expect(page.getByRole('img', { name: /^Languages: English/ })).toBeVisible({ timeout: 60_000 });
  await expectGood(page, 'analytics');

  const part = (title: string) => page.getByRole('region', { name: title, exact: true });
  const german = part('Languages').getByRole('button', { name: 'German: show in the list' });
  for (const title of ['Volume over time', 'Languages', 'Senders', 'Amounts by currency', 'Sums by month']) {
    await tabTo(page, part(title).getByRole('radio', { name: 'Chart' }).first());
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await expect(part(title).getByRole('table')).toBeVisible();
    if (title === 'Languages') await tabTo(page, german);
  }
  await expectGood(page, 'analytics-as-tables');
  await german.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'All content' })).toBeFocused();
  await expect(page.getByRole('button', { name: 'No longer filter by In German' })).toBeVisible();
  await expectGood(page, 'content-behind-a-figure');
  await page
    .getByRole('link', { name: /Rechnung/ })
    .first()
    .click();
  const found = page.getByRole('region', { name: 'What programs found' });
  await tabTo(page, found.getByRole('button', { name: 'Look for items that say nearly the same' }));
  await page.keyboard.press('Enter');
  await expect(found.getByRole('list', { name: 'Items that say nearly the same' })).toBeVisible({
    timeout: 60_000,
  });
  await expectGood(page, 'item-with-findings');
  // Marked where it stands, with nothing put into the text.
  const marks = page.evaluate(() =>
    [...(CSS.highlights.get('found-amount') ?? [])].map(
      (range) => range instanceof Range && range.toString(),
    ),
  );
  expect(await marks).toEqual([expect.stringMatching(/^[\d.]+,\d\d EUR$/)]);
  // Whoever comes back finds the page as they left it.
  await page.getByRole('link', { name: 'Analytics', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Analytics' })).toBeFocused();
});

test('letting a program read needs no mouse, and can be used by everybody', async ({
  page,
  server,
  complaints,
}) => {
  test.setTimeout(300_000);
  complaints.allow(/404/);
  const owner = personCalled('letting');
  await signUp(page, owner);
  await importLetters(page);
  const worker = newWorker();
  const api = await clientOf(server, worker);
  await openWorkerPage(page);
  await tabTo(page, page.getByRole('button', { name: 'Let a program read' }));
  await page.keyboard.press('Enter');
  const field = page.getByRole('textbox', { name: 'Fingerprint of the worker' });
  await expect(field).toBeFocused();
  const groups = worker.printed.split('-');
  await page.keyboard.type(groups.with(5, groups[4] ?? '').join(' '));
  await tabTo(page, page.getByRole('button', { name: 'Look it up' }));
  await page.keyboard.press('Enter');
  await expect(field).toBeFocused();
  await expect(page.getByText(/^Group 6 has a typo/)).toBeVisible();
  await expectGood(page, 'grant-fingerprint-with-a-typo');
  await field.fill(newWorker().printed);
  await page.getByRole('button', { name: 'Look it up' }).click();
  await expect(page.getByText('No worker with this fingerprint has been at this server')).toBeVisible();
  await field.fill(worker.printed.toLowerCase().replaceAll('-', ' '));
  await tabTo(page, page.getByRole('button', { name: 'Look it up' }));
  await page.keyboard.press('Enter');

  await expect(page.getByRole('dialog', { name: 'What may it read?' })).toBeVisible();
  await tabTo(page, page.getByRole('radio', { name: 'Everything' }));
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Chosen sources' })).toBeChecked();
  await tabTo(page, page.getByRole('textbox', { name: 'What it is called here' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Say what it is, so that all here know it by that.')).toBeVisible();
  await expect(page.getByText('Choose at least one source, or everything.')).toBeVisible();
  await expectGood(page, 'grant-terms-with-faults');
  await page.keyboard.type('Search index');
  await tabTo(page, page.getByRole('radio', { name: 'Chosen sources' }));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await tabTo(page, page.getByRole('button', { name: 'Go on' }));
  await page.keyboard.press('Enter');
  const confirm = page.getByRole('alertdialog', { name: 'Let Search index read this account?' });
  await expect(confirm).toContainText('Revoked is not forgotten');
  await expectGood(page, 'grant-confirm');
  await tabTo(page, confirm.getByRole('button', { name: 'Let it read' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Search index may read this account now.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Worker' })).toBeFocused();
  await expect(page.getByRole('list', { name: 'Who and what can read this account' })).toContainText(
    'Worker Search index: 1 source, on trust, until',
  );

  const { account } = await (await openDevice(server)).unlock(owner);
  if (account === undefined) throw new Error('an account was expected');
  await askForJob(api, worker, account.accountId);
  const asks = page.getByRole('list', { name: 'Jobs that workers ask for' });
  await openMembers(page);
  await openWorkerPage(page);
  await expect(asks.getByRole('article', { name: 'Search index' })).toBeVisible();
  await expectGood(page, 'worker-with-a-request');
  await tabTo(page, page.getByRole('button', { name: 'Look at what Search index asks for' }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('keys of these 3 items alone');
  await expectGood(page, 'job-request-dialog');
  await tabTo(page, dialog.getByRole('button', { name: 'Let it do this job' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Search index may do the job now.')).toBeVisible();
  await expect(openGrants(page)).toHaveCount(2);
  await expect(page.getByText('Nothing waits for an answer.')).toBeVisible();
});

test('ways in can be used by everybody', async ({ page, server }) => {
  test.setTimeout(480_000);
  await page.goto('/unlock');
  await forgetPassword(page);
  await expectGood(page, 'recover');
  await codeField(page).fill('1AB2C 1AB2C');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(codeField(page)).toHaveAccessibleDescription(/has a typo/);
  await expectGood(page, 'recover-with-a-typo');
  await page.getByRole('button', { name: 'Choose a picture of it' }).click();
  await expectGood(page, 'recover-by-a-picture');
  await page.getByRole('link', { name: 'A teammate lets me back in' }).click();
  await page.getByRole('button', { name: 'Ask to be let back in' }).click();
  await expect(page.getByText('Use at least 10 characters.')).toBeVisible();
  await expectGood(page, 'let-back-in-with-faults');
  await page.getByRole('button', { name: 'I have asked already' }).click();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expectGood(page, 'let-back-in-found-with-faults');
  await page.getByRole('button', { name: 'Ask anew' }).click();
  // Somebody whose account is known to be one: an address that nobody has is given one or two.
  await (await openDevice(server)).signUp(personCalled('nobody'));
  await ask(page, password, 'nobody@example.test');
  await expectGood(page, 'let-back-in-words');
  await page.getByRole('button', { name: 'Take it back' }).click();
  await expectReadAloud(page, 'let-back-in-take-back');
  await page.getByRole('button', { name: 'Take it back', exact: true }).click();
  await expect(page.getByText('Your request is taken back.')).toBeVisible();

  await tryToSignUp(page, personCalled('ways'));
  await expect(page.getByRole('heading', { name: 'Make a recovery kit' })).toBeFocused({ timeout: 60_000 });
  await expectGood(page, 'kit-offer');
  await makeKit(page);
  await expectAccessible(page, 'kit');
  await page.getByRole('button', { name: 'I have it: go on' }).click();
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expectAccessible(page, 'kit, confirmed with faults');
  await page.getByRole('button', { name: 'Later' }).click();
  await expectGood(page, 'kit-later-dialog');
  await page.getByRole('button', { name: 'Confirm it later' }).click();
  await openSecurity(page);
  await expectAccessible(page, 'security');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByRole('checkbox', { name: 'Someone may know my old password' }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Change password' }).click();
  await expectGood(page, 'change-password-dialog-with-faults');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Test it' }).click();
  await expectGood(page, 'test-kit-dialog');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Withdraw Recovery kit No. 1' }).click();
  await expectGood(page, 'withdraw-kit-dialog');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('button', { name: 'Stay unlocked here' }).click();
  await expect(page.getByText('This browser unlocks by itself from now on.')).toBeVisible({
    timeout: 60_000,
  });
  await expectAccessible(page, 'security, staying unlocked');
});

test('the whole journey needs no mouse', async ({ page }) => {
  test.setTimeout(180_000);
  const person = personCalled('keys');
  await signUpByKeyboard(page, person);
  await importByKeyboard(page);
  await readByKeyboard(page);
  await filterByKeyboard(page);
  await selectByKeyboard(page);
  await turnSingleKeysOffByKeyboard(page);
  await lockAndUnlockByKeyboard(page, person);
});

test('on a phone a bar leads everywhere, and is large enough for a finger', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signUp(page, personCalled('phone'));
  const bar = page.getByRole('navigation', { name: 'Main' });
  for (const part of await bar.locator('a, button').filter({ visible: true }).all()) {
    const box = await part.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
  }
  const chooser = page.waitForEvent('filechooser');
  await bar.getByRole('button', { name: 'Import' }).click();
  await (await chooser).setFiles(letters);
  await expectItemCount(page, 3);
  await importPanel(page).getByRole('button', { name: 'Close' }).click();
  await openItem(page, /Minutes/);
  await expect(page.getByRole('list', { name: 'Content' })).toBeHidden();
  await page.getByRole('link', { name: 'Back to the list' }).click();
  await expect(page.getByRole('list', { name: 'Content' })).toBeVisible();
  await bar.getByRole('button', { name: 'More' }).click();
  await expect(page.getByRole('menuitem', { name: /Keyboard shortcuts/ })).toBeVisible();
  await expectGood(page, 'phone-more');
  await page.getByRole('menuitem', { name: 'Security' }).click();
  await expect(page.getByRole('region', { name: 'Where you are signed in' })).toBeVisible();
  await expect(bar.getByRole('button', { name: 'More' })).toHaveAttribute('aria-current', 'true');
  // However long a page is, the bar stays where it is.
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(844);
  await bar.getByRole('button', { name: 'More' }).click();
  await page.keyboard.press('Escape');
  await expect(bar.getByRole('button', { name: 'More' })).toBeFocused();
});

test('nothing moves under a finger when a password has been judged', async ({ page }) => {
  let noteMeasured: () => void = () => undefined;
  const isMeasured = new Promise<void>((resolve) => {
    noteMeasured = resolve;
  });
  await page.route('**/*strength-worker*', async (route) => {
    await isMeasured;
    await route.continue();
  });
  await page.goto('/sign-up');
  const button = page.getByRole('button', { name: 'Create account' });
  await page.getByRole('textbox', { name: 'Password' }).fill('a long enough password');
  const before = await button.boundingBox();
  await expect(page.getByRole('meter')).toHaveCount(0);
  noteMeasured();
  await expect(page.getByRole('meter')).toBeVisible();
  expect(await button.boundingBox()).toEqual(before);
});

test('colours are those of the system until others are chosen, also at the next visit', async ({ page }) => {
  const scheme = () =>
    page.evaluate(() => [
      document.documentElement.dataset['theme'] ?? 'system',
      getComputedStyle(document.documentElement).colorScheme,
    ]);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  expect(await scheme()).toEqual(['system', 'light dark']);
  await page.getByRole('button', { name: 'Colours' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  expect(await scheme()).toEqual(['dark', 'dark']);
  await page.reload({ waitUntil: 'commit' });
  // Before the program itself has run.
  await page.waitForFunction(() => document.querySelector('#root') !== null);
  expect(await scheme()).toEqual(['dark', 'dark']);
  await page.getByRole('button', { name: 'Colours' }).click();
  await page.getByRole('menuitemradio', { name: 'As the system' }).click();
  expect(await scheme()).toEqual(['system', 'light dark']);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test('what is chosen, current or focused is seen in forced colours too', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await signUp(page, personCalled('contrast'));
  await importLetters(page);
  await openItem(page, /Minutes/);
  const outlineOf = (locator: ReturnType<Page['locator']>) =>
    locator.evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(await outlineOf(page.getByRole('link', { name: 'Content', exact: true }))).toBe('solid');
  expect(await outlineOf(page.locator('[data-row][aria-current="page"]'))).toBe('solid');
  await page.keyboard.press('Control+k');
  expect(await outlineOf(page.getByRole('option', { selected: true }))).toBe('solid');
  expect(await outlineOf(page.getByRole('combobox'))).not.toBe('none');
  await page.keyboard.press('Escape');
  await tabTo(page, page.getByRole('button', { name: 'Lock', exact: true }));
  expect(await outlineOf(page.getByRole('button', { name: 'Lock', exact: true }))).toBe('solid');
});

test('a page with faults would be noticed', async ({ page }) => {
  await page.goto('/');
  const heading = page.getByRole('heading', { name: 'Unlock your account' });
  await heading.evaluate((element) => {
    const picture = document.createElement('img');
    picture.style.width = '45rem';
    element.after(picture);
    element.style.color = '#eeeee8';
  });
  const found = (await findInaccessible(page)).join('\n');
  for (const [look, fault] of [
    ['light', 'image-alt'],
    ['light', 'color-contrast'],
    ['dark on a phone', 'image-alt'],
    ['forced colours', 'image-alt'],
    ['at 320 px', 'wider than the page'],
    ['with text at 200 %', 'wider than the page'],
  ] as const) {
    expect(found).toContain(`${look}: ${fault}`);
  }
});

testWithOwnServer(
  'unlocking tells a server that is away from a wrong password',
  async ({ page, server, complaints }) => {
    complaints.allow(/401|ERR_CONNECTION_REFUSED|Failed to load/);
    const person = personCalled('away');
    await signUp(page, person);
    await lock(page);
    await tryToUnlock(page, { ...person, password: 'not the right password' });
    const field = page.getByRole('textbox', { name: 'Password' });
    await expect(field).toHaveAccessibleDescription(wrongCredentialsWords, { timeout: 60_000 });
    await expect(field).toBeFocused();
    await expect(page.getByText('The server cannot be reached')).toHaveCount(0);
    await server.kill();
    await tryToUnlock(page, person);
    await expect(page.getByRole('alert')).toContainText('The server cannot be reached', { timeout: 60_000 });
    await expect(page.getByRole('alert')).toContainText('Your password was not checked.');
    await expect(field).not.toHaveAccessibleDescription(wrongCredentialsWords);
    await expect(field).toHaveValue(person.password);
  },
);
