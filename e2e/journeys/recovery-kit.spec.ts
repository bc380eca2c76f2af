import { readRecoveryKit, recoveryKitQr } from '@commonseal/protocol';
import type { Browser, Page } from '@playwright/test';
import { decodeQR } from 'qr/decode.js';
import { whole } from '../fixtures/sample.ts';
import { anotherBrowser } from '../fixtures/invitations.ts';
import {
  expectItemCount,
  importFiles,
  lock,
  openItem,
  signUp,
  tryToSignUp,
  tryToUnlock,
  unlock,
  wrongCredentialsWords,
} from '../fixtures/journey.ts';
import { badPhotoOf } from '../fixtures/bad-photo.ts';
import { pixelsOf, readPrinted } from '../fixtures/printed.ts';
import { readQr } from '../fixtures/qr-reader.ts';
import { expect, test } from '../fixtures/test.ts';
import {
  codeField,
  confirmKit,
  forgetPassword,
  groupsOf,
  makeKit,
  openSecurity,
  part,
  setNewPassword,
  tryToRecover,
} from '../fixtures/ways-in.ts';

const password = 'a long enough password';
const newPassword = 'another long password';
const letter = {
  name: 'letter.txt',
  mimeType: 'text/plain',
  buffer: Buffer.from('What was written to Ada.'),
};
const kitLetsNobodyIn = /This recovery kit lets nobody in/;

async function print(page: Page, browser: Browser) {
  const [printed] = await readPrinted(browser, await page.pdf({ format: 'A4' }), 2);
  if (printed === undefined) throw new Error('nothing was printed');
  const groups = groupsOf(printed.text);
  expect(groups).toHaveLength(13);
  return { groups, png: printed.png };
}

/** Another sign in the middle of one group. */
function withTypo(groups: readonly string[], number: number): string {
  const group = groups[number - 1] ?? '';
  const wrong = `${group.slice(0, 2)}${group[2] === '7' ? '8' : '7'}${group.slice(3)}`;
  return groups.with(number - 1, wrong).join(' ');
}

