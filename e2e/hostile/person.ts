import { type Locator, type Page, expect } from '@playwright/test';
import * as journey from '../fixtures/journey.ts';
import type { Forger } from './crafted-batch.ts';
import type { Stage } from './stage.ts';

export interface Person extends journey.Credentials {
  readonly accountName: string;
}

/** What a phone's browser says that it is. */
export const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';

let people = 0;

/** Somebody who has not signed up yet. */
export function somebody(): Person {
  people += 1;
  const email = `victim-${process.pid}-${Date.now()}-${people}@example.test`;
  return { email, password: `a long enough password ${people}`, accountName: 'Victim & Co' };
}

interface SignedUp {
  readonly person: Person;
  readonly page: Page;
  readonly accountId: string;
}

/** Somebody who has just signed up, and the page that they look at. */
export async function signUp(stage: Stage): Promise<SignedUp> {
  return signUpAs(stage, somebody());
}

export async function signUpAs(stage: Stage, person: Person): Promise<SignedUp> {
  const page = await stage.newDevice();
  await journey.signUp(page, person, stage.hostile.url);
  const answer = stage.hostile.remembered('signUpFinish').at(-1)?.answer;
  if (!answer) throw new Error('nobody signed up');
  const { userId } = answer.json() as { userId: string };
  const { rows: accounts } = await stage.database.query<{ account_id: Buffer }>(
    'select account_id from account_members where user_id = $1',
    [Buffer.from(userId, 'base64url')],
  );
  const accountId = accounts[0]?.account_id.toString('base64url') ?? '';
  return { person, page, accountId };
}

/**
 * Unlocks on a device that has never seen the account, and waits until it says what it makes of it.
 * @param device what kind of machine it is, as browsers tell it
 */
export async function enterOnNewDevice(
  stage: Stage,
  person: Person,
  device?: string,
): Promise<{ readonly page: Page; readonly told: string }> {
  const page = await stage.newDevice(device);
  await journey.tryToUnlock(page, person);
  return { page, told: await toldAbout(page) };
}

/** Waits for the first answer: content that was checked, or a refusal. */
async function toldAbout(page: Page): Promise<string> {
  const isCurrent = page.getByText(/^Up to date, checked/);
  await expect(isCurrent.or(page.getByRole('alert')).first()).toBeVisible({ timeout: 60_000 });
  // The banner about what was refused is drawn with the state that it belongs to.
  return alertsOf(page);
}

/** Everything that the page has to say about things that are not right. */
export async function alertsOf(page: Page): Promise<string> {
  return (await page.getByRole('alert').allTextContents()).join(' ');
}

/** Admits somebody who says that they are a source. */
export async function connectForger(page: Page, { pairingLine }: Forger, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Sources', exact: true }).click();
  await page.getByRole('button', { name: 'Connect a source' }).first().click();
  await page.getByRole('textbox', { name: 'Pairing line' }).fill(pairingLine);
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('textbox', { name: 'Enrolment line' })).toBeVisible();
  await dialog
    .getByRole('button', { name: /Done|Close/ })
    .first()
    .click();
  await page.getByRole('link', { name: 'Content', exact: true }).click();
}

/** Takes the right to deliver away from a source. */
export async function withdrawSource(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Sources', exact: true }).click();
  await page.getByRole('button', { name: `Withdraw ${name}` }).click();
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: /Withdraw/ })
    .click();
  await expect(page.getByRole('article', { name }).getByText('Withdrawn').first()).toBeVisible();
}

/** One file of text a batch: each import is one. */
export async function importText(page: Page, name: string, text: string | Uint8Array): Promise<void> {
  const before = await rows(page).count();
  await journey.importFiles(page, { name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await expect(rows(page)).toHaveCount(before + 1, { timeout: 60_000 });
}

export async function importTexts(page: Page, texts: Readonly<Record<string, string>>): Promise<void> {
  const files = Object.entries(texts).map(([name, text]) => ({
    name,
    mimeType: 'text/plain',
    buffer: Buffer.from(text),
  }));
  const before = await rows(page).count();
  await journey.importFiles(page, files);
  await expect(rows(page)).toHaveCount(before + files.length, { timeout: 60_000 });
}

export function rows(page: Page): Locator {
  return page.getByRole('list', { name: 'Content' }).getByRole('link');
}

export function rowOf(page: Page, title: string): Locator {
  return rows(page).filter({ hasText: title });
}

/** What a person sees who opens an item: its text, or why there is none. */
export async function readText(
  page: Page,
  title: string,
): Promise<{ readonly text: string | undefined; readonly told: string }> {
  await rowOf(page, title).first().click();
  const item = page.getByRole('article');
  const text = item.getByRole('region', { name: 'Text' }).locator('pre');
  await expect(text.or(item.getByRole('alert')).first()).toBeVisible({ timeout: 60_000 });
  return (await text.count()) > 0
    ? { text: await text.innerText(), told: '' }
    : { text: undefined, told: (await item.getByRole('alert').allTextContents()).join(' ') };
}

/** Asks for the open item as a file, and waits for what comes of it. */
export async function tryToDownload(
  page: Page,
): Promise<{ readonly bytes: Buffer | undefined; readonly told: string }> {
  const download = journey.downloadItem(page).catch(() => undefined);
  const refusal = page.getByRole('article').locator('header').getByRole('alert');
  await Promise.race([download, refusal.waitFor({ timeout: 60_000 })]);
  return (await refusal.count()) > 0
    ? { bytes: undefined, told: await refusal.innerText() }
    : { bytes: (await download)?.bytes, told: '' };
}

/** What the Sources page says of a source; of the only one when no name is given. */
export async function sourceCard(page: Page, name?: string): Promise<Locator> {
  await page.getByRole('link', { name: 'Sources', exact: true }).click();
  const card = page.getByRole('article', name === undefined ? {} : { name });
  await expect(card).toBeVisible();
  return card;
}
