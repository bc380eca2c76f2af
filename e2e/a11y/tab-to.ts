import { type Locator, type Page, expect } from '@playwright/test';

const mostPresses = 40;

/** Presses Tab until something has the focus, as somebody does who sees where it is. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted.first()).toBeAttached();
  for (let presses = 0; presses < mostPresses; presses += 1) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluateAll((all) => all.includes(document.activeElement as HTMLElement))) return;
  }
  throw new Error(`Tab did not reach ${String(wanted)}`);
}
