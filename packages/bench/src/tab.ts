import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test';
import type { RigPerson } from './app-rig.ts';
import { namesOfFunctions } from './names-of-functions.ts';

/** What a person takes at least from the first key of a password to pressing the button. */
const typingMs = 1_500;
const patienceMs = 120_000;
const mebibyte = 1024 * 1024;

export interface Unlocking {
  /** From pressing Unlock to the frame in which the first row is painted. */
  readonly firstRowMs: number;
  /** To the frame in which the list says that all are there. */
  readonly allMs: number;
}

export interface Scrolling {
  readonly frames: number;
  /** Frames in which a part of the list was painted without a row. */
  readonly blankFrames: number;
}

/** A browser of a person's own, with one tab. */
export class Tab {
  readonly #context: BrowserContext;
  readonly #page: Page;
  readonly #devTools: CDPSession;
  readonly #browser: Browser;
  readonly #url: string;

  private constructor(
    browser: Browser,
    context: BrowserContext,
    page: Page,
    devTools: CDPSession,
    url: string,
  ) {
    this.#browser = browser;
    this.#context = context;
    this.#page = page;
    this.#devTools = devTools;
    this.#url = url;
  }

  static async open(browser: Browser, url: string): Promise<Tab> {
    const context = await browser.newContext({
      locale: 'en-GB',
      timezoneId: 'UTC',
      viewport: { width: 1280, height: 900 },
    });
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    await page.addInitScript({ content: namesOfFunctions });
    await page.addInitScript(noteUnlocking);
    return new Tab(browser, context, page, await context.newCDPSession(page), url);
  }

  /** Loads the page anew, which locks it. */
  async load(): Promise<void> {
    await this.#page.goto(`${this.#url}/unlock`);
    await this.#page.getByRole('button', { name: 'Unlock' }).waitFor();
    await this.#page.waitForLoadState('networkidle');
  }

  /** @param items as many as the list has in the end */
  async unlock(person: RigPerson, items: number): Promise<Unlocking> {
    const page = this.#page;
    await page.getByRole('textbox', { name: 'E-mail' }).fill(person.email);
    await page.getByRole('textbox', { name: 'Password' }).pressSequentially(person.password, {
      delay: typingMs / person.password.length,
    });
    await page.evaluate((all) => Object.assign(globalThis, { expectedItems: all }), items);
    await page.getByRole('button', { name: 'Unlock' }).click();
    return await page.evaluate(timesOfUnlocking, patienceMs);
  }

  /** Locks, and leaves nothing of the app in the tab; `load` comes back. */
  async leave(): Promise<void> {
    await this.#page.goto('about:blank');
  }

  /** What the device keeps stays, but for what is under this prefix. */
  async forget(prefix: string): Promise<void> {
    await this.#page.evaluate(forgetKept, prefix);
  }

  /** Waits until nothing more comes to what the device keeps under this prefix. */
  async untilKept(prefix: string): Promise<void> {
    let before = -1;
    for (;;) {
      const now = await this.#page.evaluate(countKept, prefix);
      if (now > 0 && now === before) return;
      before = now;
      await this.#page.waitForTimeout(2_000);
    }
  }

  /** The whole list, a screen for each frame, and then as far as the scroll bar is dragged. */
  async scroll(): Promise<Scrolling> {
    return this.#page.evaluate(scrollThrough);
  }

  /** @returns milliseconds from a key to the frame in which the list has been filtered by it */
  async filter(words: string): Promise<number> {
    const field = this.#page.getByRole('searchbox', { name: 'Words in title or sender' });
    await this.#page.evaluate(noteFiltering);
    await field.fill(words);
    const ms = await this.#page.evaluate(timeOf, ['filtered', patienceMs] as const);
    await this.#page.evaluate(noteFiltering);
    await field.fill('');
    await this.#page.evaluate(timeOf, ['filtered', patienceMs] as const);
    return ms;
  }

  /** @returns milliseconds from the click on a row to the frame in which the item is shown */
  async openRow(index: number): Promise<number> {
    await this.#page.evaluate(noteOpening);
    await this.#page.locator(`[data-row="${index}"]`).click();
    return this.#page.evaluate(timeOf, ['opened', patienceMs] as const);
  }

