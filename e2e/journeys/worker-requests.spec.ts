import { expect, testWithOwnServer as test } from '../fixtures/test.ts';
import { signUp } from '../fixtures/journey.ts';
import { openDevice } from '../fixtures/teammates.ts';
import { askForJob, clientOf, newWorker, openWorkerPage } from '../fixtures/workers.ts';

const owner = {
  email: 'owner@requests.test',
  password: 'a long enough password',
  accountName: 'East Harbour',
};

test('whoever comes back to the page sees at once what a worker has asked for meanwhile', async ({
  page,
  server,
}) => {
  await signUp(page, owner);
  const { cryptoReady } = await import('@commonseal/crypto/seal');
  await cryptoReady();
  const worker = newWorker();
  const api = await clientOf(server, worker);
  const vault = await openDevice(server);
  const { account } = await vault.unlock(owner);
  if (account === undefined) throw new Error('an account was expected');
  await vault.nameWorker(worker.printed);

  await openWorkerPage(page);
  await expect(page.getByText('Nothing waits for an answer.')).toBeVisible();
  await page.getByRole('link', { name: 'Content', exact: true }).click();
  await expect(page.getByText('Nothing waits for an answer.')).toBeHidden();
  await askForJob(api, worker, account.accountId);
  await openWorkerPage(page);
  // The page that stays open asks every half minute.
  const asks = page.getByRole('list', { name: 'Jobs that workers ask for' }).getByRole('article');
  await expect(asks).toHaveCount(1, { timeout: 15_000 });
});
