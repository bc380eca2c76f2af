import type { Page } from '@playwright/test';
import { lock, signUp, tryToUnlock } from '../fixtures/journey.ts';
import type { ServerProcess } from '../fixtures/server-process.ts';
import { joinAccount, otherDevice, textFileOf } from '../fixtures/teammates.ts';
import { testWithOwnServer as test } from '../fixtures/test.ts';
import { askForJob, asked, clientOf, newWorker, openGrants, workOn } from '../fixtures/workers.ts';
import { pictureSizes, takePictures } from './picture.ts';

const person = {
  email: 'ana@northharbour.example',
  password: 'unaware pecan relatable ember routine',
  accountName: 'North Harbour Ltd',
};
const member = 'jonas@northharbour.example';
const dayMs = 86_400_000;

for (const { size, ...device } of pictureSizes) {
  test(`pictures of what programs may read: ${size}`, async ({ browser, server }) => {
    const context = await browser.newContext({
      ...device,
      baseURL: server.url,
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    const page = await context.newPage();
    const take = (name: string) => takePictures(page, `worker${name}`, size);
    await signUp(page, person);
    await openWorker(page);
    await page.getByText('Nothing yet, to no program.').waitFor();
    await take('-none');
    const { colleague, foundName } = await fillAccount(page, server);
    await openGrants(page).first().waitFor();
    await take('');
    await page.getByRole('heading', { name: 'Running work' }).scrollIntoViewIfNeeded();
    await take('-work');
    await page.getByText('1 piece of work that is over').click();
    await page.getByRole('list', { name: 'What was read' }).scrollIntoViewIfNeeded();
    await take('-read');
    await openGrants(page).first().scrollIntoViewIfNeeded();
    await take('-grants');
    await page.getByRole('button', { name: 'Revoke what Search index may read' }).click();
    await take('-revoke');
    await page.getByRole('button', { name: 'Keep it' }).click();
    await takeGranting(page, server, take);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill(foundName);
    await page.keyboard.press('Enter');
    await page.getByText('Show the text that it found').click();
    await page.getByText('It was read by a program.').waitFor();
    await take('-found');
    await lock(page);
    await tryToUnlock(page, colleague);
    await page.getByRole('article').waitFor({ timeout: 60_000 });
    await openWorker(page);
    await page.getByText(/Only owners let a program read/).waitFor({ timeout: 60_000 });
    await take('-member');
    await context.close();
  });
}

async function openWorker(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('Go to worker');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Worker' }).waitFor();
}

async function takeGranting(page: Page, server: ServerProcess, take: (name: string) => Promise<void>) {
  const worker = newWorker();
  const api = await clientOf(server, worker);
  await page.getByRole('button', { name: 'Let a program read' }).click();
  const field = page.getByRole('textbox', { name: 'Fingerprint of the worker' });
  const groups = worker.printed.split('-');
  await field.fill(groups.with(5, groups[4] ?? '').join(' '));
  await page.getByRole('button', { name: 'Look it up' }).click();
  await page.getByText(/^Group 6 has a typo/).waitFor();
  await take('-fingerprint');
  await field.fill(worker.printed);
  await page.getByRole('button', { name: 'Look it up' }).click();
  await page.getByRole('textbox', { name: 'What it is called here' }).fill('Translations');
  await page.getByRole('radio', { name: 'Chosen sources' }).check({ force: true });
  await page.getByRole('checkbox').first().check({ force: true });
  await take('-terms');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('alertdialog').waitFor();
  await take('-confirm');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  const owner = await otherDevice(server, person);
  await owner.nameWorker(worker.printed);
  const { account } = await owner.unlock(person);
  if (account === undefined) throw new Error('an account was expected');
  await askForJob(api, worker, account.accountId);
  await page.getByRole('article', { name: /not known here yet/ }).waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: /^Look at what/ }).click();
  await take('-request');
  await page.getByRole('button', { name: 'Decide later' }).click();
}

/** People, a link, and what programs were let do. */
async function fillAccount(page: Page, server: ServerProcess) {
  const owner = await otherDevice(server, person);
  const { accountId } = (await owner.unlock(person)).account ?? {};
  if (accountId === undefined) throw new Error('an account was expected');
  const files = ['a', 'b', 'c', 'd'].map((name) => textFileOf(`${name}.txt`, `Statement ${name}`));
  await owner.importFiles(files, { accountId });
  await joinAccount(server, owner, 'marta@northharbour.example', { label: 'Marta', role: 'owner' });
  const colleague = await joinAccount(server, owner, member, { label: 'Jonas' });
  await owner.createInvite({
    label: 'The auditors',
    role: 'member',
    lifetimeMs: 7 * dayMs,
    opensAtOnce: true,
  });
  await owner.sync();
  const itemIds = (await owner.listItems()).map(({ itemId }) => itemId);
  const [source] = await owner.listSources();
  const writerIds = source && [source.writerId];
  const jobId = Buffer.alloc(16, 7).toString('base64url') as never;
  const lifetimeMs = 20 * dayMs;
  const ended = await owner.grantWorker(asked(newWorker(), { workerName: 'Trial of January', lifetimeMs }));
  await owner.revokeGrant(ended.grant);
  const job = { kind: 'job', jobId, analyserName: 'text 2', itemIds } as const;
  await owner.grantWorker(asked(newWorker(), { workerName: 'Attachment reader', lifetimeMs, terms: job }));
  const scoped = { kind: 'standing', writerIds } as const;
  await owner.grantWorker(asked(newWorker(), { workerName: 'Statement reader', lifetimeMs, terms: scoped }));
  const worker = newWorker();
  const { grant } = await owner.grantWorker(asked(worker, { workerName: 'Search index', lifetimeMs }));
  const working = await workOn(server, owner, { worker, grant });
  await working.tell({ total: 4, done: 2, failed: 1, state: 'paused', why: 'sealed' });
  await page.getByText('2 programs may read this account').waitFor({ timeout: 30_000 });
  const [found] = await owner.listItems();
  return { colleague, foundName: found?.header.fileName ?? '' };
}
