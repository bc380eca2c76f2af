import type { Page } from '@playwright/test';
import { CountingServer } from '../fixtures/counting-server.ts';
import { type HtmlAttack, htmlAttacks } from '../fixtures/html-attacks.ts';
import {
  expectItemCount,
  importFiles,
  messageFrame,
  openEachItem,
  openItem,
  signUp,
} from '../fixtures/journey.ts';
import { whole } from '../fixtures/sample.ts';
import { expect, test as base } from '../fixtures/test.ts';

const test = base.extend<{ stranger: CountingServer; attacks: readonly HtmlAttack[] }>({
  stranger: async ({}, use) => {
    const stranger = await CountingServer.start();
    await use(stranger);
    await stranger.stop();
  },
  attacks: async ({ stranger }, use) => {
    await use(htmlAttacks((name) => `${stranger.origin}/${name}`));
  },
});

const person = { email: 'html@example.test', password: 'a long enough password', accountName: 'Reader' };

/** The words before them show that the message is on the screen. */
function pageWith(name: string, attacks: readonly HtmlAttack[]): string {
  return [`<p>Begin of ${name}</p>`, ...attacks.map(({ html }) => html)].join('\r\n');
}

/** Several to a page, but those alone that need a press. */
function inGroups(attacks: readonly HtmlAttack[]): ReadonlyMap<string, readonly HtmlAttack[]> {
  const pages = new Map<string, HtmlAttack[]>();
  const [pressed, others] = [attacks.filter(({ click }) => click), attacks.filter(({ click }) => !click)];
  for (const attack of pressed) pages.set(attack.name, [attack]);
  for (let start = 0; start < others.length; start += 8) {
    pages.set(`group-${start}`, others.slice(start, start + 8));
  }
  return pages;
}

function mailWith(subject: string, html: string): string {
  return [
    'From: Stranger <stranger@example.test>',
    `Subject: ${subject}`,
    'Date: Tue, 05 Mar 2024 10:15:00 +0100',
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    '',
    html,
  ].join('\r\n');
}

function file(name: string, mimeType: string, text: string) {
  return { name, mimeType, buffer: Buffer.from(text) };
}

/** A script that ran anywhere in the page would have told its window. */
async function listenForScripts(page: Page): Promise<() => Promise<unknown>> {
  await page.evaluate(() => {
    addEventListener('message', ({ data }) => {
      if (data === 'ran') Reflect.set(globalThis, 'ranSomewhere', true);
    });
  });
  return () => page.evaluate(() => Reflect.get(globalThis, 'ranSomewhere') ?? localStorage.getItem('ran'));
}

/** A link that leads out is told to the person first; the others lead nowhere. */
async function pressInFrame(page: Page, leadsOut: boolean): Promise<void> {
  await messageFrame(page).getByText('press').click();
  const dialog = page.getByRole('dialog');
  if (leadsOut) await dialog.getByRole('button', { name: 'Stay here' }).click();
  await expect(dialog).toHaveCount(0);
}

test('opens HTML without asking anybody and without running anything of it', async ({
  page,
  server,
  stranger,
  attacks,
}) => {
  test.setTimeout(180_000);
  await signUp(page, person);
  const groups = inGroups(attacks);
  const everything = pageWith('everything', attacks);
  await importFiles(page, [
    ...Array.from(groups, ([name, group]) => file(`${name}.html`, 'text/html', pageWith(name, group))),
    file('everything.eml', 'message/rfc822', mailWith('Everything at once', everything)),
  ]);
  await expectItemCount(page, groups.size + 1);
  const whatRan = await listenForScripts(page);
  const frame = messageFrame(page);

  await openEachItem(page, groups.size + 1, async (title) => {
    const name = title === 'Everything at once' ? 'everything' : title.replace('.html', '');
    await expect(frame.getByText(`Begin of ${name}`)).toBeVisible();
    const click = groups.get(name)?.[0]?.click;
    if (click === 'link') await pressInFrame(page, name === 'link');
    if (click === 'button') await expect(frame.getByRole('button')).toHaveCount(0);
    expect(stranger.asked, name).toEqual([]);
  });
  await openItem(page, /Everything at once/);
  await expect(page.getByText(/\d\d remote references blocked/)).toBeVisible();

  expect(await whatRan()).toBeNull();
  for (const { url } of page.frames().map((inner) => ({ url: inner.url() }))) {
    expect(new URL(url).origin).toBe(server.url);
  }
  expect(stranger.asked).toEqual([]);
  expect(stranger.connections).toBe(0);

  // The one link that a person may follow: on purpose, in a tab that knows nothing of this one.
  await openItem(page, /(?<![\w-])link\.html/, 'link.html');
  await frame.getByText('press').click();
  const opening = page.waitForEvent('popup');
  await page.getByRole('dialog').getByRole('button', { name: 'Open in a new tab' }).click();
  const opened = await opening;
  await expect.poll(() => stranger.asked).toContain('link');
  expect(await opened.evaluate(() => [globalThis.opener, document.referrer])).toEqual([null, '']);
});

test('counts the references that it did not follow', async ({ page, stranger }) => {
  await signUp(page, { ...person, email: 'counted@example.test' });
  const url = (name: string) => `${stranger.origin}/${name}`;
  const three = `<p>Newsletter</p><img src="${url('a')}"><img src="${url('b')}"><p style="background:url(${url('c')})">x</p>`;
  const pixel =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await importFiles(page, [
    file('three.eml', 'message/rfc822', mailWith('Three of them', three)),
    file(
      'own.eml',
      'message/rfc822',
      mailWith('Its own picture', `<p>Own</p><img alt="own" src="data:image/png;base64,${pixel}">`),
    ),
  ]);
  await expectItemCount(page, 2);
  await openItem(page, /Three of them/);
  await expect(page.getByText('3 remote references blocked')).toBeVisible();
  await openItem(page, /Its own picture/);
  const own = messageFrame(page).getByRole('img', { name: 'own' });
  await expect.poll(() => own.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
  await expect(page.getByText(/remote references? blocked/)).toHaveCount(0);
  expect(stranger.asked).toEqual([]);
});

test('would notice: as an ordinary page, each of these attacks does ask the stranger', {
  tag: whole,
}, async ({ browser, stranger, attacks }) => {
  test.setTimeout(120_000);
  const context = await browser.newContext();
  const quiet: string[] = [];
  let ordinary = await context.newPage();
  for (const attack of attacks.filter(({ isUnseen }) => isUnseen !== true)) {
    stranger.pages.set(`page/${attack.name}`, pageWith(attack.name, [attack]));
    await ordinary.goto(`${stranger.origin}/page/${attack.name}`, { waitUntil: 'commit' });
    if (attack.click) await ordinary.getByText('press').click({ noWaitAfter: true });
    const hasAsked = () => stranger.asked.some((path) => path.split(/[?#]/, 1)[0] === attack.name);
    await expect
      .poll(hasAsked, { timeout: 3_000, intervals: [20] })
      .toBe(true)
      .catch(() => quiet.push(attack.name));
    if (!attack.leavesPage) continue;
    // What is on its way elsewhere would come in the way of the next one.
    await ordinary.waitForURL((url) => url.pathname === `/${attack.name}`);
    await ordinary.close();
    ordinary = await context.newPage();
  }
  expect(quiet).toEqual([]);
  await context.close();
});