test('a printed kit lets its owner in once when the password is forgotten', async ({
  page,
  browser,
  server,
  complaints,
}) => {
  test.setTimeout(300_000);
  complaints.allow(/401/);
  const person = { email: 'ada.kit@example.test', password, accountName: 'Harbour' };

  const groups = await test.step('it is offered with the sign-up, and printed', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await tryToSignUp(page, person);
    await expect(page.getByRole('heading', { name: 'Make a recovery kit' })).toBeFocused({ timeout: 60_000 });
    await makeKit(page);
    await expect(page.getByRole('region', { name: 'Fingerprint of the account' })).toBeVisible();
    const a4 = await readPrinted(browser, await page.pdf({ format: 'A4', printBackground: true }));
    const onLetter = await readPrinted(browser, await page.pdf({ format: 'Letter' }));
    expect([a4.length, onLetter.length]).toEqual([1, 1]);
    const [printed] = a4;
    if (printed === undefined) throw new Error('nothing was printed');
    const text = printed.text.replaceAll(/\s+/g, ' ');
    for (const words of [
      person.email,
      server.url,
      'No. 1',
      'I forgot my password',
      'Fingerprint of Harbour',
    ]) {
      expect(text).toContain(words);
    }
    // Nothing of the screen around it.
    expect(text).not.toMatch(/Save as PDF|Later|Lock/);
    const read = groupsOf(printed.text);
    expect(read).toHaveLength(13);
    expect(groupsOf(onLetter[0]?.text ?? '')).toEqual(read);
    expect(readRecoveryKit(read.join('')).kind).toBe('whole');
    const pixels = await pixelsOf(browser, printed.png);
    // Black on white, whatever the theme: the corner of the paper.
    expect([...pixels.data.subarray(0, 3)]).toEqual([255, 255, 255]);
    expect(await readQr(pixels)).toBe(recoveryKitQr(read));
    return read;
  });

  await test.step('it is confirmed by two of its groups, and so it stands under Security', async () => {
    await confirmKit(page, groups);
    await page.getByRole('button', { name: 'Done' }).click();
    await importFiles(page, letter);
    await expectItemCount(page, 1);
    await openSecurity(page);
    await expect(part(page, 'Recovery kit').getByRole('article')).toContainText('Confirmed');
    await expect(page.getByText('You have no recovery kit')).toHaveCount(0);
  });

  const elsewhere = await anotherBrowser(browser, complaints, server.url);
  await test.step('in another browser a typo is named by its group', async () => {
    await elsewhere.goto('/unlock');
    await forgetPassword(elsewhere);
    await codeField(elsewhere).fill(withTypo(groups, 4));
    await elsewhere.getByRole('button', { name: 'Go on' }).click();
    await expect(codeField(elsewhere)).toHaveAccessibleDescription(/Group 4 has a typo/);
    await codeField(elsewhere).fill(groups.slice(0, 12).join(' '));
    await elsewhere.getByRole('button', { name: 'Go on' }).click();
    await expect(codeField(elsewhere)).toHaveAccessibleDescription(/A part is missing/);
    await expect(codeField(elsewhere)).toBeFocused();
  });

  await test.step('the code sets a new password, however it is typed, and everything is read again', async () => {
    const typed = groups.join('').toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
    await tryToRecover(elsewhere, typed, newPassword, 'somebody-else@example.test');
    await expect(elsewhere.getByText('This is not a recovery kit of yours that works')).toBeVisible({
      timeout: 60_000,
    });
    await elsewhere.getByRole('textbox', { name: 'Your e-mail' }).fill(person.email);
    await elsewhere.getByRole('button', { name: 'Set password and get in' }).click();
    await expect(elsewhere.getByText('You are in again, with your new password')).toBeVisible({
      timeout: 60_000,
    });
    await expect(elsewhere.getByRole('heading', { name: 'Make a new recovery kit' })).toBeFocused();
    await elsewhere.getByRole('button', { name: 'Later' }).click();
    await expectItemCount(elsewhere, 1);
    await openItem(elsewhere, 'letter.txt');
    await expect(elsewhere.getByText('What was written to Ada.')).toBeVisible();
  });

  await test.step('where one was signed in before, one is signed out', async () => {
    await expect(page.getByText('The server has ended this session')).toBeVisible({ timeout: 60_000 });
  });

  await test.step('the same kit lets nobody in any more, nor does the old password', async () => {
    const third = await anotherBrowser(browser, complaints, server.url);
    await third.goto('/unlock');
    await forgetPassword(third);
    await tryToRecover(third, groups.join('-'), 'a third long password', person.email);
    await expect(third.getByText(kitLetsNobodyIn)).toBeVisible({ timeout: 60_000 });
    await expect(codeField(third)).toBeVisible();
    await third.getByRole('link', { name: 'Back to unlocking' }).click();
    await tryToUnlock(third, person);
    await expect(third.getByText(wrongCredentialsWords)).toBeVisible({ timeout: 60_000 });
    await unlock(third, { email: person.email, password: newPassword });
    await expect(third.getByText('You have no recovery kit')).toBeVisible();
  });
});

