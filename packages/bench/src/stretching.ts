import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from '@playwright/test';
import type { AppRig } from './app-rig.ts';

const script = fileURLToPath(new URL('stretching-page.ts', import.meta.url));

declare const stretching: Promise<() => number>;

/** The stretching of a password alone, in a page of the same browser that has nothing else to do. */
export class Stretching {
  readonly #context: BrowserContext;
  readonly #page: Page;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.#page = page;
  }

  static async open(rig: AppRig): Promise<Stretching> {
    const context = await rig.browser.newContext();
    const page = await context.newPage();
    await page.addScriptTag({ content: await rig.pageScript(script) });
    const opened = new Stretching(context, page);
    // The first one compiles.
    await opened.measure();
    return opened;
  }

  /** @returns milliseconds */
  async measure(): Promise<number> {
    return this.#page.evaluate(async () => (await stretching)());
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}
