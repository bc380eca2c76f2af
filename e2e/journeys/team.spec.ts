import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountId } from '@commonseal/protocol';
import type { Page } from '@playwright/test';
import { listBrowserStorage } from '../fixtures/browser-surfaces.ts';
import { connectToDatabase } from '../fixtures/database-surfaces.ts';
import { copyAccount, readableHeaders, seedsWithin, takeKeys } from '../fixtures/former-member.ts';
import { anotherBrowser, joinByLink, makeInvitation, openMembers } from '../fixtures/invitations.ts';
import {
  Connector,
  connectSource,
  expectItemCount,
  expectNothingRefused,
  openItem,
  signUp,
} from '../fixtures/journey.ts';
import { expect, testWithOwnServer as test } from '../fixtures/test.ts';

const password = 'a long enough password';
const personCalled = (name: string) => ({ email: `${name}@example.test`, password });
const [ada, ben, cid] = [personCalled('ada'), personCalled('ben'), personCalled('cid')];

const oldNames = ['old-invoice.txt', 'old-minutes.txt'];
const newNames = ['new-invoice.txt', 'new-minutes.txt'];
const textOf = (name: string) => `What stands in ${name}.`;

/** Everybody sees the same, and reads it. */
async function expectToRead(page: Page, names: readonly string[]): Promise<void> {
  await page.getByRole('link', { name: 'Content', exact: true }).click();
  await expectItemCount(page, names.length);
  for (const name of names) {
    await openItem(page, name);
    await expect(page.getByText(textOf(name))).toBeVisible();
  }
  await expectNothingRefused(page);
}

test('a team reads the same; whoever is removed opens nothing that comes after', async ({
  page,
  browser,
  server,
  complaints,
}) => {
  test.setTimeout(300_000);
  // Whoever was removed hears so; whoever is offline hears nothing.
  complaints.allow(/404|ERR_INTERNET_DISCONNECTED/);
  const folder = await mkdtemp(join(tmpdir(), 'commonseal-team-'));
  const connector = new Connector(join(folder, 'state'));
  const push = async (kind: string, names: readonly string[]) => {
    const path = join(folder, kind);
    await mkdir(path);
    for (const name of names) await writeFile(join(path, name), textOf(name));
    expect(await connector.run('push', path)).toContain(`delivered ${names.length}`);
  };
  const bensPage = await anotherBrowser(browser, complaints, server.url);
  const cidsPage = await anotherBrowser(browser, complaints, server.url);

  await test.step('an owner invites two, and all read what the connector pushed', async () => {
    await signUp(page, { ...ada, accountName: 'Harbour' });
    await openMembers(page);
    await joinByLink(bensPage, await makeInvitation(page, 'Ben'), ben);
    await joinByLink(cidsPage, await makeInvitation(page, 'Cid'), cid);
    await connectSource(page, connector, 'Archive');
    await push('old', oldNames);
    for (const reader of [page, bensPage, cidsPage]) await expectToRead(reader, oldNames);
  });

  const bensBlobs = await test.step('one of them goes offline, and is removed', async () => {
    await bensPage.context().setOffline(true);
    await openMembers(page);
    await page.getByRole('button', { name: 'What to do about ben@example.test' }).click();
    await page.getByRole('menuitem', { name: 'Remove from the account' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Remove ben@example.test?' });
    await expect(dialog).toContainText('They could read 2 items until now');
    await dialog.getByRole('button', { name: 'Remove from the account' }).click();
    await expect(page.getByText(/was removed, and the account has a new key/)).toBeVisible();
    // What is open on his screen stays there: it was his to read.
    await expect(bensPage.getByText(textOf('old-minutes.txt'))).toBeVisible();
    return (await listBrowserStorage(bensPage)).map(([, bytes]) => Uint8Array.from(bytes));
  });

  await test.step('the connector takes the new key up by itself, and those who remain read old and new', async () => {
    await push('new', newNames);
    for (const reader of [page, cidsPage]) await expectToRead(reader, [...oldNames, ...newNames]);
  });

  await test.step('his keys and cached blobs, with a copy of the database, open none of the new', async () => {
    const database = await connectToDatabase(server.dataFolder);
    const { rows } = await database.query<{ account_id: Buffer }>('select account_id from accounts');
    expect(rows).toHaveLength(1);
    const { AccountId: accountIds } = await import('@commonseal/protocol');
    const accountId: AccountId = accountIds.fromBytes(Uint8Array.from(rows[0]?.account_id ?? []));
    const copy = await copyAccount(database, accountId);
    await database.end();
    const withBlobs = { ...copy, seals: [...copy.seals, ...bensBlobs] };
    expect(bensBlobs.length).toBeGreaterThan(20);

    const readBy = async (person: typeof ben) => {
      const keys = await takeKeys(server.url, person);
      const seeds = await seedsWithin(withBlobs, keys);
      const headers = await readableHeaders(copy, [...seeds.values(), keys.userSeed]);
      const namesOf = [...oldNames, ...newNames].filter((name) =>
        headers.some((header) => header.includes(name)),
      );
      return { epochs: [...seeds.keys()].toSorted((one, other) => one - other), names: namesOf };
    };
    // The same tools in the hands of somebody who remained open everything: so they work.
    expect(await readBy(cid)).toEqual({ epochs: [0, 1], names: [...oldNames, ...newNames] });
    expect(await readBy(ada)).toEqual({ epochs: [0, 1], names: [...oldNames, ...newNames] });
    expect(await readBy(ben)).toEqual({ epochs: [0], names: oldNames });
  });

  await test.step('back online he is told, and is shown nothing of the account any more', async () => {
    await bensPage.context().setOffline(false);
    await expect(bensPage.getByText('You are not in this account any more')).toBeVisible({
      timeout: 60_000,
    });
    await expect(bensPage.getByText(/new-(?:invoice|minutes)/)).toHaveCount(0);
  });
  await rm(folder, { recursive: true, force: true });
});
