import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import { CountingServer } from '../fixtures/counting-server.ts';
import {
  contentFolder,
  expectItemCount,
  filesIn,
  importFiles,
  messageFrame,
  openEachItem,
  openItem,
  signUp,
} from '../fixtures/journey.ts';
import { expectAccessible } from '../fixtures/looks.ts';
import { isChosen, whole } from '../fixtures/sample.ts';
import { expect, test } from '../fixtures/test.ts';
import {
  type Kind,
  drawnPdf,
  expectMessage,
  expectNotShown,
  expectPicture,
  kindOfFile,
} from '../fixtures/viewers.ts';

const samples = join(import.meta.dirname, '../fixtures/samples');
const password = 'a long enough password';

/** The PDFs of the two folders that ask for a password of their own, and those that are damaged. */
const lockedPdfs: Readonly<Record<string, string>> = {
  'locked.pdf': 'open sesame',
  'libreoffice-writer-password.pdf': 'openpassword',
};
const damagedPdfs = new Set(['damaged.pdf']);

async function arrive(page: Page, email: string, files: Parameters<typeof importFiles>[1], count: number) {
  await signUp(page, { email, password, accountName: 'Reader & Co' });
  await importFiles(page, files);
  await expectItemCount(page, count);
  await page.getByRole('region', { name: 'Import' }).getByRole('button', { name: 'Close' }).click();
}

async function givePdfPassword(page: Page, given: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Password of this PDF' }).fill(given);
  await page.getByRole('form', { name: 'Password of the PDF' }).getByRole('button', { name: 'Open' }).click();
}

/** Whether the kind that a file is of is seen in the viewer for it; what is worth counting besides. */
async function lookAt(page: Page, kind: Kind, name: string): Promise<string> {
  switch (kind) {
    case 'e-mail':
      return `e-mail, ${await expectMessage(page)}`;
    case 'PDF': {
      if (damagedPdfs.has(name)) {
        await expect(page.getByText('This PDF is damaged')).toBeVisible();
        await expect(page.getByRole('button', { name: 'Download', exact: true })).toBeEnabled();
        return 'PDF, damaged';
      }
      const own = lockedPdfs[name];
      if (own !== undefined) await givePdfPassword(page, own);
      const { pageHasInk, words } = await drawnPdf(page);
      expect.soft(pageHasInk || words !== '', `${name} is empty`).toBe(true);
      return `PDF, ${words === '' ? 'pictures alone' : 'with words'}`;
    }
    case 'picture':
      await expectPicture(page, name);
      return kind;
    case 'table':
      await expect(page.getByRole('table').getByRole('row').nth(1)).toBeVisible();
      return kind;
    case 'data':
      await expect(
        page.getByRole('table').or(page.getByRole('region', { name: 'Values, scrolls' })),
      ).toBeVisible();
      return kind;
    case 'web page':
    case 'markdown':
      await expect(messageFrame(page).locator('body')).not.toBeEmpty();
      return kind;
    case 'drawing': {
      const drawing = messageFrame(page).getByRole('img');
      await expect
        .poll(() => drawing.evaluate((image) => (image as HTMLImageElement).naturalWidth))
        .toBeGreaterThan(0);
      return kind;
    }
    case 'text':
      await expect(page.locator('article pre').or(page.getByText('This file is empty.'))).toBeVisible();
      return kind;
    case 'none':
      await expectNotShown(page);
      return 'not viewable';
  }
}

