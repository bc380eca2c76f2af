import { type Locator, type Page, expect } from '@playwright/test';
import type { AccountId } from '@commonseal/protocol';
import type { SignedResetRequest } from '@commonseal/account-log';
import { requestsSent, wordsOf } from './asking.ts';
import { Answer } from './answer.ts';
import type { Outcome } from './attack.ts';
import { asGain, readWith } from './eavesdrop.ts';
import { showLog } from './false-log.ts';
import type { ForgedReset } from './forged-reset.ts';
import { type Person, alertsOf } from './person.ts';
import type { Stage } from './stage.ts';
import { bringSomethingIn, isSecret } from './under-attack.ts';

/** Somebody in a browser who waits to be let back in. */
export interface Asking {
  readonly page: Page;
  readonly requests: readonly SignedResetRequest[];
}

const newPassword = 'a password of today, long enough';

/** Asks in a new browser. @returns a page that shows words, or says why not */
export async function tryToAskOnPage(stage: Stage, { email }: Pick<Person, 'email'>): Promise<Page> {
  const page = await stage.newDevice();
  await page.goto(`${stage.hostile.url}/let-back-in`);
  await page.getByRole('textbox', { name: 'Your e-mail' }).fill(email);
  await page.getByRole('textbox', { name: 'New password' }).fill(newPassword);
  await page.getByRole('button', { name: 'Ask to be let back in' }).click();
  await expect(wordsShown(page).first().or(page.getByRole('alert')).first()).toBeVisible({ timeout: 60_000 });
  return page;
}

/** The words of each account that was asked. */
export const wordsShown = (page: Page): Locator => page.getByRole('list', { name: 'Your five words' });

export async function askOnPage(stage: Stage, who: Pick<Person, 'email'>): Promise<Asking> {
  const { parseBase64url } = await import('@commonseal/protocol');
  const { parseResetRequest } = await import('@commonseal/account-log');
  const page = await tryToAskOnPage(stage, who);
  await expect(wordsShown(page).first()).toBeVisible();
  return {
    page,
    requests: requestsSent(stage).map((request) => parseResetRequest(parseBase64url(request))),
  };
}

/** What a teammate whose page has found the words right reads back. @param part of the page, where several accounts were asked */
export async function typeTrueAnswer(
  page: Page,
  signed: SignedResetRequest,
  part = page.locator('main'),
): Promise<void> {
  const { answer } = await wordsOf(signed);
  await part
    .getByRole('textbox', { name: 'The two words that they read back to you' })
    .fill(answer.join(' '));
  await part.getByRole('button', { name: 'Compare' }).click();
}

/** Of a page on which several accounts were asked: what is about one of them, known by its words. */
export async function partOf(page: Page, signed: SignedResetRequest): Promise<Locator> {
  const { words } = await wordsOf(signed);
  const parts = page.getByRole('region', { name: /^Account \d of/ });
  return words.reduce((found, word) => found.filter({ hasText: word }), parts);
}

/** Waits until the page is in and shows what is there. @returns what it has against that */
export async function goToContent(page: Page): Promise<string> {
  const isIn = page.getByText('You are in again, with your new password');
  const isRefused = page.getByRole('alert');
  await expect(isIn.or(isRefused).first()).toBeVisible({ timeout: 60_000 });
  // The offer of a kit goes away by itself when nothing can be opened.
  const later = page.getByRole('button', { name: 'Later' });
  await expect(later.or(isRefused).first()).toBeVisible();
  await later.click({ timeout: 10_000 }).catch(() => undefined);
  await expect(
    page
      .getByText(/^Up to date, checked/)
      .or(isRefused)
      .first(),
  ).toBeVisible({ timeout: 60_000 });
  return alertsOf(page);
}

/** What whoever has asked is shown of the account that let them in. */
export interface Shown {
  readonly entries: readonly Uint8Array[];
  readonly forged: ForgedReset;
  /** Who reads what is brought in then. */
  readonly name: string;
}

/** The true answer is typed, and from then on another log is shown; whoever is in by it brings something in. */
export async function enterAndBringIn(
  stage: Stage,
  { page, requests }: Asking,
  { entries, forged, name }: Shown,
): Promise<Outcome> {
  const [signed] = requests;
  if (!signed) throw new Error('nothing was asked');
  const { accountId, userId } = signed.request;
  const { epoch, seals, chainBack } = forged;
  await showLog(stage, accountId, entries);
  const seal = seals.find(({ id }) => id === userId)?.seal ?? '';

  stage.hostile.meddle('epochSeals', async () =>
    Answer.json({ seals: [{ epoch, seal }], chainBacks: [{ epoch, chainBack }] }),
  );
  await typeTrueAnswer(page, signed);
  return bringInWhereLetIn(stage, page, { accountId, forged, name });
}

export async function bringInWhereLetIn(
  stage: Stage,
  page: Page,
  spy: { readonly accountId: AccountId; readonly forged: Pick<ForgedReset, 'seeds'>; readonly name: string },
): Promise<Outcome> {
  const told = await goToContent(page);
  if (told === '') await bringSomethingIn(stage, page);
  const read = await readWith(stage.hostile, spy.accountId, spy.forged.seeds);
  return { gained: asGain(spy.name, read.filter(isSecret)), told: told || (await alertsOf(page)) };
}