test('a kit is tested without being used up, and one that was replaced lets nobody in', {
  tag: whole,
}, async ({ page, browser, server, complaints }) => {
  test.setTimeout(300_000);
  complaints.allow(/401/);
  await signUp(page, { email: 'eve.kit@example.test', password, accountName: 'Another' });
  const strangers = await test.step('somebody else has a kit too', async () => {
    await openSecurity(page);
    await part(page, 'Recovery kit').getByRole('link', { name: 'Make a recovery kit' }).click();
    await makeKit(page);
    return (await print(page, browser)).groups;
  });
  const adas = await anotherBrowser(browser, complaints, server.url);
  await signUp(adas, { email: 'ada.test@example.test', password, accountName: 'Harbour' });
  const kit = part(adas, 'Recovery kit');
  const first = await test.step('one is made and not confirmed: that is told until it is', async () => {
    await openSecurity(adas);
    await expect(kit).toContainText('You have no recovery kit');
    await kit.getByRole('link', { name: 'Make a recovery kit' }).click();
    await makeKit(adas);
    const { groups } = await print(adas, browser);
    await adas.getByRole('button', { name: 'Later' }).click();
    const question = adas.getByRole('alertdialog', { name: 'Leave before it is confirmed?' });
    await question.getByRole('button', { name: 'Confirm it later' }).click();
    await expect(kit).toContainText('Your recovery kit is not confirmed');
    return groups;
  });

  await test.step('a kit of somebody else is told apart, and its own confirmed', async () => {
    await kit.getByRole('button', { name: 'Test it' }).click();
    const dialog = adas.getByRole('dialog', { name: 'Test your recovery kit' });
    await dialog.getByRole('textbox').fill(strangers.join(' '));
    await dialog.getByRole('button', { name: 'Test it' }).click();
    await expect(dialog.getByRole('alert')).toContainText('This is not a recovery kit of yours that works');
    for (let time = 1; time <= 2; time += 1) {
      await dialog.getByRole('textbox').fill(first.join(' '));
      await dialog.getByRole('button', { name: 'Test it' }).click();
      await expect(dialog.getByText('Your kit works')).toBeVisible({ timeout: 60_000 });
      await dialog.getByRole('button', { name: 'Done' }).click();
      await expect(kit.getByRole('article')).toContainText('Confirmed');
      if (time === 1) await kit.getByRole('button', { name: 'Test it' }).click();
    }
  });

  const second =
    await test.step('it is replaced: the paper says by which, and it works until then', async () => {
      await kit.getByRole('link', { name: 'Make a new one' }).click();
      await expect(
        adas.getByText(/^Recovery kit No\. 1 of .* \(confirmed\) works until the new one is confirmed/),
      ).toBeVisible();
      await makeKit(adas);
      await expect(
        adas.getByText(/the kit of .* \(No\. 1\)\. Destroy it once this is confirmed\./),
      ).toBeVisible();
      const printed = await print(adas, browser);
      for (const format of ['A4', 'Letter']) {
        expect(await readPrinted(browser, await adas.pdf({ format }))).toHaveLength(1);
      }
      await confirmKit(adas, printed.groups);
      await adas.getByRole('button', { name: 'Done' }).click();
      await expect(kit.getByRole('article')).toHaveCount(1);
      await expect(kit.getByRole('article', { name: 'Recovery kit No. 2' })).toContainText('Confirmed');
      return printed;
    });

  await test.step('the replaced one lets nobody in; the new one does, from a bad photo of it', async () => {
    await lock(adas);
    await forgetPassword(adas);
    await tryToRecover(adas, first.join(' '), newPassword);
    await expect(adas.getByText(kitLetsNobodyIn)).toBeVisible({ timeout: 60_000 });
    await adas.getByRole('button', { name: 'Choose a picture of it' }).click();
    const choose = async (file: { name: string; mimeType: string; buffer: Buffer }) => {
      const chooser = adas.waitForEvent('filechooser');
      await adas.getByRole('button', { name: 'Choose a picture', exact: true }).click();
      await (await chooser).setFiles(file);
    };
    await choose({ name: 'letter.png', mimeType: 'image/png', buffer: Buffer.from('no picture at all') });
    await expect(adas.getByRole('alert')).toContainText('This file cannot be shown as a picture');
    const photo = await badPhotoOf(browser, second.png);
    // So bad that it takes the better of the two readers.
    const pixels = await pixelsOf(browser, photo);
    expect(() => decodeQR(pixels)).toThrow();
    await choose({ name: 'photo.png', mimeType: 'image/png', buffer: photo });
    await setNewPassword(adas, newPassword);
    await expect(adas.getByText('You are in again, with your new password')).toBeVisible({ timeout: 60_000 });
  });
});
