import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  Connector,
  connectSource,
  contentFolder,
  downloadItem,
  expectItemCount,
  filesIn,
  findRow,
  lock,
  messageFrame,
  openItem,
  signUp,
  unlock,
} from '../fixtures/journey.ts';
import { expect, testWithOwnServer as test } from '../fixtures/test.ts';

// As most people see it: elsewhere the pages stand still.
test.use({ contextOptions: { reducedMotion: 'no-preference' } });

const person = {
  email: 'reader@example.test',
  password: 'a long enough password',
  accountName: 'Reader & Co',
};

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

test('from sign-up to sealed third-party content, read, downloaded, locked and read again', async ({
  page,
  server,
  complaints,
}) => {
  test.setTimeout(300_000);
  // The page asks the server every few seconds, also in the moment in which it restarts.
  complaints.allow(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|status of 503/);
  const { folder, isCorpus } = contentFolder();
  test.info().annotations.push({ type: 'content', description: isCorpus ? 'corpus' : 'own samples' });
  const files = await filesIn(folder);
  expect(files.length).toBeGreaterThanOrEqual(isCorpus ? 100 : 6);
  const stateFolder = await mkdtemp(join(tmpdir(), 'commonseal-connector-'));
  const connector = new Connector(stateFolder);

  await test.step('sign up', async () => {
    await signUp(page, person);
    await expectItemCount(page, 0);
    await expect(
      page.getByRole('link', { name: 'Connect a source' }).or(page.getByText('Connect a source')).first(),
    ).toBeVisible();
  });

  await test.step('enrol the connector and push everything', async () => {
    await connectSource(page, connector, 'Archive');
    const output = await connector.run('push', folder);
    expect(output).toContain(`delivered ${files.length}, already delivered 0, failed 0`);
    const again = await connector.run('push', folder);
    expect(again).toContain(`delivered 0, already delivered ${files.length}, failed 0`);
  });

  await test.step('the list arrives without a reload and counts what was pushed', async () => {
    await page.getByRole('link', { name: 'Content', exact: true }).click();
    await expectItemCount(page, files.length);
  });

  const mail = isCorpus
    ? { row: /Testing 123/, text: 'Plain email.' }
    : { row: /Invoice für March/, text: 'the invoice for March is 42 euros' };
  // The sample has an HTML part, which is shown in its frame.
  const mailText = (isCorpus ? page : messageFrame(page)).getByText(mail.text);
  const text = isCorpus
    ? { row: /README\.md/, text: 'Real third-party content' }
    : { row: /note\.txt/, text: 'A note in plain text.' };
  // Markdown is shown formatted, in the same frame as messages.
  const shownText = (isCorpus ? messageFrame(page) : page).getByText(text.text);
  const pdf = files.find((file) => basename(file) === (isCorpus ? 'minimal-document.pdf' : 'statement.pdf'));
  if (!pdf) throw new Error('a PDF was expected among the files');

  const read = async () => {
    await openItem(page, mail.row);
    await expect(mailText.first()).toBeVisible();
    await openItem(page, text.row);
    await expect(shownText.first()).toBeVisible();
    await openItem(page, new RegExp(basename(pdf).replace('.', '\\.')));
    const { name, bytes } = await downloadItem(page);
    expect(name).toBe(basename(pdf));
    expect(sha256(bytes)).toBe(sha256(await readFile(pdf)));
  };
  await test.step('read an e-mail and a text, download a PDF byte for byte', read);

  await test.step('lock, restart the server, unlock, read again', async () => {
    await lock(page);
    await expect(mailText).toHaveCount(0);
    await server.kill('SIGKILL');
    await server.restart();
    await unlock(page, person);
    await page.getByRole('link', { name: 'Content', exact: true }).click();
    await expectItemCount(page, files.length);
    await read();
  });

  await test.step('a device that has never been here reads the same', async () => {
    const context = await page.context().browser()?.newContext({ baseURL: server.url });
    const other = await context?.newPage();
    if (!context || !other) throw new Error('no second browser context');
    await other.goto('/');
    await unlock(other, person);
    await expectItemCount(other, files.length);
    await expect(await findRow(other, mail.row)).toBeVisible();
    await context.close();
  });
  await rm(stateFolder, { recursive: true, force: true });
});
