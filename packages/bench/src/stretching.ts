import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { workspaceSources } from '@commonseal/tooling/workspace-sources';
import { build } from 'vite';

declare const stretching: Promise<() => number>;

/** The stretching of a password alone, in a page of the same browser that has nothing else to do. */
export class Stretching {
  readonly #context: BrowserContext;
  readonly #page: Page;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.#page = page;
  }

  static async open(browser: Browser, repositoryRoot: string): Promise<Stretching> {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addScriptTag({ content: await bundle(repositoryRoot) });
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

async function bundle(repositoryRoot: string): Promise<string> {
  const built = await build({
    configFile: false,
    root: repositoryRoot,
    logLevel: 'error',
    resolve: { alias: workspaceSources(repositoryRoot) },
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL('stretching-page.ts', import.meta.url)),
        formats: ['iife'],
        name: 'stretchingPage',
      },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const code = output && 'output' in output ? output.output.find(({ type }) => type === 'chunk') : undefined;
  if (!code || !('code' in code)) throw new Error('nothing was bundled');
  return code.code;
}
