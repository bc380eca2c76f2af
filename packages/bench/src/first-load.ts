import type { Browser, Request } from '@playwright/test';
import { startAppRig } from './app-rig.ts';
import { namesOfFunctions } from './names-of-functions.ts';
import { type Row, judge } from './row.ts';

/** What is loaded and compiled until somebody can unlock. */
const limitKB = 350;
/** Lighthouse's slow 4G, over which the field calls a largest paint within 2.5 s good. */
const slow4G = { latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const goodPaintMs = 2_500;

interface FirstLoad {
  readonly paintedMs: number;
  /** Compressed, as they came: scripts and WebAssembly asked for before that. */
  readonly codeKB: number;
}

/** A browser that has never been here, until the page at which somebody unlocks is painted. */
export async function measureFirstLoad(rounds: number): Promise<readonly Row[]> {
  const rig = await startAppRig();
  try {
    // Once for the server's own first time.
    await loadOnce(rig.browser, rig.url, false);
    const loads = { near: [] as FirstLoad[], far: [] as FirstLoad[] };
    for (let round = 0; round < rounds; round += 1) {
      loads.near.push(await loadOnce(rig.browser, rig.url, false));
      loads.far.push(await loadOnce(rig.browser, rig.url, true));
    }
    const paints = (these: readonly FirstLoad[]) => these.map(({ paintedMs }) => paintedMs);
    return [
      judge({
        name: 'scripts and WebAssembly, compressed, until the unlock page is painted',
        unit: 'KB',
        ours: loads.near.map(({ codeKB }) => codeKB),
        compared: [limitKB],
        target: 1,
      }),
      judge({
        name: 'the unlock page is painted, server on this machine',
        unit: 'ms',
        ours: paints(loads.near),
        compared: [goodPaintMs],
        target: 1,
      }),
      judge({
        name: 'the unlock page is painted, over slow 4G (1.6 Mbit/s, 150 ms)',
        unit: 'ms',
        ours: paints(loads.far),
        compared: [goodPaintMs],
        target: 1,
      }),
    ];
  } finally {
    await rig.stop();
  }
}

async function loadOnce(browser: Browser, url: string, isFar: boolean): Promise<FirstLoad> {
  const context = await browser.newContext({ locale: 'en-GB' });
  try {
    const page = await context.newPage();
    const requests: Request[] = [];
    context.on('requestfinished', (request) => requests.push(request));
    if (isFar) {
      const devTools = await context.newCDPSession(page);
      await devTools.send('Network.enable');
      await devTools.send('Network.emulateNetworkConditions', { offline: false, ...slow4G });
    }
    await page.addInitScript({ content: namesOfFunctions });
    await page.addInitScript(watchForPaint);
    await page.goto(`${url}/unlock`, { waitUntil: 'commit' });
    await page.waitForFunction(() => performance.getEntriesByName('unlock page painted').length > 0);
    const { paintedMs, beganMs } = await page.evaluate(() => ({
      paintedMs: performance.getEntriesByName('unlock page painted')[0]?.startTime ?? Number.NaN,
      beganMs: performance.timeOrigin,
    }));
    // What was asked for before and has not come yet counts too.
    await page.waitForLoadState('networkidle');
    const code = requests.filter(
      (request) => isCode(request.url()) && request.timing().startTime < beganMs + paintedMs,
    );
    const sizes = await Promise.all(code.map(async (request) => (await request.sizes()).responseBodySize));
    return { paintedMs, codeKB: sizes.reduce((sum, size) => sum + size, 0) / 1000 };
  } finally {
    await context.close();
  }
}

function isCode(url: string): boolean {
  return /\.(?:m?js|wasm)$/.test(new URL(url).pathname);
}

/** Runs in the page, before anything of it. */
function watchForPaint(): void {
  const look = () => {
    const isThere = [...document.querySelectorAll('button')].some(
      ({ textContent }) => textContent === 'Unlock',
    );
    if (!isThere) {
      requestAnimationFrame(look);
      return;
    }
    // The frame in which it stands is painted before the next one begins.
    requestAnimationFrame(() => performance.mark('unlock page painted'));
  };
  requestAnimationFrame(look);
}
