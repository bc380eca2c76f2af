import { readBreakGlassShare } from '@commonseal/protocol';
import {
  breakGlassHeading,
  cameInHeading,
  comeIn,
  confirmSheets,
  haveSheets,
  makeSheets,
  openBreakGlass,
  printSheets,
  putInForce,
  readSheet,
  sheetField,
  sheetsPart,
  typeGroups,
} from '../fixtures/break-glass.ts';
import { expectAccessible } from '../fixtures/looks.ts';
import { anotherBrowser, openMembers } from '../fixtures/invitations.ts';
import { expectItemCount, importFiles, lock, openItem, signUp, unlock } from '../fixtures/journey.ts';
import { pixelsOf } from '../fixtures/printed.ts';
import { readQr } from '../fixtures/qr-reader.ts';
import { whole } from '../fixtures/sample.ts';
import { joinAccount, otherDevice } from '../fixtures/teammates.ts';
import { expect, test } from '../fixtures/test.ts';

const password = 'a long enough password';
const newPassword = 'another long password';
const letter = {
  name: 'letter.txt',
  mimeType: 'text/plain',
  buffer: Buffer.from('What was written to Ada.'),
};
const holders = ['Ada', 'Ben Okafor', 'Safe at the notary'];
const setIsOver = 'The set of these sheets is over';

/** Another sign in the middle of one group. */
function withTypo(groups: readonly string[], number: number): string {
  const group = groups[number - 1] ?? '';
  const wrong = `${group.slice(0, 2)}${group[2] === '7' ? '8' : '7'}${group.slice(3)}`;
  return groups.with(number - 1, wrong).join(' ');
}

