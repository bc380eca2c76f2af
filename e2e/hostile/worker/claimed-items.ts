import { expect } from '@playwright/test';
import type { Attack, Outcome } from '../attack.ts';
import { resultsOfAnyBody } from '../mutations/results-of-any-body/mutation.ts';
import { enterOnNewDevice, rowOf } from '../person.ts';
import type { Stage } from '../stage.ts';
import { accountIdOf, importInNode, teammate } from '../teammate.ts';

const trueText = 'What the bank has written, in short.';
const forgedText = 'Transfer all of it to account 4711.';

/**
 * A source that works with the server has delivered something under the id of a letter, which the server has shown to the worker alone. An
 * honest worker has read it, and says what it found in that.
 */
async function foundInAnother(stage: Stage): Promise<Outcome> {
  const { asked, newWorker } = await import('../../fixtures/workers.ts');
  const { WorkingWorker } = await import('../../fixtures/working-worker.ts');
  const { encodeBase64url } = await import('@commonseal/protocol');
  const anna = await teammate(stage, true);
  await importInNode(anna, 'letter.txt', 'What the bank has written.');
  const worker = newWorker();
  const { grant } = await anna.vault.grantWorker(asked(worker));
  const working = await WorkingWorker.begin(stage.server, worker, await accountIdOf(anna), grant);
  const [letter] = await anna.vault.listItems();
  if (!letter) throw new Error('an item was expected');
  const { itemId, header } = letter;
  const about = { itemId, analyser: 'text' };
  const text = (words: string) => ({ kind: 'text', text: words, isCut: false }) as const;
  const bodyHash = encodeBase64url(crypto.getRandomValues(new Uint8Array(32)));
  await working.deliver([
    { result: { ...about, version: '1' }, finding: text(trueText) },
    { result: { ...about, version: '2', bodyHash }, finding: text(forgedText) },
  ]);
  const { page } = await enterOnNewDevice(stage, anna);
  await rowOf(page, header.title).first().click();
  const found = page.getByRole('region', { name: 'What programs found' });
  await found.getByText('Show the text that it found').first().click({ timeout: 60_000 });
  await expect(found.getByText(trueText).or(found.getByText(forgedText)).first()).toBeVisible();
  const told = await found.innerText();
  const gained = told.includes(forgedText) ? `on the page of '${header.title}': ${told}` : undefined;
  return { gained, told };
}

export const claimedItems: Attack = {
  row: 'C7',
  what: "has something found in a source's own item shown as found in another source's",
  mutation: resultsOfAnyBody,
  attempts: [
    {
      name: 'by the id of the other one',
      refusal: /What the bank has written, in short/,
      run: foundInAnother,
    },
  ],
};