test('every file opens in the viewer for its kind, or says that there is none', async ({ page }) => {
  test.setTimeout(240_000);
  const { folder, isCorpus } = contentFolder();
  const all = await filesIn(folder);
  const files = isCorpus ? all.toSorted().filter((_, at) => isChosen(at, 6)) : all;
  // Of a third of the corpus a third is asked.
  const share = files.length / all.length;
  const kindByName = new Map(files.map((file) => [basename(file), kindOfFile(file)]));
  await arrive(page, 'corpus@example.test', files, files.length);
  const counts = new Map<string, number>();
  await openEachItem(page, files.length, async (title) => {
    // Messages go by their subjects, all else by their names.
    const kind = kindByName.get(title) ?? 'e-mail';
    const seen = await lookAt(page, kind, title);
    counts.set(seen, (counts.get(seen) ?? 0) + 1);
  });
  for (const [seen, count] of counts)
    test
      .info()
      .annotations.push({ type: `${isCorpus ? 'corpus' : 'own samples'}: ${seen}`, description: `${count}` });
  const countOf = (start: string) =>
    [...counts].reduce((sum, [seen, count]) => sum + (seen.startsWith(start) ? count : 0), 0);
  expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(files.length);
  expect(countOf('e-mail')).toBeGreaterThanOrEqual(isCorpus ? Math.floor(100 * share) : 5);
  expect(countOf('e-mail, formatted')).toBeGreaterThanOrEqual(isCorpus ? Math.floor(5 * share) : 2);
  expect(countOf('PDF')).toBeGreaterThanOrEqual(isCorpus ? Math.floor(25 * share) : 4);
  expect(countOf('PDF, with words')).toBeGreaterThanOrEqual(isCorpus ? Math.floor(15 * share) : 3);
  expect(countOf('text') + countOf('markdown')).toBeGreaterThanOrEqual(isCorpus ? Math.floor(3 * share) : 9);
  if (isCorpus) return;
  expect(countOf('picture')).toBeGreaterThanOrEqual(6);
  expect(countOf('table')).toBeGreaterThanOrEqual(3);
  expect(countOf('not viewable')).toBeGreaterThanOrEqual(2);
});

