import { cryptoReady } from '@commonseal/crypto/seal';
import type { Settings, Times } from '../measure.ts';

/** What the page is told. */
export type Told =
  | { readonly line: string }
  | { readonly clock: true }
  | { readonly times: readonly Times[] }
  | { readonly failure: string };

/** What the page says: what to measure, then what the processor's clock shows whenever that is asked. */
export type Said = Settings | number;

const tell = (told: Told) => postMessage(told);

let answered: ((ms: number) => void) | undefined;

function processorMs(): Promise<number> {
  return new Promise((done) => {
    answered = done;
    tell({ clock: true });
  });
}

async function measure(settings: Settings): Promise<readonly Times[]> {
  await cryptoReady();
  // Some peers know of pages alone, and megolm's writes a global that strict code must find.
  Object.assign(globalThis, { window: globalThis, OLM_OPTIONS: undefined });
  // Loaded only now: some of it begins with keys, which need what has just been loaded.
  const { contestOf } = await import('../peers.ts');
  const { measureContest } = await import('../measure.ts');
  const { awsByBrowser } = await import('../peers/aws-browser.ts');
  const own = {
    items: [await awsByBrowser()],
    keys: [],
    limitOf: () => [],
    megolmWasm: '/olm.wasm',
  };
  return measureContest(await contestOf(own, settings.sizes), settings, processorMs, (line) =>
    tell({ line }),
  );
}

addEventListener('message', ({ data }: MessageEvent<Said>) => {
  if (typeof data === 'number') {
    answered?.(data);
    return;
  }
  measure(data).then(
    (times) => tell({ times }),
    (error: unknown) =>
      tell({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
