import { type BrowserContext, type Page, expect } from '@playwright/test';
import { whole } from '../fixtures/sample.ts';
import { bringIn } from '../fixtures/bring-in.ts';
import { Answer } from '../hostile/answer.ts';
import { HostileServer } from '../hostile/hostile-server.ts';
import { type Credentials, expectItemCount, signUp, tryToUnlock } from '../fixtures/journey.ts';
import { openDevice, otherDevice, textFileOf } from '../fixtures/teammates.ts';
import { test as base } from '../fixtures/test.ts';

const password = 'a long enough password';
const soon = { timeout: 10_000 };

/** Stands between the browser and the server: sees, cuts and refuses streams. */
const test = base.extend<{ readonly between: HostileServer }>({
  between: async ({ server }, use) => {
    const between = await HostileServer.start(server.port);
    await use(between);
    await between.stop();
  },
  baseURL: async ({ between }, use) => use(between.url),
});

const items = (page: Page) => page.getByRole('list', { name: 'Content' }).getByRole('link');

/** Pages of which nothing is done every few seconds: they show what they are told, and nothing else. */
async function stopAsking(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const original = globalThis.setInterval;
    const patient = (work: () => void, everyMs = 0) => (everyMs < 5_000 ? original(work, everyMs) : 0);
    Reflect.set(globalThis, 'setInterval', patient);
  });
}

async function open(page: Page, person: Credentials): Promise<void> {
  await page.goto('/unlock');
  await tryToUnlock(page, person);
  await expect(page.getByText(/^Up to date, checked/)).toBeVisible({ timeout: 60_000 });
}

test('what another device delivers shows in all tabs at once, over one stream that comes back when it is cut', {
  tag: whole,
}, async ({ page, browser, server, between, complaints }) => {
  test.setTimeout(240_000);
  complaints.allow(/Failed to load resource: net::ERR_/);
  const person = { email: 'live@live.test', password, accountName: 'Live' };
  await signUp(page, person);
  await page.close();
  const device = await otherDevice(server, person);

  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC', baseURL: between.url });
  await complaints.watch(context);
  await stopAsking(context);
  const tabs = [await context.newPage(), await context.newPage()] as const;
  for (const tab of tabs) await open(tab, person);
  const [first, second] = tabs;
  await expect.poll(() => between.openStreams).toBe(1);

  await bringIn(device, [textFileOf('one.txt', 'one')]);
  for (const tab of tabs) await expect(items(tab)).toHaveCount(1, soon);
  // The second tab has signed in since, so the stream was begun anew; there is never another beside it.
  await expect.poll(() => between.openStreams).toBe(1);

  // So does what happens to the account itself.
  await first.getByRole('link', { name: 'Activity', exact: true }).click();
  await device.rotateAccountKey();
  await expect(first.getByText('You replaced the account key', { exact: false })).toBeVisible(soon);
  await first.getByRole('link', { name: 'Content', exact: true }).click();

  // And that somebody asks to be let back in, of which the account's record says nothing.
  await (await openDevice(server)).askToBeLetBackIn({ email: person.email, newPassword: password });
  for (const tab of tabs) await expect(tab.getByText('Somebody asks to be let in as you')).toBeVisible(soon);

  // Cut, the stream comes back, and says what it had already said to nobody.
  between.cutStreams();
  await bringIn(device, [textFileOf('two.txt', 'two')]);
  for (const tab of tabs) await expect(items(tab)).toHaveCount(2, { timeout: 20_000 });
  await expect.poll(() => between.openStreams).toBe(1);
  const resumed = between.remembered('accountEvents').at(-1)?.headers['last-event-id'];
  expect(resumed).toMatch(/^\d+\.\d+\.\d+$/);

  // The tab that had it is closed: the other one takes over.
  await first.close();
  await expect.poll(() => between.openStreams, { timeout: 20_000 }).toBe(1);
  await bringIn(device, [textFileOf('three.txt', 'three')]);
  await expect(items(second)).toHaveCount(3, soon);

  await second.getByRole('button', { name: 'Lock', exact: true }).click();
  await expect.poll(() => between.openStreams).toBe(0);
  await context.close();
});

test('where streams are refused, the page asks by itself', { tag: whole }, async ({
  page,
  server,
  between,
  complaints,
}) => {
  test.setTimeout(180_000);
  complaints.expect(/Failed to load resource: the server responded with a status of 404/);
  between.meddle('accountEvents', async () => Answer.error(404, 'not_found'));
  const person = { email: 'polling@live.test', password, accountName: 'Polling' };
  await signUp(page, person);
  const device = await otherDevice(server, person);
  await bringIn(device, [textFileOf('one.txt', 'one')]);
  await expectItemCount(page, 1);
  expect(between.openStreams).toBe(0);
  expect(between.remembered('accountEvents').length).toBeGreaterThan(0);
});
