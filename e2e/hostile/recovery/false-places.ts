import { expect } from '@playwright/test';
import { askOnPage, partOf, typeTrueAnswer, goToContent } from '../returning.ts';
import { letBackIn } from '../asking.ts';
import type { Attack, Outcome } from '../attack.ts';
import { asGain, readWith } from '../eavesdrop.ts';
import { oneAnswerForAll } from '../mutations/one-answer-for-all/mutation.ts';
import { unanswered } from '../mutations/unanswered/mutation.ts';
import { alertsOf } from '../person.ts';
import type { Stage } from '../stage.ts';
import { type Teammate, accountIdOf, keysOf, letIn, teammate } from '../teammate.ts';
import { bringSomethingIn, isSecret } from '../under-attack.ts';

/** Anna and Ben are in one account; in another one, the attacker and a puppet that stands for Ben. */
async function begin(stage: Stage) {
  const anna = await teammate(stage, true, 'in Node alone');
  const ben = await letIn(stage, anna, 'member', 'in Node alone');
  const attacker = await teammate(stage, true, 'in Node alone');
  const puppet = await letIn(stage, attacker, 'member', 'in Node alone');
  return { anna, ben, attacker, puppet, trapId: await accountIdOf(attacker) };
}

/** The server's own tables say from now on that Ben is the puppet. */
async function giveAddress({ database }: Stage, ben: Teammate, puppet: Teammate): Promise<void> {
  await database.query('delete from email_addresses where email = $1', [ben.email]);
  await database.query('update email_addresses set email = $1 where user_id = $2', [
    ben.email,
    Buffer.from(puppet.userId, 'base64url'),
  ]);
}

/** What whoever made the false account reads of what Ben brings in there. */
async function whatIsRead(stage: Stage, attacker: Teammate): Promise<string | undefined> {
  const { currentEpoch } = await import('@commonseal/account-log');
  const session = await keysOf(stage, attacker);
  const { epoch } = currentEpoch(session.log.state);
  const seeds = new Map([[epoch, session.seeds.require(epoch)]]);
  const read = await readWith(stage.hostile, session.accountId, seeds);
  return asGain('whoever made the false account', read.filter(isSecret));
}

/** From the start Ben asks the attacker's account, which lets him in at once. No teammate of his has answered anything. */
async function fromTheStart(stage: Stage): Promise<Outcome> {
  const { ben, attacker, puppet, trapId } = await begin(stage);
  await giveAddress(stage, ben, puppet);
  const { page, requests } = await askOnPage(stage, ben);
  const signed = requests.find(({ request }) => request.accountId === trapId);
  if (!signed) throw new Error('he was to ask the false account');
  await letBackIn(attacker, signed);
  const isWaiting = page.getByText('To open the account, type the two words').first();
  const isIn = page.getByText('You are in again, with your new password');
  await expect(isWaiting.or(isIn).first()).toBeVisible({ timeout: 60_000 });
  return bringIn(stage, page, attacker);
}

type Page = Awaited<ReturnType<typeof askOnPage>>['page'];

/** Waits long enough for a page that would go in by itself. */
async function bringIn(stage: Stage, page: Page, attacker: Teammate): Promise<Outcome> {
  const isIn = page.getByText('You are in again, with your new password');
  const countOf = (endpoint: 'returnState' | 'returnEnter') => stage.hostile.remembered(endpoint).length;
  const asked = countOf('returnState');
  await expect(async () => {
    const staysOut = countOf('returnState') >= asked + 3 && countOf('returnEnter') === 0;
    expect((await isIn.count()) > 0 || staysOut).toBe(true);
  }).toPass({ timeout: 60_000 });
  if ((await isIn.count()) === 0) {
    return { gained: undefined, told: await page.getByRole('main').innerText() };
  }
  const told = (await goToContent(page)) || (await bringSomethingIn(stage, page));
  return { gained: await whatIsRead(stage, attacker), told: told || (await alertsOf(page)) };
}

/** Ben asks his own account and, as the server has it, another one. Anna answers for hers; the other lets him in. */
async function afterAnswer(stage: Stage): Promise<Outcome> {
  const { ben, attacker, puppet, trapId } = await begin(stage);
  const { encodeBase64url } = await import('@commonseal/protocol');
  const { state } = (await keysOf(stage, attacker)).log;
  const { since, hashes } = state.power;
  const hash = hashes.get(0);
  if (!hash) throw new Error('there is no head');
  const head = { sequence: since, hash: encodeBase64url(hash) };
  stage.hostile.alter('returnStart', ({ places, ...reply }) => ({
    ...reply,
    places: [...places, { ...places[0], accountId: trapId, memberId: puppet.userId, head }],
  }));
  const { page, requests } = await askOnPage(stage, ben);
  const [own, other] = requests;
  if (!own || other?.request.accountId !== trapId) throw new Error('he was to ask both');
  await typeTrueAnswer(page, own, await partOf(page, own));
  await expect(page.getByText('you both mean the same account')).toBeVisible({ timeout: 60_000 });
  await giveAddress(stage, ben, puppet);
  await stage.database.query('update reset_requests set fits = true where account_id = $1', [
    Buffer.from(trapId, 'base64url'),
  ]);
  await letBackIn(attacker, other);
  return bringIn(stage, page, attacker);
}

const what = 'lets whoever has asked into a false account';

export const falseFromTheStart: Attack = {
  row: 'A10',
  what,
  mutation: unanswered,
  attempts: [
    {
      name: 'named from the start',
      refusal: /To open the account, type the two words/,
      run: fromTheStart,
    },
  ],
};

export const falseAfterAnswer: Attack = {
  row: 'A10',
  what,
  mutation: oneAnswerForAll,
  attempts: [
    {
      name: 'beside the true one, whose answer was right',
      refusal: /To open the account, type the two words/,
      run: afterAnswer,
    },
  ],
};
