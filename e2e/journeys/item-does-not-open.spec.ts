import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { whole } from '../fixtures/sample.ts';
import { connectToDatabase } from '../fixtures/database-surfaces.ts';
import { expectItemCount, importFiles, openItem, signUp, temporaryFolder } from '../fixtures/journey.ts';
import { expect, testWithOwnServer as test } from '../fixtures/test.ts';

const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

test('an item that was altered says what is at fault and who can help; the others open', {
  tag: whole,
}, async ({ page, server }) => {
  await signUp(page, {
    email: 'altered@example.test',
    password: 'a long enough password',
    accountName: 'Altered',
  });
  await importFiles(page, [file('whole.txt', 'This one is whole.'), file('altered.txt', 'x'.repeat(4000))]);
  await expectItemCount(page, 2);
  const database = await connectToDatabase(server.dataFolder);
  try {
    const { rowCount } = await database.query(
      `update body_chunks set bytes = overlay(bytes placing '\\x00'::bytea from 200 for 1)
       where octet_length(bytes) > 2000`,
    );
    expect(rowCount).toBe(1);
  } finally {
    await database.end();
  }
  await openItem(page, 'altered.txt');
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('This item is not what its source signed');
  await expect(alert).toContainText('Whoever runs the server can put it back from a backup');
  await expect(alert.getByRole('button', { name: 'Try again' })).toBeVisible();
  await expect(alert.getByRole('button', { name: 'Copy the details' })).toBeVisible();
  await expect(page.getByText('xxxx')).toHaveCount(0);

  await openItem(page, 'whole.txt');
  await expect(page.getByText('This one is whole.')).toBeVisible();
  await page.getByText('Why do I have this?').click();
  await expect(page.getByText(/delivery number 1 of this source/)).toBeVisible();
  await expect(page.getByText(/account key number 1/)).toBeVisible();
  await expect(
    page.getByText(/signature of the source’s key [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}/),
  ).toBeVisible();
});

test('a folder and a mailbox are imported as what they hold', { tag: whole }, async ({ page }) => {
  await signUp(page, {
    email: 'folder@example.test',
    password: 'a long enough password',
    accountName: 'Folder',
  });
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import a folder' }).first().click();
  const folder = join(await temporaryFolder('import'), 'Letters');
  await mkdir(join(folder, 'old'), { recursive: true });
  await writeFile(join(folder, 'old', 'note.txt'), 'A note.');
  const letter = (at: number) =>
    `From ada@example.test Thu Jan  ${at} 10:00:00 2026\nFrom: ada@example.test\nSubject: Letter ${at}\n\nText ${at}\n\n`;
  await writeFile(join(folder, 'box.mbox'), letter(1) + letter(2));
  await (await chooser).setFiles(folder);
  await expectItemCount(page, 3);
  await openItem(page, /Letter 2/, 'Letter 2');
  await expect(page.getByText('Letters/box.mbox')).toBeVisible();
  await openItem(page, /note/, 'note.txt');
  await expect(page.getByText('Letters/old')).toBeVisible();
});
