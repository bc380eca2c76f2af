import { whole } from '../fixtures/sample.ts';
import {
  answerField,
  ask,
  fiveWords,
  lookAtRequest,
  openLetBackIn,
  toldField,
  tryToFind,
  typeAnswer,
  typeRightWords,
  typeToldWords,
  wordsHeading,
} from '../fixtures/let-back-in.ts';
import {
  anotherBrowser,
  joinByLink,
  makeInvitation,
  membersLink,
  openMembers,
} from '../fixtures/invitations.ts';
import {
  expectItemCount,
  expectNothingRefused,
  importFiles,
  importPanel,
  lock,
  openItem,
  putKitOff,
  signUp,
  tryToUnlock,
  unlock,
  wrongCredentialsWords,
} from '../fixtures/journey.ts';
import { expect, test } from '../fixtures/test.ts';

const password = 'a long enough password';
const newPassword = 'another long password';
const letter = {
  name: 'letter.txt',
  mimeType: 'text/plain',
  buffer: Buffer.from('What was written to all.'),
};

test('a teammate lets somebody back in who has lost every way in', async ({
  browser,
  server,
  complaints,
}) => {
  test.setTimeout(400_000);
  // Wrong passwords, and a browser whose session was ended.
  complaints.allow(/401/);
  const [ada, ben, cid] = ['ada', 'ben', 'cid'].map((name) => ({
    email: `${name}.back@example.test`,
    password,
  }));
  if (!ada || !ben || !cid) throw new Error('nobody');
  const adasPhone = await anotherBrowser(browser, complaints, server.url);
  await adasPhone.setViewportSize({ width: 390, height: 844 });
  const [bensOld, cidsPage] = [
    await anotherBrowser(browser, complaints, server.url),
    await anotherBrowser(browser, complaints, server.url),
  ];

  await test.step('three people read the same', async () => {
    await signUp(adasPhone, { ...ada, accountName: 'Harbour' });
    await importFiles(adasPhone, letter);
    await expectItemCount(adasPhone, 1);
    await importPanel(adasPhone).getByRole('button', { name: 'Close' }).click();
    await openMembers(adasPhone);
    await joinByLink(bensOld, await makeInvitation(adasPhone, 'Ben'), ben);
    await joinByLink(cidsPage, await makeInvitation(adasPhone, 'Cid'), cid);
    await expectItemCount(bensOld, 1);
    await adasPhone.getByRole('link', { name: 'Content', exact: true }).click();
  });

  const told = await test.step('one of them asks, and closes the tab', async () => {
    const first = await anotherBrowser(browser, complaints, server.url);
    await first.goto('/unlock');
    await openLetBackIn(first);
    await expect(first.getByText(/What you had read and starred is lost/)).toBeVisible();
    const words = await ask(first, newPassword, ben.email);
    await first.context().close();
    return words;
  });

  const bensNew = await anotherBrowser(browser, complaints, server.url);
  await test.step('in another browser it is found by the new password, and by no other', async () => {
    await bensNew.goto('/unlock');
    await openLetBackIn(bensNew);
    await bensNew.getByRole('button', { name: 'I have asked already' }).click();
    await tryToFind(bensNew, ben.email, password);
    await expect(bensNew.getByRole('textbox', { name: 'New password' })).toHaveAccessibleDescription(
      /No request waits for this address and password/,
      { timeout: 60_000 },
    );
    await tryToFind(bensNew, ben.email, newPassword);
    await expect(wordsHeading(bensNew)).toBeFocused({ timeout: 60_000 });
    expect(await fiveWords(bensNew)).toEqual(told);
    await expect(bensNew.getByText('nobody has confirmed yet that it is you')).toBeVisible();
  });

  await test.step('everybody of the account is told, the one himself most of all', async () => {
    await expect(adasPhone.getByText(`${ben.email} asks to be let back in`)).toBeVisible({ timeout: 30_000 });
    await expect(membersLink(adasPhone)).toHaveAccessibleDescription('1 request to be let back in');
    await expect(cidsPage.getByText('Owners decide about it.')).toBeVisible({ timeout: 30_000 });
    await expect(bensOld.getByText('Somebody asks to be let in as you')).toBeVisible({ timeout: 30_000 });
  });

  const answer =
    await test.step('the owner types what she hears: slips are named, wrong words are counted', async () => {
      await adasPhone.getByRole('link', { name: 'Open Members' }).click();
      const dialog = await lookAtRequest(adasPhone, ben.email);
      await expect(dialog).toContainText('5 tries left');
      // One of them may stand in a sentence of the page.
      const shown = new Set((await dialog.innerText()).toLowerCase().split(/[^a-z-]+/));
      expect(told.filter((word) => shown.has(word)).length).toBeLessThan(3);
      await typeToldWords(dialog, told.with(2, 'lemn').join(' '));
      await expect(toldField(dialog)).toHaveAccessibleDescription(/“lemn”, the third word, is on no list/);
      await typeToldWords(dialog, told.slice(1).join(' '));
      await expect(toldField(dialog)).toHaveAccessibleDescription(/That is 4 words; there are five/);
      await typeToldWords(dialog, told.toReversed().join(' '));
      await expect(toldField(dialog)).toHaveAccessibleDescription(
        /not the words of this request; 4 tries left/,
      );
      await expect(toldField(dialog)).toBeFocused();
      return typeRightWords(
        dialog,
        told.map((word) => word.toUpperCase().replaceAll('-', ' ')),
      );
    });

  await test.step('two words go back, and nothing is opened before', async () => {
    await typeAnswer(bensNew, answer.toReversed());
    await expect(answerField(bensNew)).toHaveAccessibleDescription(/These are not the two words/);
    const dialog = adasPhone.getByRole('dialog', { name: 'The words are right' });
    await expect(dialog).toContainText('Their old password, passkeys, recovery kits and browsers');
    await dialog.getByRole('button', { name: `Let ${ben.email} back in` }).click();
    await expect(
      adasPhone.getByText(`${ben.email} is let back in, and the account has a new key.`),
    ).toBeVisible({ timeout: 60_000 });
    await expect(bensNew.getByText('To open the account, type the two words')).toBeVisible({
      timeout: 30_000,
    });
    await typeAnswer(bensNew, answer);
  });

  await test.step('he reads all of before, under the new password', async () => {
    await expect(bensNew.getByText('You are in again, with your new password')).toBeVisible({
      timeout: 60_000,
    });
    await putKitOff(bensNew);
    await expectItemCount(bensNew, 1);
    await openItem(bensNew, letter.name);
    await expect(bensNew.getByText('What was written to all.')).toBeVisible();
    await expectNothingRefused(bensNew);
    await lock(bensNew);
    await unlock(bensNew, { ...ben, password: newPassword });
    await expectItemCount(bensNew, 1);
  });

  await test.step('the old password opens nothing, and the old browser is signed out', async () => {
    await expect(bensOld.getByText('The server has ended this session')).toBeVisible({ timeout: 30_000 });
    await bensOld.getByRole('button', { name: 'Lock and unlock' }).click();
    await tryToUnlock(bensOld, ben);
    await expect(bensOld.getByText(wrongCredentialsWords)).toBeVisible({ timeout: 60_000 });
  });

  await test.step('the others are told who has done it', async () => {
    await expect(cidsPage.getByText(`${ben.email} was let back in`)).toBeVisible({ timeout: 30_000 });
    await cidsPage.getByRole('link', { name: 'Activity', exact: true }).click();
    await expect(
      cidsPage.getByText(
        `${ada.email} let ${ben.email} back in with new keys, and replaced the account key.`,
      ),
    ).toBeVisible();
    await expect(adasPhone.getByRole('list', { name: 'People' }).getByRole('article')).toHaveCount(3);
    await expect(adasPhone.getByRole('article', { name: ben.email }).last()).toContainText('Let back in');
    await expect(membersLink(adasPhone)).toHaveAccessibleDescription('');
    await expectNothingRefused(adasPhone);
    await expectNothingRefused(cidsPage);
  });
});