  /** Of the process that draws this tab, its workers included, after what is not used any more was let go. */
  async memoryMiB(): Promise<number> {
    await this.#devTools.send('HeapProfiler.collectGarbage');
    const everything = await this.#browser.newBrowserCDPSession();
    const { processInfo } = await everything.send('SystemInfo.getProcessInfo');
    await everything.detach();
    const sizes = processInfo
      .filter(({ type }) => type === 'renderer')
      .map(({ id }) =>
        Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0),
      );
    return (Math.max(...sizes) * 1024) / mebibyte;
  }

  /** Of the session that it has at the server, as a request carries it. */
  async cookie(): Promise<string> {
    const [cookie] = (await this.#context.cookies()).filter(({ name }) => name === 'commonseal');
    if (!cookie) throw new Error('nobody is unlocked');
    return `${cookie.name}=${cookie.value}`;
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}

/** In the page: marks when Unlock was pressed, the first row painted, and all of the list there. */
function noteUnlocking(): void {
  const look = () => {
    const { expectedItems } = globalThis as { expectedItems?: number };
    const has = (name: string) => performance.getEntriesByName(name).length > 0;
    const mark = (name: string) => requestAnimationFrame(() => has(name) || performance.mark(name));
    if (!has('first row') && document.querySelector('[data-row]') !== null) mark('first row');
    const words = `${expectedItems?.toLocaleString('en-GB')} items`;
    const isAll = [...document.querySelectorAll('[role=status]')].some(
      ({ textContent }) => textContent === words,
    );
    if (isAll && has('first row')) mark('all items');
    if (!has('all items')) requestAnimationFrame(look);
  };
  addEventListener(
    'click',
    ({ target }) => {
      if (!(target instanceof Element) || target.closest('button')?.textContent !== 'Unlock') return;
      performance.mark('unlock pressed');
      requestAnimationFrame(look);
    },
    true,
  );
}

async function timesOfUnlocking(mostMs: number): Promise<Unlocking> {
  const at = (name: string) => performance.getEntriesByName(name)[0]?.startTime;
  const endMs = performance.now() + mostMs;
  while (at('all items') === undefined) {
    if (performance.now() > endMs) throw new Error(`not all items: ${document.body.innerText.slice(0, 400)}`);
    await new Promise((settle) => setTimeout(settle, 50));
  }
  const [pressed = Number.NaN, firstRow = Number.NaN, all = Number.NaN] = [
    at('unlock pressed'),
    at('first row'),
    at('all items'),
  ];
  return { firstRowMs: firstRow - pressed, allMs: all - pressed };
}

async function forgetKept(prefix: string): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('commonseal');
    opening.addEventListener('success', () => resolve(opening.result));
    opening.addEventListener('error', () => reject(opening.error));
  });
  await new Promise<void>((resolve, reject) => {
    const work = database.transaction('vault', 'readwrite');
    work.objectStore('vault').delete(IDBKeyRange.bound(prefix, `${prefix}\uffff`));
    work.addEventListener('complete', () => resolve());
    work.addEventListener('error', () => reject(work.error));
  });
  database.close();
}

async function countKept(prefix: string): Promise<number> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('commonseal');
    opening.addEventListener('success', () => resolve(opening.result));
    opening.addEventListener('error', () => reject(opening.error));
  });
  const count = await new Promise<number>((resolve, reject) => {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const counting = database.transaction('vault').objectStore('vault').count(range);
    counting.addEventListener('success', () => resolve(counting.result));
    counting.addEventListener('error', () => reject(counting.error));
  });
  database.close();
  return count;
}

async function scrollThrough(): Promise<Scrolling> {
  const list = document.querySelector('ul[aria-label="Content"]');
  const scroller = list?.parentElement;
  if (!list || !scroller) throw new Error('there is no list');
  const screen = scroller.clientHeight;
  const most = scroller.scrollHeight - screen;
  const steps = Array.from({ length: 150 }, (_, at) => Math.min(most, at * screen * 0.9));
  const leaps = Array.from({ length: 50 }, (_, at) => ((at * 7_919) % 1_000) * (most / 1_000));
  let blankFrames = 0;
  for (const top of [...steps, ...leaps]) {
    await new Promise((settle) => requestAnimationFrame(settle));
    scroller.scrollTop = top;
    // The next frame is painted when what it asked for has run.
    await new Promise<void>((settle) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => settle(), { once: true });
        port1.start();
        port2.postMessage(undefined);
      }),
    );
    const { left, top: edge, width, height } = scroller.getBoundingClientRect();
    const isBlank = [0.1, 0.5, 0.9].some((part) => {
      const point = document.elementFromPoint(left + width / 2, edge + height * part);
      return point?.closest('li') === null || point === null;
    });
    if (isBlank) blankFrames += 1;
  }
  scroller.scrollTop = 0;
  return { frames: steps.length + leaps.length, blankFrames };
}

function noteFiltering(): void {
  performance.clearMarks();
  const status = () => document.querySelector('section[aria-label="All content"] [role=status]')?.textContent;
  addEventListener(
    'input',
    () => {
      const before = status();
      performance.mark('filtered begin');
      const look = () => {
        if (status() === before) requestAnimationFrame(look);
        else requestAnimationFrame(() => performance.mark('filtered'));
      };
      requestAnimationFrame(look);
    },
    { capture: true, once: true },
  );
}

function noteOpening(): void {
  performance.clearMarks();
  const titleBefore = document.querySelector('article h2')?.textContent;
  addEventListener(
    'click',
    () => {
      performance.mark('opened begin');
      const look = () => {
        const title = document.querySelector('article h2')?.textContent;
        // What stands in for it; a banner about what is shown has the same role, and a picture in it.
        const isOpening =
          document.querySelector('article [role=status] > [aria-hidden]:not(svg), article progress') !== null;
        if (title === undefined || title === titleBefore || isOpening) requestAnimationFrame(look);
        else requestAnimationFrame(() => performance.mark('opened'));
      };
      requestAnimationFrame(look);
    },
    { capture: true, once: true },
  );
}

async function timeOf([name, mostMs]: readonly [string, number]): Promise<number> {
  const at = (mark: string) => performance.getEntriesByName(mark)[0]?.startTime;
  const endMs = performance.now() + mostMs;
  while (at(name) === undefined) {
    if (performance.now() > endMs) throw new Error(`never ${name}: ${document.body.innerText.slice(0, 400)}`);
    await new Promise((settle) => setTimeout(settle, 10));
  }
  return (at(name) ?? Number.NaN) - (at(`${name} begin`) ?? Number.NaN);
}
