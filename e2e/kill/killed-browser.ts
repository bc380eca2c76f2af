import { type Browser, type BrowserContext, type LaunchOptions, type Page, chromium } from '@playwright/test';

interface ProcessInfo {
  readonly type: string;
  readonly id: number;
}

/** A browser with one tab, whose tab can be killed as the system kills it when memory is short: without a word. */
export class KilledBrowser {
  readonly #browser: Browser;
  readonly #context: BrowserContext;

  private constructor(browser: Browser, context: BrowserContext) {
    this.#browser = browser;
    this.#context = context;
  }

  static async open(launchOptions: LaunchOptions): Promise<KilledBrowser> {
    const browser = await chromium.launch(launchOptions);
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' });
    context.setDefaultTimeout(60_000);
    return new KilledBrowser(browser, context);
  }

  newTab(): Promise<Page> {
    return this.#context.newPage();
  }

  /** Whatever runs pages and their workers: all of it belongs to the one tab. */
  async tabProcesses(): Promise<readonly number[]> {
    const session = await this.#browser.newBrowserCDPSession();
    const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as {
      readonly processInfo: readonly ProcessInfo[];
    };
    await session.detach();
    return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}

/** Keys of what a page of this origin keeps. */
export function keptKeys(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const done = <T>(asked: IDBRequest<T>) =>
      new Promise<T>((settle, fail) => {
        asked.addEventListener('success', () => settle(asked.result));
        asked.addEventListener('error', () => fail(asked.error ?? new Error('IndexedDB')));
      });
    const database = await done(indexedDB.open('commonseal'));
    const keys = await done(database.transaction('vault').objectStore('vault').getAllKeys());
    database.close();
    return keys.map(String);
  });
}
