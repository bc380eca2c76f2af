import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { readPrinted } from '../fixtures/printed.ts';
import { toIndexedPng } from './indexed-png.ts';

const folder = resolve(import.meta.dirname, '../../docs/screenshots');
/** The day on which all pictures are taken. */
export const pictureDay = '2026-03-10T09:00:00Z';

export const pictureSizes = [
  { size: 'desktop', viewport: { width: 1280, height: 800 } },
  { size: 'phone', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
] as const;

/** The first page that is printed, as a PDF of all of them and as a picture. */
export async function keepPrinted(page: Page, name: string): Promise<void> {
  const pdf = await page.pdf({ format: 'A4' });
  const browser = page.context().browser();
  const [printed] = browser === null ? [] : await readPrinted(browser, pdf, 2);
  if (printed === undefined) throw new Error('nothing was printed');
  await writeFile(join(folder, `${name}-printed.pdf`), pdf);
  await writeFile(join(folder, `${name}-printed.png`), toIndexedPng(printed.png));
}

/** What the page shows now, light and dark. */
export async function takePictures(page: Page, name: string, size: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await showPictureDay(page);
    await page.evaluate(settleAnimations);
    const path = join(folder, `${name}-${size}-${colorScheme}.png`);
    const picture = await page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' });
    await writeFile(path, toIndexedPng(picture));
  }
}

/** Whatever has just opened is there; what turns for ever is not waited for. */
async function settleAnimations(): Promise<void> {
  const ending = document
    .getAnimations()
    .filter((each) => each.effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(ending.map(({ finished }) => finished));
}

/** Times of the server, the connector and the worker are those of today and the days to come: in the pictures they are not. */
async function showPictureDay(page: Page): Promise<void> {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
  const dayMs = 24 * 60 * 60_000;
  const daysAhead = Array.from({ length: 92 }, (_, days) =>
    [Date.now(), Date.parse(pictureDay)].map((timeMs) => format.format(timeMs + days * dayMs)),
  );
  await page.evaluate((days) => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const words = text.textContent ?? '';
      // The 9th stands in the 19th too.
      const [from, to = ''] = days.findLast(([day = '']) => words.includes(day)) ?? [];
      if (from !== undefined) text.textContent = words.replace(from, to).replace(/, \d\d:\d\d$/, ', 09:00');
      else if (/^\d\d:\d\d$/.test(words)) text.textContent = '09:00';
      else if (/(?:checked|yet at) \d\d:\d\d/.test(words))
        text.textContent = words.replace(/\d\d:\d\d/, '09:00');
    }
  }, daysAhead);
}