test('two of three have to confirm, and one press refuses', { tag: whole }, async ({
  page,
  browser,
  server,
  complaints,
}) => {
  test.setTimeout(400_000);
  const [ada, ben, cid] = ['ada', 'ben', 'cid'].map((name) => ({
    email: `${name}.two@example.test`,
    password,
  }));
  if (!ada || !ben || !cid) throw new Error('nobody');
  const [bensPage, cidsPage] = [
    await anotherBrowser(browser, complaints, server.url),
    await anotherBrowser(browser, complaints, server.url),
  ];

  await test.step('an owner has any two members confirm', async () => {
    await signUp(page, { ...ada, accountName: 'Lighthouse' });
    await openMembers(page);
    await joinByLink(bensPage, await makeInvitation(page, 'Ben'), ben);
    await joinByLink(cidsPage, await makeInvitation(page, 'Cid'), cid);
    await expect(page.getByText('With one owner, nobody can let that owner back in.')).toBeVisible();
    await page.getByRole('button', { name: 'Change who may' }).click();
    const dialog = page.getByRole('dialog', { name: 'Who may let somebody back in' });
    await dialog.getByRole('radio', { name: 'Two' }).check({ force: true });
    await expect(dialog).toContainText('Nor are there enough people to let a member back in.');
    await dialog.getByRole('radio', { name: 'Any member' }).check({ force: true });
    await expect(dialog).not.toContainText('Nor are there enough');
    await dialog.getByRole('button', { name: 'Set the rule' }).click();
    await expect(page.getByText('Changed. Two members confirm that it is them')).toBeVisible();
  });

  await test.step('a request that is refused is over on both sides', async () => {
    await bensPage.context().clearCookies();
    await lock(bensPage);
    await openLetBackIn(bensPage);
    await ask(bensPage, newPassword);
    await page.getByRole('button', { name: `Refuse the request of ${ben.email}` }).click({ timeout: 30_000 });
    await expect(page.getByText(`The request of ${ben.email} is refused.`)).toBeVisible();
    await expect(bensPage.getByRole('heading', { name: 'Your request is over' })).toBeFocused({
      timeout: 30_000,
    });
    await expect(bensPage.getByText('It was refused. Nothing was changed.')).toBeVisible();
    await bensPage.getByRole('button', { name: 'Ask again' }).click();
  });

  await test.step('one confirms, the other one lets in', async () => {
    await expect(wordsHeading(bensPage)).toBeFocused({ timeout: 60_000 });
    const told = await fiveWords(bensPage);
    const first = await lookAtRequest(page, ben.email);
    await typeAnswer(bensPage, await typeRightWords(first, told));
    await expect(bensPage.getByText('The two words are right')).toBeVisible();
    await first.getByRole('button', { name: `Confirm that it is ${ben.email} (1 of 2)` }).click();
    await expect(page.getByText(`You have confirmed that it is ${ben.email}. One more has to.`)).toBeVisible({
      timeout: 60_000,
    });
    await expect(bensPage.getByText('One person has confirmed that it is you.')).toBeVisible({
      timeout: 30_000,
    });
    await openMembers(cidsPage);
    await expect(cidsPage.getByText('1 of 2 confirmed')).toBeVisible({ timeout: 30_000 });
    const second = await lookAtRequest(cidsPage, ben.email);
    await typeRightWords(second, told);
    await second.getByRole('button', { name: `Let ${ben.email} back in` }).click();
    await expect(bensPage.getByText('You are in again, with your new password')).toBeVisible({
      timeout: 60_000,
    });
    await page.getByRole('link', { name: 'Activity', exact: true }).click();
    await expect(page.getByText(`Before that, ${ada.email} had vouched for them`)).toBeVisible();
  });
});
