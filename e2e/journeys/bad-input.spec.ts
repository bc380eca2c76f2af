import { readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { whole } from '../fixtures/sample.ts';
import { connectToDatabase } from '../fixtures/database-surfaces.ts';
import {
  Connector,
  connectSource,
  contentFolder,
  downloadItem,
  expectItemCount,
  expectNothingRefused,
  importFiles,
  importPanel,
  lock,
  openEachItem,
  openItem,
  signUp,
  temporaryFolder,
  tryToUnlock,
  unlock,
  wrongCredentialsWords,
} from '../fixtures/journey.ts';
import { expect, test } from '../fixtures/test.ts';

const password = 'a long enough password';

function personCalled(name: string) {
  return { email: `${name}@example.test`, password, accountName: `Account of ${name}` };
}

test('tells apart what is wrong with an address or a password, and changes nothing', async ({ page }) => {
  const person = personCalled('known');
  await signUp(page, person);
  await lock(page);

  await test.step('a short password is refused before anything is sent', async () => {
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByRole('textbox', { name: 'E-mail' }).fill(person.email);
    await page.getByRole('textbox', { name: 'Password' }).fill('nine char');
    await page.getByRole('textbox', { name: 'Account name' }).fill('Somebody else');
    await page.getByRole('button', { name: 'Create account' }).click();
    const field = page.getByRole('textbox', { name: 'Password' });
    await expect(field).toHaveAccessibleDescription(/Use at least 10 characters\./);
    await expect(field).toBeFocused();
    await expect(field).toHaveValue('nine char');
  });

  await test.step('a known address is told as such, and the form keeps what was typed', async () => {
    const email = page.getByRole('textbox', { name: 'E-mail' });
    await page.getByRole('textbox', { name: 'Password' }).fill('another long password');
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(email).toHaveAccessibleDescription(/There is an account for this e-mail address already\./, {
      timeout: 60_000,
    });
    await expect(email).toBeFocused();
    await expect(email).toHaveValue(person.email);
    await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue('another long password');
    await expect(page.getByRole('textbox', { name: 'Account name' })).toHaveValue('Somebody else');
  });

  await test.step('a wrong password and an unknown address get the same words', async () => {
    await page.getByRole('link', { name: 'Unlock it' }).click();
    const field = page.getByRole('textbox', { name: 'Password' });
    const words: (string | null)[] = [];
    for (const email of [person.email, 'nobody@example.test']) {
      await tryToUnlock(page, { email, password: 'another long password' });
      await expect(page.getByText(wrongCredentialsWords)).toBeVisible({ timeout: 60_000 });
      await expect(field).toBeFocused();
      await expect(field).toHaveValue('another long password');
      words.push(await page.getByRole('main').getByText(wrongCredentialsWords).textContent());
      await page.reload();
      await expect(page.getByText(wrongCredentialsWords)).toHaveCount(0);
    }
    expect(words[0]).toBe(words[1]);
  });

  await test.step('the account is as its owner left it', async () => {
    await unlock(page, person);
    await expect(page.getByText(person.accountName)).toBeVisible();
    await expectItemCount(page, 0);
  });
});

test('keeps files that are empty, malformed or cut off exactly as they came', { tag: whole }, async ({
  page,
}) => {
  test.setTimeout(180_000);
  const folder = await temporaryFolder('bad-files');
  const write = async (name: string, bytes: string | Uint8Array) => writeFile(join(folder, name), bytes);
  const sample = await readFile(join(import.meta.dirname, '../fixtures/samples/statement.pdf'));
  await write('nothing.txt', '');
  await write('nothing.pdf', '');
  await write('cut.pdf', sample.subarray(0, 200));
  await write('no-headers.eml', 'this is no e-mail at all\n');
  await write('only-headers.eml', 'Subject: =?utf-8?Q?=ZZ?=\r\nDate: the day after\r\nFrom: <<>@@,;:\r\n');
  await write(
    'open-ended.eml',
    [
      'Subject: Parts that never end',
      'Content-Type: multipart/mixed; boundary="a"',
      '',
      '--a',
      'Content-Type: multipart/alternative; boundary="a"',
      '',
      '--a',
      'Content-Type: text/html; charset=no-such-charset',
      'Content-Transfer-Encoding: base64',
      '',
      '!!!not base64!!!',
    ].join('\r\n'),
  );
  await write('bytes.eml', Buffer.from(Array.from({ length: 2048 }, (_, index) => (index * 7919) % 256)));
  const files = (await readdir(folder)).map((name) => join(folder, name));
  const { folder: corpus, isCorpus } = contentFolder();
  if (isCorpus) {
    const mails = join(corpus, 'mail/error_emails');
    files.push(...(await readdir(mails)).map((name) => join(mails, name)));
    const pdfs = (await readdir(join(corpus, 'pdf'))).filter((name) => name.endsWith('.pdf')).toSorted();
    files.push(...pdfs.slice(0, 5).map((name) => join(corpus, 'pdf', name)));
  }

  await signUp(page, personCalled('keeper'));
  await importFiles(page, files);
  await expect(importPanel(page).getByText(`${files.length} files imported`)).toBeVisible();
  await importPanel(page).getByRole('button', { name: 'Close' }).click();
  await expectItemCount(page, files.length);

  const seen = new Map<string, Buffer>();
  await openEachItem(page, files.length, async () => {
    // What can be shown is shown, and what cannot says so: no spinner stays, and no fault page comes.
    await expect(page.getByText('Opening…')).toHaveCount(0);
    await expect(page.getByRole('heading', { name: 'This page stopped working' })).toHaveCount(0);
    const { name, bytes } = await downloadItem(page);
    seen.set(name, bytes);
  });
  for (const file of files) {
    const bytes = seen.get(basename(file));
    expect(bytes?.equals(await readFile(file)), `${basename(file)} came back equal`).toBe(true);
  }

  await test.step('an empty file says that it is empty', async () => {
    await openItem(page, /nothing\.txt/);
    await expect(page.getByText('This file is empty.')).toBeVisible();
  });
  await expectNothingRefused(page);
  await rm(folder, { recursive: true });
});

test('refuses a file over the limit, says what the limit is, and delivers the others', async ({ page }) => {
  const folder = await temporaryFolder('large-file');
  const tooLarge = join(folder, 'too-large.bin');
  // Sparse: it has a length, and takes no room.
  await writeFile(tooLarge, '');
  await truncate(tooLarge, 2 ** 31 + 1);
  const [before, after] = [join(folder, 'before.txt'), join(folder, 'after.txt')];
  await writeFile(before, 'chosen before it');
  await writeFile(after, 'chosen after it');

  await signUp(page, personCalled('hoarder'));
  await importFiles(page, [before, tooLarge, after]);
  await expect(importPanel(page).getByText('2 files imported, 1 not')).toBeVisible();
  const refused = page.getByRole('list', { name: 'Files that were not imported' }).getByRole('listitem');
  await expect(refused).toHaveText(
    /too-large\.bin.*Larger than one item can be\. The limit is 2 GiB a file\./,
  );
  await expectItemCount(page, 2);
  await openItem(page, /after\.txt/);
  await expect(page.getByText('chosen after it')).toBeVisible();
  await rm(folder, { recursive: true });
});

test('says that the server has ended the session, and loses nothing', { tag: whole }, async ({
  page,
  server,
}) => {
  const person = personCalled('signed-out');
  await signUp(page, person);
  await importFiles(page, { name: 'kept.txt', mimeType: 'text/plain', buffer: Buffer.from('still here') });
  await expectItemCount(page, 1);

  const database = await connectToDatabase(server.dataFolder);
  await database.query('delete from sessions');
  await database.end();
  const banner = page.getByRole('alert').filter({ hasText: 'The server has ended this session' });
  await expect(banner).toBeVisible();
  await openItem(page, /kept\.txt/);
  await banner.getByRole('button', { name: 'Lock and unlock' }).click();
  await unlock(page, person);
  await expect(page.getByText('still here')).toBeVisible();
  await expect(banner).toHaveCount(0);
  await expectItemCount(page, 1);
});

test('refuses pairing lines and enrolment lines that are not whole or not meant', { tag: whole }, async ({
  page,
}) => {
  const folder = await temporaryFolder('lines');
  const connector = new Connector(join(folder, 'connector'));
  const stranger = new Connector(join(folder, 'stranger'));
  await signUp(page, personCalled('pairer'));
  const dialog = page.getByRole('dialog');
  const field = dialog.getByRole('textbox', { name: 'Pairing line' });
  const pairingLine = /commonseal-connector-1\.\S+/.exec(await connector.run('init'))?.[0] ?? '';

  await test.step('a line that is not a whole pairing line connects nothing', async () => {
    await page.getByRole('link', { name: 'Sources', exact: true }).click();
    await page.getByRole('button', { name: 'Connect a source' }).first().click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Archive');
    const wrong: readonly (readonly [line: string, words: RegExp])[] = [
      ['', /Paste the line that the connector printed\./],
      ['good morning', /This is not a whole pairing line\./],
      [pairingLine.slice(0, -1), /This is not a whole pairing line\./],
      [
        pairingLine.replace(/.(?=.{9}$)/, (letter) => (letter === 'A' ? 'B' : 'A')),
        /not a whole pairing line/,
      ],
      ['commonseal-enrol-1.AAAA.AAAA', /This is an enrolment line: it goes to the connector\./],
    ];
    for (const [line, words] of wrong) {
      await field.fill(line);
      await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
      await expect(field).toHaveAccessibleDescription(words);
      await expect(field).toBeFocused();
      await expect(field).toHaveValue(line);
    }
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('heading', { name: 'No sources yet' })).toBeVisible();
  });

  await test.step('a connector refuses a line that is broken, or made for another one', async () => {
    await connectSource(page, connector, 'Archive');
    await page.getByRole('button', { name: 'Connect a source' }).first().click();
    // The same pairing line again gives the same enrolment line.
    await field.fill(pairingLine);
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Archive');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    const line = await dialog.getByRole('textbox', { name: 'Enrolment line' }).inputValue();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await stranger.run('init');
    for (const [given, words] of [
      ['good-morning', /This is not a whole enrolment line\./],
      [line.slice(0, -3), /This is not a whole enrolment line\./],
      [pairingLine, /This is not a whole enrolment line\./],
      [line, /does not know this connector's key in that account/],
    ] as const) {
      await expect(stranger.run('enrol', given)).rejects.toThrow(words);
    }
    expect(await stranger.run('status')).toMatch(/Account\s+none yet/);
    await expect(stranger.run('push', folder)).rejects.toThrow(/enrol/);
  });
  await rm(folder, { recursive: true });
});
