import { expect } from '@playwright/test';
import * as journey from '../fixtures/journey.ts';
import { rowOf, somebody } from './person.ts';
import { test } from './stage.ts';

test('imports a file that was chosen while the server was still to answer', async ({ setStage }) => {
  const stage = await setStage();
  const { hostile } = stage;
  let answer = (): void => undefined;
  const held = new Promise<void>((settle) => {
    answer = settle;
  });
  hostile.meddle('batches', async (_exchange, forward) => {
    await held;
    return forward();
  });
  const page = await stage.newDevice();
  await journey.signUp(page, somebody(), hostile.url);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import files' }).first().click();
  const dialog = await chooser;
  // With the answer the page is drawn anew, its buttons too, while the dialog is open.
  answer();
  await expect(page.getByText('Nothing here yet')).toBeVisible();
  await dialog.setFiles({ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('a note') });
  await expect(rowOf(page, 'note.txt')).toBeVisible({ timeout: 60_000 });
});