test('each viewer does its work, with the mouse, the keyboard and in every look', { tag: whole }, async ({
  page,
}) => {
  test.setTimeout(480_000);
  const files = await filesIn(samples);
  await arrive(page, 'samples@example.test', files, files.length);
  const letters = page.getByRole('combobox', { name: 'Text encoding' });
  const plain = page.locator('article pre');
  const showAs = (look: string) => page.getByRole('radio', { name: look }).click();

  await test.step('texts in the letters that they were written in', async () => {
    for (const [name, words] of [
      ['latin-1.txt', 'Café, garçon, Straße.'],
      ['utf-16.txt', 'Two bytes each: żółw.'],
      ['utf-16-unmarked.txt', 'Two bytes each, without a mark.'],
      ['iso-2022-jp.txt', 'こんにちは、世界。'],
    ] as const) {
      await openItem(page, name);
      await expect(plain).toHaveText(words);
    }
    for (const [name, set, words] of [
      ['koi8-r.txt', 'koi8-r', 'Привет, мир.'],
      ['shift-jis.txt', 'shift_jis', 'こんにちは、世界。'],
      ['gb18030.txt', 'gb18030', '你好，世界。'],
    ] as const) {
      await openItem(page, name);
      await expect(plain).not.toHaveText(words);
      await letters.selectOption(set);
      await expect(plain).toHaveText(words);
    }
    await openItem(page, /手紙/);
    await expect(page.getByText('お元気ですか。')).toBeVisible();
  });

  await test.step('a PDF: pages, zoom, find, links; drawn from words that a worker read', async () => {
    await openItem(page, 'chapters.pdf');
    expect(await drawnPdf(page)).toMatchObject({
      pageHasInk: true,
      words: expect.stringContaining('the harbour'),
    });
    expect(page.workers().some((worker) => worker.url().includes('pdf.worker'))).toBe(true);
    expect(await page.evaluate(() => Reflect.get(globalThis, 'pdfjsWorker'))).toBeUndefined();
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await page.getByRole('textbox', { name: 'Find in this document' }).fill('HARBOUR');
    const found = page.getByRole('search').getByRole('status');
    await expect(found).toHaveText('1 of 2');
    await page.keyboard.press('Enter');
    await expect(found).toHaveText('2 of 2');
    await expect(page.getByRole('group', { name: 'Page 3' })).toBeInViewport();
    await expectAccessible(page, 'PDF with find');
    await page.getByRole('button', { name: 'Close find' }).click();
    const number = page.getByRole('textbox', { name: 'Page' });
    await number.fill('1');
    await number.press('Enter');
    await expect(page.getByRole('group', { name: 'Page 1' })).toBeInViewport();
    const zoom = page.getByRole('status', { name: 'Zoom level' });
    await page.getByRole('button', { name: '100 %' }).click();
    await expect(zoom).toHaveText('100 %');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await expect(zoom).toHaveText('125 %');
    await page.getByRole('button', { name: 'Link to https://example.test/more' }).click();
    await expect(page.getByRole('dialog', { name: 'Open example.test?' })).toBeVisible();
    await page.getByRole('button', { name: 'Stay here' }).click();
    await page.getByRole('button', { name: 'Go to another place in this document' }).click();
    await expect(page.getByRole('group', { name: 'Page 3' })).toBeInViewport();
  });

  await test.step('a PDF with a password of its own: wrong, given up, right', async () => {
    await openItem(page, 'locked.pdf');
    await expect(page.getByRole('textbox', { name: 'Password of this PDF' })).toBeFocused();
    await expectAccessible(page, 'PDF that asks for a password');
    await givePdfPassword(page, 'wrong');
    await expect(page.getByText('That is not the password of this PDF.')).toBeVisible();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByText('This PDF is locked with a password', { exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Download', exact: true })).toBeEnabled();
    await page.getByRole('button', { name: 'Enter the password' }).click();
    await givePdfPassword(page, 'open sesame');
    expect((await drawnPdf(page)).words).toContain('Behind the password');
  });

  await test.step('attachments in place, a message within a message, and the way back', async () => {
    await openItem(page, /Fwd: papers/);
    await expect(messageFrame(page).getByText('papers')).toBeVisible();
    await showAs('Plain text');
    await expect(plain).toHaveText('Dear Bo, see the papers.\n\nfirst & last');
    await expectAccessible(page, 'message with attachments');
    await page.getByRole('button', { name: /^Open attachment-1\.eml/ }).click();
    const inner = page.getByRole('region', { name: 'Attachment attachment-1.eml' });
    await expect(inner.getByRole('heading', { level: 3, name: /attachment-1\.eml/ })).toBeFocused();
    await expect(inner.getByText('The letter within', { exact: true }).first()).toBeVisible();
    await expect(inner.getByText('The words of the letter within.')).toBeVisible();
    await expectAccessible(page, 'message within a message');
    await inner.getByRole('button', { name: /^Open numbers\.csv/ }).click();
    await expect(page.getByRole('cell', { name: '12.00' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: /^Open numbers\.csv/ })).toBeFocused();
    await page.getByRole('button', { name: 'Back to the message' }).click();
    await expect(page.getByRole('button', { name: /^Open attachment-1\.eml/ })).toBeFocused();
    await page.getByRole('button', { name: /^Open picture\.png/ }).click();
    await expectPicture(page, 'picture.png');
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save picture.png' }).click();
    expect((await saving).suggestedFilename()).toBe('picture.png');
    await page.getByRole('button', { name: 'Back to the message' }).click();
    await page.getByRole('button', { name: /^Open greeting\.txt/ }).click();
    await expect(plain).toHaveText('Good day.');
    await page.getByRole('button', { name: 'Back to the message' }).click();
    await expect(page.getByText('bundle.zip')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Open bundle\.zip/ })).toHaveCount(0);
  });

  await test.step('tables and data', async () => {
    await openItem(page, 'orders.csv');
    await expect(page.getByRole('columnheader', { name: 'Betrag' })).toBeVisible();
    await expect(page.getByRole('cell', { name: 'Müller & Söhne' })).toBeVisible();
    await expect(page.getByText('2 rows. Separated by semicolons.')).toBeVisible();
    await expectAccessible(page, 'table');
    await showAs('Plain text');
    await expect(plain).toContainText('Kunde;Betrag;Bemerkung');
    await openItem(page, 'people.json');
    await expect(page.getByRole('cell', { name: '12345678901234567890' })).toBeVisible();
    await openItem(page, 'settings.json');
    await page.getByText('2 values').click();
    const values = page.getByRole('region', { name: 'Values, scrolls' });
    await expect(values.getByText('Letters')).toHaveCount(0);
    await expectAccessible(page, 'data');
    await openItem(page, 'guide.md');
    await expect(messageFrame(page).getByRole('heading', { name: 'A small guide' })).toBeVisible();
    await expect(page.getByText('1 remote reference blocked')).toBeVisible();
    await expectAccessible(page, 'Markdown');
  });

  await test.step('pictures', async () => {
    await openItem(page, 'picture.png');
    await expectPicture(page, 'picture.png');
    await expectAccessible(page, 'picture');
    await page
      .getByRole('region', { name: /^Picture/ })
      .last()
      .press('1');
    await page.keyboard.press('+');
    await expect(page.getByRole('status', { name: 'Zoom level' })).toHaveText('125 %');
  });
});