test('enough printed sheets let somebody in when everybody has forgotten their password', async ({
  page,
  browser,
  server,
  complaints,
}) => {
  test.setTimeout(300_000);
  complaints.allow(/40[14]/);
  const ada = { email: 'ada.glass@example.test', password, accountName: 'Harbour' };
  await signUp(page, ada);
  await importFiles(page, letter);
  await expectItemCount(page, 1);
  const ben = await joinAccount(server, await otherDevice(server, ada), 'ben.glass@example.test', {
    label: 'Ben',
  });

  const replaced = await test.step('an owner has sheets printed, and puts them in force', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await openMembers(page);
    await expect(sheetsPart(page)).toContainText('There are none.');
    await makeSheets(page, holders);
    const sheets = await printSheets(page, browser);
    const onLetter = await printSheets(page, browser, 'Letter');
    expect([sheets.length, onLetter.length]).toEqual([3, 3]);
    for (const [at, { text, groups }] of sheets.entries()) {
      const words = text.replaceAll(/\s+/g, ' ');
      for (const expected of [
        holders[at] ?? '',
        `${at + 1} of 3`,
        'any 2 needed',
        `${server.url}/break-glass`,
        'Fingerprint of Harbour',
      ])
        expect(words).toContain(expected);
      // Nothing of the screen around it.
      expect(words).not.toMatch(/Save as PDF|Leave|Lock/);
      expect(groups).toEqual(onLetter[at]?.groups);
      expect(readBreakGlassShare(groups.join(''))).toMatchObject({ share: { index: at + 1 } });
    }
    const [first] = sheets;
    // Black on white, whatever the theme: the corner of the paper.
    const pixels = first && (await pixelsOf(browser, first.png));
    expect([...(pixels?.data.subarray(0, 3) ?? [])]).toEqual([255, 255, 255]);
    expect(pixels && (await readQr(pixels))).toContain(
      `COMMONSEAL-SHARE-1:${first?.groups.join('-') ?? ''}:`,
    );

    await page.getByRole('button', { name: 'I have them: go on' }).click();
    await typeGroups(page, sheets[1]?.groups ?? []);
    await expect(page.getByRole('textbox', { name: /^Group/ }).first()).toHaveAccessibleDescription(
      /of sheet 2. Take sheet 1\./,
    );
    await page.getByRole('button', { name: 'Back to the sheets' }).click();
    await confirmSheets(page, sheets);
    await expect(page.getByText(/^There are none/)).toHaveCount(0);
    await putInForce(page);
    await expect(sheetsPart(page).getByRole('article')).toContainText('1: Ada, 2: Ben Okafor, 3: Safe');
    await expect(page.getByRole('region', { name: 'Who can read this account' })).toContainText(
      'whoever brings enough break-glass sheets together',
    );
    return sheets;
  });

  const sheets = await test.step('they are replaced; one of each set is checked', async () => {
    const next = await haveSheets(page, browser, holders);
    for (const [{ groups }, words] of [
      [replaced[0] ?? { groups: [] }, 'This sheet is whole, and lets nobody into this account'],
      [next[2] ?? { groups: [] }, 'Sheet 3 of 3 is whole, and counts'],
    ] as const) {
      await page.getByRole('button', { name: 'Check a sheet' }).click();
      await sheetField(page).fill(groups.join(' '));
      await page.getByRole('button', { name: 'Check it' }).click();
      await expect(page.getByRole('dialog').getByRole('alert')).toContainText(words);
      await page.getByRole('button', { name: 'Done' }).click();
    }
    return next;
  });
  const code = (at: number) => (sheets[at]?.groups ?? []).join(' ');

  const elsewhere = await anotherBrowser(browser, complaints, server.url);
  await test.step('elsewhere they are read one after another, and what is wrong is said', async () => {
    await elsewhere.goto('/unlock');
    await openBreakGlass(elsewhere);
    await readSheet(elsewhere, withTypo(sheets[1]?.groups ?? [], 12));
    await expect(sheetField(elsewhere)).toHaveAccessibleDescription(/Group 12 has a typo/);
    await readSheet(elsewhere, code(1).toLowerCase().replaceAll('0', 'o'));
    await expect(elsewhere.getByText(/^Sheet 2 of 3 of set .*, any 2 needed: it is whole\.$/)).toBeVisible();
    await expect(elsewhere.getByText('One more is needed.')).toBeVisible();
    await expect(elsewhere.getByRole('button', { name: 'Go on' })).toHaveCount(0);
    await expect(sheetField(elsewhere)).toBeFocused();
    await readSheet(elsewhere, code(1));
    await expect(elsewhere.getByRole('alert')).toContainText('This is sheet 2 of 3 once more');
    await readSheet(elsewhere, (replaced[0]?.groups ?? []).join(''));
    await expect(elsewhere.getByRole('alert')).toContainText('This sheet is of another set');
    await elsewhere.getByRole('button', { name: 'Choose a picture of it' }).click();
    const chooser = elsewhere.waitForEvent('filechooser');
    await elsewhere.getByRole('button', { name: 'Choose a picture', exact: true }).click();
    await (await chooser).setFiles({
      name: 'sheet.png',
      mimeType: 'image/png',
      buffer: sheets[2]?.png ?? Buffer.of(),
    });
    await expect(elsewhere.getByRole('heading', { name: 'These are enough' })).toBeFocused();
  });

  await test.step('with two of them somebody comes in as an owner, and reads everything of before', async () => {
    await comeIn(elsewhere, { email: ada.email, password: newPassword });
    await expect(cameInHeading(elsewhere)).toBeFocused({ timeout: 60_000 });
    await expect(elsewhere.getByText('Remove your old self.')).toBeVisible();
    await elsewhere.getByRole('button', { name: 'Later: to the content' }).click();
    await expectItemCount(elsewhere, 1);
    await openItem(elsewhere, 'letter.txt');
    await expect(elsewhere.getByText('What was written to Ada.')).toBeVisible();
  });

  await test.step('all see it, the old ways in are void, and a new set is asked for', async () => {
    await expect(page.getByText('The server has ended this session')).toBeVisible({ timeout: 60_000 });
    await ben.vault.sync();
    const [newest] = (await ben.vault.listActivity()).entries;
    expect(newest?.event).toMatchObject({ kind: 'breakGlassUsed', name: ada.email });
    await elsewhere.getByRole('link', { name: 'Activity', exact: true }).click();
    await expect(
      elsewhere.getByText(/You came in as an owner by break-glass sheets, which were used up/),
    ).toBeVisible();
    await openMembers(elsewhere);
    await expect(sheetsPart(elsewhere)).toContainText('The sheets were used, and there are no new ones yet');
    await expect(sheetsPart(elsewhere).getByRole('link', { name: 'Make sheets' })).toBeVisible();
    const oldSelf = elsewhere.getByRole('article', { name: ada.email }).filter({ hasNotText: 'You' });
    await oldSelf.getByRole('button', { name: /^What to do about/ }).click();
    await elsewhere.getByRole('menuitem', { name: 'Remove from the account' }).click();
    await elsewhere.getByRole('button', { name: 'Remove from the account' }).click();
    await expect(oldSelf).toHaveCount(0, { timeout: 60_000 });
    await expect(elsewhere.getByRole('article', { name: ada.email })).toHaveCount(1);
  });

  await test.step('used and replaced sheets let nobody in', async () => {
    const third = await anotherBrowser(browser, complaints, server.url);
    await third.goto('/break-glass');
    await expect(breakGlassHeading(third)).toBeFocused();
    for (const pair of [sheets.slice(0, 2), replaced.slice(0, 2)]) {
      for (const { groups } of pair) await readSheet(third, groups.join(''));
      await comeIn(third, { email: 'eve.glass@example.test', password });
      await expect(third.getByRole('alert')).toContainText(setIsOver, { timeout: 60_000 });
      await third.getByRole('button', { name: 'Begin with other sheets' }).click();
    }
    await third.getByRole('link', { name: 'Back to unlocking' }).click();
    await unlock(third, { email: ada.email, password: newPassword });
    await expectItemCount(third, 1);
  });
});

