import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromiumPath } from '@commonseal/tooling/browser';
import { workspaceSources } from '@commonseal/tooling/workspace-sources';
import { type Browser, chromium } from '@playwright/test';
import { build } from 'vite';
import type { Told } from './browser/worker.ts';
import type { Settings, Times } from './measure.ts';

const require = createRequire(import.meta.url);
const repositoryRoot = resolve(import.meta.dirname, '../../../..');

/** The worker and all that it loads, as a browser gets it: minified modules. */
async function bundleWorker(folder: string): Promise<void> {
  await build({
    configFile: false,
    root: repositoryRoot,
    logLevel: 'error',
    resolve: {
      // The AWS Encryption SDK leaves it to the bundler to bring Node's Buffer.
      alias: [
        ...workspaceSources(repositoryRoot, 'browser'),
        { find: /^(?:node:)?buffer$/, replacement: require.resolve('buffer/') },
      ],
    },
    define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      copyPublicDir: false,
      target: 'es2023',
      chunkSizeWarningLimit: 10_000,
      modulePreload: false,
      rolldownOptions: {
        input: resolve(import.meta.dirname, 'browser/worker.ts'),
        output: { entryFileNames: 'worker.js', codeSplitting: false },
      },
    },
  });
}

function serve(folder: string) {
  const olm = require.resolve('@matrix-org/olm/olm.wasm');
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/') {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>bench</title>');
      return;
    }
    const isWasm = path === '/olm.wasm';
    readFile(isWasm ? olm : join(folder, path)).then(
      (bytes) =>
        response.setHeader('content-type', isWasm ? 'application/wasm' : 'text/javascript').end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  return new Promise<{ readonly url: string; close(): void }>((done) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      done({ url: `http://localhost:${port}/`, close: () => void server.close() });
    });
  });
}

/** Of the process that shows the page, by its own account; needs Linux. */
async function rendererOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const busiest = processInfo
    .filter(({ type }) => type === 'renderer')
    .toSorted((left, right) => right.cpuTime - left.cpuTime)[0];
  if (!busiest) throw new Error('the browser has no page');
  return busiest.id;
}

/**
 * Processor time of all threads of a process, as the kernel counts it: on a machine that others use too, a clock on the wall says
 * little of what takes milliseconds.
 */
async function processorMsOf(pid: number): Promise<number> {
  const folder = `/proc/${pid}/task`;
  const threads = (await readdir(folder)).map(async (thread) => {
    try {
      const [nanoseconds = ''] = (await readFile(`${folder}/${thread}/schedstat`, 'utf8')).split(' ');
      return Number(nanoseconds) / 1e6;
    } catch {
      // It has ended in between.
      return 0;
    }
  });
  return (await Promise.all(threads)).reduce((sum, ms) => sum + ms, 0);
}

/** All of it in a worker of a page in Chromium, as the vault's worker is one. */
export async function measureInChromium(
  settings: Settings,
  tell: (line: string) => void,
): Promise<readonly Times[]> {
  const folder = await mkdtemp(join(tmpdir(), 'commonseal-bench-'));
  const executablePath = chromiumPath();
  try {
    await bundleWorker(folder);
    const server = await serve(folder);
    const browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ['--no-sandbox', '--js-flags=--expose-gc,--no-flush-bytecode', '--disable-background-networking'],
    });
    try {
      const page = await browser.newPage();
      await page.exposeFunction('tellBench', tell);
      await page.goto(server.url);
      const pid = await rendererOf(browser);
      await page.exposeFunction('processorMs', () => processorMsOf(pid));
      return await page.evaluate(
        ([wanted]) =>
          new Promise<readonly Times[]>((done, fail) => {
            const bench = globalThis as unknown as {
              tellBench(line: string): void;
              processorMs(): Promise<number>;
            };
            const worker = new Worker('/worker.js', { type: 'module' });
            worker.addEventListener('error', ({ message }) => fail(new Error(message)));
            worker.addEventListener('message', ({ data }: MessageEvent<Told>) => {
              if ('times' in data) done(data.times);
              else if ('failure' in data) fail(new Error(data.failure));
              else if ('clock' in data) void bench.processorMs().then((ms) => worker.postMessage(ms), fail);
              else bench.tellBench(data.line);
            });
            worker.postMessage(wanted);
          }),
        [settings] as const,
      );
    } finally {
      await browser.close();
      server.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
