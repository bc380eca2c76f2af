import type { Page } from '@playwright/test';
import { openMembers } from '../fixtures/invitations.ts';
import { putKitOff, signUp } from '../fixtures/journey.ts';
import {
  answerField,
  ask,
  lookAtRequest,
  openLetBackIn,
  tryToFind,
  typeAnswer,
  typeRightWords,
  typeToldWords,
} from '../fixtures/let-back-in.ts';
import type { ServerProcess } from '../fixtures/server-process.ts';
import { joinAccount, otherDevice } from '../fixtures/teammates.ts';
import { testWithOwnServer as test } from '../fixtures/test.ts';
import { pictureSizes, takePictures } from './picture.ts';

const owner = {
  email: 'ana@northharbour.example',
  password: 'unaware pecan relatable ember routine',
  accountName: 'North Harbour Ltd',
};
const member = 'ines@northharbour.example';
const newPassword = 'cobalt shrubbery elevating tidy oxygen';

type Take = (name: string) => Promise<void>;

for (const { size, ...device } of pictureSizes) {
  test(`pictures of being let back in: ${size}`, async ({ browser, server }) => {
    const look = { ...device, baseURL: server.url, locale: 'en-GB', timezoneId: 'UTC' };
    const [owners, members] = [await browser.newContext(look), await browser.newContext(look)];
    const [ownersPage, membersPage] = [await owners.newPage(), await members.newPage()];
    const takeOf =
      (page: Page): Take =>
      (name) =>
        takePictures(page, `let-back-in-${name}`, size);
    await beginTeam(ownersPage, server);
    const told = await takeAsking(membersPage, takeOf(membersPage));
    const answer = await takeChecking(ownersPage, told, takeOf(ownersPage));
    await takeAnswering(membersPage, answer, takeOf(membersPage));
    await takeLettingIn(ownersPage, takeOf(ownersPage));
    await takeArrival(membersPage, takeOf(membersPage));
    await takePolicy(ownersPage, takeOf(ownersPage));
    const strangers = await browser.newContext(look);
    await askAs(await strangers.newPage(), owner.email);
    await takeAsYou(ownersPage, takeOf(ownersPage));
    for (const context of [owners, members, strangers]) await context.close();
  });
}

async function beginTeam(page: Page, server: ServerProcess): Promise<void> {
  await signUp(page, owner);
  const device = await otherDevice(server, owner);
  await joinAccount(server, device, member, { label: 'Ines, bookkeeping' });
  await joinAccount(server, device, 'jonas@northharbour.example', { label: 'Jonas', role: 'owner' });
}

async function askAs(page: Page, email: string): Promise<readonly string[]> {
  await page.goto('/unlock');
  await openLetBackIn(page);
  return ask(page, newPassword, email);
}

async function takeAsking(page: Page, take: Take): Promise<readonly string[]> {
  await page.goto('/unlock');
  await openLetBackIn(page);
  await page.getByRole('textbox', { name: 'Your e-mail' }).fill(member);
  await take('ask');
  const told = await ask(page, newPassword);
  await take('words');
  await page.getByRole('switch', { name: 'Spell them out' }).check({ force: true });
  await take('words-spelled');
  await page.getByRole('button', { name: 'Take it back' }).click();
  await take('take-back');
  await page.getByRole('button', { name: 'Keep waiting' }).click();
  await page.goto('/let-back-in');
  await page.getByRole('button', { name: 'I have asked already' }).click();
  await take('find');
  await tryToFind(page, member, newPassword);
  await page.getByRole('list', { name: 'Your five words' }).waitFor({ timeout: 60_000 });
  return told;
}

async function takeChecking(page: Page, told: readonly string[], take: Take): Promise<readonly string[]> {
  await page.getByText(`${member} asks to be let back in`).waitFor({ timeout: 30_000 });
  await take('notice');
  await page.getByRole('link', { name: 'Open Members' }).click();
  await page.getByRole('list', { name: 'People' }).waitFor();
  await take('request');
  const dialog = await lookAtRequest(page, member);
  await take('check');
  await typeToldWords(dialog, told.with(2, 'lemn').join(' '));
  await dialog.getByText('is on no list of ours').waitFor();
  await take('check-slip');
  await typeToldWords(dialog, told.toReversed().join(' '));
  await dialog.getByText('4 tries left.').waitFor({ timeout: 30_000 });
  await take('check-wrong');
  const answer = await typeRightWords(dialog, told);
  await take('read-back');
  return answer;
}

async function takeAnswering(page: Page, answer: readonly string[], take: Take): Promise<void> {
  await typeAnswer(page, answer.toReversed());
  await page.getByText('These are not the two words').waitFor();
  await answerField(page).evaluate((field) => field.scrollIntoView({ block: 'center' }));
  await take('answer-wrong');
  await typeAnswer(page, answer);
  await page.getByText('The two words are right').waitFor();
  await take('answered');
}

async function takeLettingIn(page: Page, take: Take): Promise<void> {
  await page.getByRole('button', { name: `Let ${member} back in` }).click();
  await page.getByText(`${member} is let back in`).waitFor({ timeout: 60_000 });
  await take('done');
}

async function takeArrival(page: Page, take: Take): Promise<void> {
  await page.getByText('You are in again').waitFor({ timeout: 60_000 });
  await take('arrived');
  await putKitOff(page);
}

async function takePolicy(page: Page, take: Take): Promise<void> {
  const change = page.getByRole('button', { name: 'Change who may' });
  await change.evaluate((button) => button.scrollIntoView({ block: 'center' }));
  await take('rule');
  await change.click();
  await page.getByRole('radio', { name: 'Two' }).check({ force: true });
  await take('rule-change');
  await page.getByRole('button', { name: 'Cancel' }).click();
}

async function takeAsYou(page: Page, take: Take): Promise<void> {
  await page.getByRole('link', { name: 'Content', exact: true }).click();
  await page.getByText('Somebody asks to be let in as you').waitFor({ timeout: 30_000 });
  await take('as-you-notice');
  await openMembers(page);
  await page.getByRole('button', { name: `Look at the request of ${owner.email}` }).click();
  await page.getByRole('button', { name: 'Leave it for now' }).waitFor();
  await take('as-you');
}