test('sheets of a set that was withdrawn let nobody in, and those in force whoever is new', {
  tag: whole,
}, async ({ page, browser, server, complaints }) => {
  test.setTimeout(300_000);
  complaints.allow(/40[1-9]/);
  const ada = { email: 'ada.withdraws@example.test', password, accountName: 'Harbour' };
  await signUp(await anotherBrowser(browser, complaints, server.url), {
    email: 'stranger.glass@example.test',
    password,
    accountName: 'Another',
  });
  await signUp(page, ada);
  await importFiles(page, letter);
  await expectItemCount(page, 1);
  await openMembers(page);
  const withdrawn = await haveSheets(page, browser, ['Ada', 'Ben']);
  await sheetsPart(page)
    .getByRole('button', { name: /^Withdraw set/ })
    .click();
  await page.getByRole('button', { name: 'Withdraw the sheets' }).click();
  await expect(page.getByText(/let nobody in any more, and the account has a new key/)).toBeVisible({
    timeout: 60_000,
  });
  await expect(sheetsPart(page)).toContainText('There are none.');
  await test.step('leaving before they are in force changes nothing', async () => {
    await makeSheets(page, holders);
    await page.getByRole('button', { name: 'Leave', exact: true }).click();
    await page.getByRole('button', { name: 'Leave without them' }).click();
    await expect(sheetsPart(page)).toContainText('There are none.');
  });
  const sheets = await haveSheets(page, browser, [...holders, 'Cleo'], 3);
  await lock(page);
  await openBreakGlass(page);
  for (const { groups } of withdrawn) await readSheet(page, groups.join(' '));
  await comeIn(page, ada);
  await expect(page.getByRole('alert')).toContainText(setIsOver, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Begin with other sheets' }).click();
  for (const { groups } of sheets.slice(1)) await readSheet(page, groups.join(' '));
  await comeIn(page, { email: 'stranger.glass@example.test', password: newPassword });
  const email = page.getByRole('textbox', { name: 'Your e-mail' });
  await expect(email).toHaveAccessibleDescription(/not in that account/, { timeout: 60_000 });
  await email.fill('cleo.glass@example.test');
  await page.getByRole('button', { name: 'Use the sheets, and come in' }).click();
  await expect(cameInHeading(page)).toBeFocused({ timeout: 60_000 });
  await expect(page.getByText('Remove your old self.')).toHaveCount(0);
  await expectAccessible(page, 'come in by break-glass sheets');
  await test.step('the others keep their ways in', async () => {
    const elsewhere = await anotherBrowser(browser, complaints, server.url);
    await elsewhere.goto('/unlock');
    await unlock(elsewhere, ada);
    await expectItemCount(elsewhere, 1);
  });
  // What else is to be done is still told after a kit was offered.
  await page.getByRole('button', { name: 'Make a recovery kit' }).click();
  await page.getByRole('button', { name: 'Later' }).click();
  await expect(cameInHeading(page)).toBeFocused();
  await page.getByRole('button', { name: 'Make new sheets' }).click();
  await expect(page.getByRole('heading', { name: 'Make break-glass sheets' })).toBeFocused();
  await page.getByRole('button', { name: 'Not now' }).click();
  await expect(sheetsPart(page)).toContainText('You came in by them');
});
