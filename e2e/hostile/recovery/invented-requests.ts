import { type Page, expect } from '@playwright/test';
import { openMembers } from '../../fixtures/invitations.ts';
import { lookAtRequest } from '../../fixtures/let-back-in.ts';
import { Answer } from '../answer.ts';
import { type Asker, askFor, guess, sayYes, showRequests, typeAgain, typeHeard, wordsOf } from '../asking.ts';
import type { Attack, Outcome } from '../attack.ts';
import { asGain, readWith, seedsHandedTo } from '../eavesdrop.ts';
import { endlessTries } from '../mutations/endless-tries/mutation.ts';
import { uncomparedWords } from '../mutations/uncompared-words/mutation.ts';
import { enterOnNewDevice } from '../person.ts';
import type { Stage } from '../stage.ts';
import { type Teammate, accountIdOf, importInNode, letIn, teammate } from '../teammate.ts';
import { secretText } from '../under-attack.ts';

/** Ben knows of nothing, and is well: somebody who works with the server asks in his name. */
async function begin(stage: Stage) {
  const anna = await teammate(stage, true);
  const ben = await letIn(stage, anna, 'member', 'in Node alone');
  const intruder = await askFor(stage, ben);
  const { page } = await enterOnNewDevice(stage, anna);
  return { anna, ben, intruder, page };
}

async function whatIsRead({ hostile }: Stage, anna: Teammate, intruder: Asker): Promise<string | undefined> {
  const accountId = await accountIdOf(anna);
  await anna.vault.sync();
  await importInNode(anna, 'secret.txt', secretText);
  const read = await readWith(hostile, accountId, await seedsHandedTo(hostile, accountId, intruder));
  return asGain('whoever has made the request up', read);
}

/** Nobody dictates anything. Anna wants to be done with it, and types what comes to her mind. */
async function nobodyDictates(stage: Stage): Promise<Outcome> {
  const { anna, ben, intruder, page } = await begin(stage);
  const told = await typeHeard(page, ben, await guess(0));
  if (told === '') await sayYes(page, ben);
  return { gained: await whatIsRead(stage, anna, intruder), told };
}

/** A voice tries one guess after another; the sixth is right. That Anna's page has refused, the server keeps to itself. */
async function guesses(stage: Stage): Promise<Outcome> {
  const { anna, ben, intruder, page } = await begin(stage);
  stage.hostile.meddle('refuseReset', async () => Answer.json({}));
  showRequests(stage, () => [intruder]);
  let told = await typeHeard(page, ben, await guess(0));
  for (let tries = 1; tries < 5; tries += 1) told = await typeAgain(page, await guess(tries));
  if (await canTryOn(page, ben)) {
    const { words } = await wordsOf(intruder.signed);
    told = await typeAgain(page, words);
    if (told === '') await sayYes(page, ben);
  }
  return { gained: await whatIsRead(stage, anna, intruder), told };
}

/** In the dialog, or by opening it once more. */
async function canTryOn(page: Page, { email }: Teammate): Promise<boolean> {
  if ((await page.getByRole('dialog').count()) > 0) return true;
  await page.getByRole('link', { name: 'Content', exact: true }).click();
  await openMembers(page);
  await expect(page.getByRole('button', { name: `Refuse the request of ${email}` })).toBeVisible();
  const look = page.getByRole('button', { name: `Look at the request of ${email}` });
  if ((await look.count()) === 0) return false;
  await lookAtRequest(page, email);
  return true;
}

const what = 'invents a request for a member';

export const inventedRequests: Attack = {
  row: 'A2',
  what,
  mutation: uncomparedWords,
  attempts: [
    {
      name: 'and nobody dictates words',
      refusal: /These are not the words of this request; 4 tries left/,
      run: nobodyDictates,
    },
  ],
};

export const guessedWords: Attack = {
  row: 'A2',
  what,
  mutation: endlessTries,
  attempts: [{ name: 'and has its words guessed', refusal: /Five times the words were wrong/, run: guesses }],
};