test('nothing of what others wrote asks anybody, in whichever viewer', { tag: whole }, async ({ page }) => {
  const stranger = await CountingServer.start();
  const at = (name: string) => `${stranger.origin}/${name}`;
  const html = (name: string) =>
    `<p>Words of ${name}</p><img src="${at(`${name}-image`)}"><link rel="stylesheet" href="${at(`${name}-style`)}"><script src="${at(`${name}-script`)}"></script><style>p{background:url(${at(`${name}-css`)})}</style><iframe src="${at(`${name}-frame`)}"></iframe>`;
  const letter = [
    'From: Stranger <stranger@example.test>',
    'Subject: Look here',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    '--b',
    'Content-Type: text/html',
    '',
    html('letter'),
    '--b',
    'Content-Type: text/html; name="inner.html"',
    'Content-Disposition: attachment; filename="inner.html"',
    '',
    html('inner'),
    '--b--',
  ].join('\r\n');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90" onload="fetch('${at('svg-load')}')"><script>fetch('${at('svg-script')}')</script><style>@import url(${at('svg-import')});</style><image href="${at('svg-image')}" width="9" height="9"/><rect width="90" height="90" fill="green"/></svg>`;
  const markdown = `# Words of notes\n\n![pixel](${at('md-image')})\n\n${html('md')}\n`;
  const pdf = [
    '%PDF-1.4',
    `1 0 obj <</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(${at('pdf-open')})>>/AA<</WC<</S/JavaScript/JS(app.launchURL\\("${at('pdf-script')}"\\))>>>>>> endobj`,
    '2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj',
    `3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Resources<</XObject<</X 4 0 R>>>>/Contents 5 0 R/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 50 50]/A<</S/SubmitForm/F(${at('pdf-form')})>>>>]>> endobj`,
    `4 0 obj <</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/F<</FS/URL/F(${at('pdf-stream')})>>/Length 1>> stream\nx\nendstream endobj`,
    '5 0 obj <</Length 38>> stream\n0 0 1 rg 10 10 80 80 re f /X Do       \nendstream endobj',
    'trailer <</Root 1 0 R>>',
  ].join('\n');
  const file = (name: string, mimeType: string, text: string) => ({
    name,
    mimeType,
    buffer: Buffer.from(text),
  });
  await arrive(
    page,
    'nobody-asked@example.test',
    [
      file('letter.eml', 'message/rfc822', letter),
      file('page.html', 'text/html', html('page')),
      file('notes.md', 'text/markdown', markdown),
      file('drawing.svg', 'image/svg+xml', svg),
      file('form.pdf', 'application/pdf', pdf),
    ],
    5,
  );
  const frame = messageFrame(page);
  await openItem(page, 'Look here');
  await expect(frame.getByText('Words of letter')).toBeVisible();
  await expect(page.getByText(/[3-9] remote references blocked/)).toBeVisible();
  await page.getByRole('button', { name: /^Open inner\.html/ }).click();
  await expect(frame.getByText('Words of inner')).toBeVisible();
  await openItem(page, 'page.html');
  await expect(frame.getByText('Words of page')).toBeVisible();
  await openItem(page, 'notes.md');
  await expect(frame.getByText('Words of md')).toBeVisible();
  await openItem(page, 'drawing.svg');
  const drawing = frame.getByRole('img');
  await expect.poll(() => drawing.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(90);
  await openItem(page, 'form.pdf');
  expect((await drawnPdf(page)).pageHasInk).toBe(true);
  await expect(page.getByRole('button', { name: /^Link to/ })).toHaveCount(0);
  expect(stranger.asked).toEqual([]);
  expect(stranger.connections).toBe(0);
  await stranger.stop();
});
