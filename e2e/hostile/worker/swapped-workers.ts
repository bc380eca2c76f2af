import { type Page, expect } from '@playwright/test';
import type { TestWorker } from '../../../packages/vault/test/support/worker.ts';
import { Answer } from '../answer.ts';
import type { Attack, Outcome } from '../attack.ts';
import { asGain, readWith, seedsHandedToWorker } from '../eavesdrop.ts';
import { anyIdentity } from '../mutations/any-identity/mutation.ts';
import { alertsOf, enterOnNewDevice } from '../person.ts';
import type { Stage } from '../stage.ts';
import { accountIdOf, importInNode, teammate } from '../teammate.ts';
import { secretText } from '../under-attack.ts';

type Keys = TestWorker['keys'];

/** An owner types the fingerprint of their operator's worker; the server answers with other keys. */
async function swapped(stage: Stage, swap: (typed: Keys, own: Keys) => Keys): Promise<Outcome> {
  const { hostile } = stage;
  const { newWorker, openWorkerPage } = await import('../../fixtures/workers.ts');
  const { encodeBase64url } = await import('@commonseal/protocol');
  const { encodeWorkerIdentity, workerIdOf } = await import('@commonseal/account-log');
  const anna = await teammate(stage, true);
  const accountId = await accountIdOf(anna);
  await importInNode(anna, 'secret.txt', secretText);
  const [indexer, own] = [newWorker(), newWorker()];
  const shown = swap(indexer.keys, own.keys);
  const identity = encodeBase64url(encodeWorkerIdentity(shown));
  hostile.meddle('findWorker', async () => Answer.json({ identity }));
  const { page } = await enterOnNewDevice(stage, anna);
  await openWorkerPage(page);
  const told = await grantOnPage(page, indexer.printed);
  if (told === '') {
    // The page hands the key over at its next look at the log.
    await expect
      .poll(() => hostile.remembered('putWorkerSeal').length, { timeout: 60_000 })
      .toBeGreaterThan(0);
  }
  const holder = { workerId: workerIdOf(shown), seed: own.seed };
  const read = await readWith(hostile, accountId, await seedsHandedToWorker(hostile, accountId, holder));
  return { gained: asGain('a worker of the server', read), told };
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
    { name: 'both keys', refusal, run: (stage) => swapped(stage, (_, own) => own) },
    {
      name: 'the one that secrets are sealed to',
      refusal,
      run: (stage) => swapped(stage, (typed, { receivingKey }) => ({ ...typed, receivingKey })),
    },
  ],
};
