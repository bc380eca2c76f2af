import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { whole } from '../fixtures/sample.ts';
import { temporaryFolder } from '../fixtures/journey.ts';
import { PlainBrowser } from '../fixtures/plain-browser.ts';
import { expect, testWithOwnServer as test } from '../fixtures/test.ts';

const mebibyte = 1024 * 1024;
/** A gigabyte, unless somebody who is in a hurry says otherwise. */
const fileBytes = Number(process.env['COMMONSEAL_LARGE_FILE_MIB'] ?? 1024) * mebibyte;
/** A gigabyte on a machine that is busy with other things. */
const longMs = 600_000;
/** Of it, some 130 MB are the browser's own code. */
const mostMemoryBytes = 400_000_000;

/** Bytes that no compression shortens, written piece by piece. */
async function writeLargeFile(path: string): Promise<void> {
  const file = await open(path, 'w');
  for (let at = 0; at < fileBytes; at += 8 * mebibyte) await file.write(randomBytes(8 * mebibyte));
  await file.close();
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

const isPastPercent = (percent: number) =>
  `Number(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow') ?? 0) > ${percent}`;

async function signIn(browser: PlainBrowser, action: string): Promise<void> {
  await browser.type('E-mail', 'large@example.test');
  await browser.type('Password', 'a long enough password');
  if (action === 'Create account') await browser.type('Account name', 'Film archive');
  await browser.press(action);
  if (action === 'Create account') {
    await browser.untilText('Make a recovery kit');
    await browser.press('Later');
  }
  await browser.untilText('All content');
}

/** A download has another name until it is whole. */
async function savedFile(folder: string): Promise<string> {
  const find = async () => (await readdir(folder)).find((name) => name === 'film.bin') ?? '';
  await expect.poll(find, { timeout: longMs }).not.toBe('');
  return join(folder, await find());
}

test('imports a large file and saves it again, each stopped once and gone on with, in little memory', {
  tag: whole,
}, async ({ server }) => {
  test.setTimeout(fileBytes > 256 * mebibyte ? 30 * 60_000 : 6 * 60_000);
  expect(fileBytes).toBeGreaterThanOrEqual(64 * mebibyte);
  const [folder, downloads] = [await temporaryFolder('large'), await temporaryFolder('downloads')];
  const path = join(folder, 'film.bin');
  await writeLargeFile(path);
  const browser = await PlainBrowser.open(`${server.url}/sign-up`, downloads);
  const samples: number[] = [];
  const sampling = setInterval(() => samples.push(browser.residentBytes()), 200);
  try {
    await test.step('import, stopped at a third and gone on with after a reload', async () => {
      await signIn(browser, 'Create account');
      await browser.chooseFile(path);
      await browser.until(isPastPercent(33), longMs);
      await browser.press('Stop importing');
      await browser.untilText('Go on');
      await browser.reload();
      await signIn(browser, 'Unlock');
      await browser.untilText('The import of film.bin was interrupted');
      await browser.chooseFile(path);
      await browser.untilText('1 file imported', longMs);
    });
    await test.step('save, stopped at a third and gone on with', async () => {
      await browser.press('film.bin');
      await browser.press('Download');
      await browser.until(isPastPercent(33), longMs);
      await browser.press('Stop the download');
      await browser.press('Go on with the download');
      const saved = await savedFile(downloads);
      expect((await stat(saved)).size).toBe(fileBytes);
      expect(await hashOf(saved)).toBe(await hashOf(path));
    });
    if (process.platform === 'linux') {
      const highest = Math.max(...samples);
      test.info().annotations.push({
        type: 'memory of the page',
        description: `${Math.round(highest / 1e6)} MB at most, of ${samples.length} samples`,
      });
      expect(samples.filter((bytes) => bytes > 0).length).toBeGreaterThan(20);
      expect(highest).toBeLessThan(mostMemoryBytes);
    }
  } finally {
    clearInterval(sampling);
    await browser.close();
    await rm(folder, { recursive: true });
    await rm(downloads, { recursive: true });
  }
});
