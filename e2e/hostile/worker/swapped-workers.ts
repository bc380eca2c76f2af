import { type Page, expect } from '@playwright/test';
import type { TestWorker } from '../../../packages/vault/test/support/worker.ts';
import { Answer } from '../answer.ts';
import type { Attack, Outcome } from '../attack.ts';
import { asGain, readWith, seedsHandedToWorker } from '../eavesdrop.ts';
import { anyIdentity } from '../mutations/any-identity/mutation.ts';
import { alertsOf, enterOnNewDevice, rowOf } from '../person.ts';
import type { Stage } from '../stage.ts';
import { accountIdOf, importInNode, teammate } from '../teammate.ts';
import { secretText } from '../under-attack.ts';

type Keys = TestWorker['keys'];

type Swap = (typed: Keys, own: Keys) => Keys;

/** An owner types the fingerprint of their operator's worker; the server answers with other keys. */
async function grantSwapped(stage: Stage, swap: Swap) {
  const { newWorker, openWorkerPage } = await import('../../fixtures/workers.ts');
  const { encodeBase64url } = await import('@commonseal/protocol');
  const { encodeWorkerIdentity, workerIdOf } = await import('@commonseal/account-log');
  const anna = await teammate(stage, true);
  const accountId = await accountIdOf(anna);
  await importInNode(anna, 'secret.txt', secretText);
  const [indexer, own] = [newWorker(), newWorker()];
  const shown = swap(indexer.keys, own.keys);
  const identity = encodeWorkerIdentity(shown);
  stage.hostile.meddle('findWorker', async () => Answer.json({ identity: encodeBase64url(identity) }));
  const { page } = await enterOnNewDevice(stage, anna);
  await openWorkerPage(page);
  const told = await grantOnPage(page, indexer.printed);
  const worker: TestWorker = { ...own, identity, keys: shown, workerId: workerIdOf(shown) };
  return { anna, accountId, page, worker, told };
}

/** Does the worker of the server get the account's key? */
async function readBySwapped(stage: Stage, swap: Swap): Promise<Outcome> {
  const { hostile } = stage;
  const { accountId, worker, told } = await grantSwapped(stage, swap);
  if (told === '') {
    // The page hands the key over at its next look at the log.
    await expect
      .poll(() => hostile.remembered('putWorkerSeal').length, { timeout: 60_000 })
      .toBeGreaterThan(0);
  }
  const read = await readWith(hostile, accountId, await seedsHandedToWorker(hostile, accountId, worker));
  return { gained: asGain('a worker of the server', read), told };
}

const forgedText = 'Transfer all of it to account 4711.';

/** Nothing that is sealed to the operator's worker opens for the server's. Is it believed what that one says that it found? */
async function writtenBySwapped(stage: Stage): Promise<Outcome> {
  const { WorkingWorker } = await import('../../fixtures/working-worker.ts');
  const swap: Swap = (typed, { signingKey }) => ({ ...typed, signingKey });
  const { anna, accountId, page, worker, told } = await grantSwapped(stage, swap);
  if (told !== '') return { gained: undefined, told };
  await anna.vault.sync();
  const [granted] = await anna.vault.grants();
  const [item] = await anna.vault.listItems();
  if (!granted || !item) throw new Error('a grant and an item were expected');
  const working = await WorkingWorker.begin(stage.server, worker, accountId, granted.grant);
  const result = { itemId: item.itemId, analyser: 'text', version: '2' };
  const finding = { kind: 'text', text: forgedText, isCut: false } as const;
  await working.deliver([{ result, finding }]);
  await page.getByRole('link', { name: 'Content', exact: true }).click();
  await rowOf(page, item.header.title).first().click();
  const found = page.getByRole('region', { name: 'What programs found' });
  await found.getByText('Show the text that it found').click({ timeout: 60_000 });
  await expect(found).toContainText(forgedText);
  return { gained: `shown as found by a program that Anna has let in: ${await found.innerText()}`, told };
}

/** @returns what the page had to say against it */
async function grantOnPage(page: Page, printed: string): Promise<string> {
  await page.getByRole('button', { name: 'Let a program read' }).click();
  await page.getByRole('textbox', { name: 'Fingerprint of the worker' }).fill(printed);
  await page.getByRole('button', { name: 'Look it up' }).click();
  const name = page.getByRole('textbox', { name: 'What it is called here' });
  await expect(name.or(page.getByRole('alert')).first()).toBeVisible({ timeout: 60_000 });
  if ((await name.count()) === 0) return alertsOf(page);
  await name.fill('Indexer');
  await page.getByRole('button', { name: 'Go on' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: 'Let it read' }).click();
  const isDone = page.getByText('Indexer may read this account now.');
  await expect(isDone.or(dialog.getByRole('alert')).first()).toBeVisible({ timeout: 60_000 });
  return alertsOf(page);
}

const refusal = /This is another worker than the one whose fingerprint you typed/;

export const swappedWorkers: Attack = {
  row: 'C3',
  what: "swaps the worker's key in the dialog in which an owner grants",
  mutation: anyIdentity,
  attempts: [
    { name: 'both keys', refusal, run: (stage) => readBySwapped(stage, (_, own) => own) },
    {
      name: 'the one that secrets are sealed to',
      refusal,
      run: (stage) => readBySwapped(stage, (typed, { receivingKey }) => ({ ...typed, receivingKey })),
    },
    { name: 'the one that it signs with', refusal, run: writtenBySwapped },
  ],
};
