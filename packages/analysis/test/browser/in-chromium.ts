import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { chromiumPath } from '@commonseal/tooling/browser';
import { workspaceSources } from '@commonseal/tooling/workspace-sources';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import type { Found, NamedItem } from './found.ts';
import type { Message } from './worker.ts';

const repositoryRoot = resolve(import.meta.dirname, '../../../..');

export interface ItemBytes {
  readonly named: NamedItem;
  readonly bytes: Uint8Array;
}

export interface Told {
  readonly found: readonly Found[];
  /** Of the policies of the page and of the worker. */
  readonly violations: readonly string[];
}

/** Security policies, as they come with a page and with the scripts of its worker. */
export interface Policies {
  readonly page: string;
  readonly worker: string;
}

/** What a worker in Chromium finds in these items. */
export async function foundInChromium(items: readonly ItemBytes[], policies: Policies): Promise<Told> {
  const folder = await mkdtemp(join(tmpdir(), 'commonseal-analysis-browser-'));
  try {
    await bundleWorker(folder);
    const server = await serve(folder, items, policies);
    const executablePath = chromiumPath();
    const browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      // What is opened is our own; root and most containers need it.
      args: ['--no-sandbox', '--disable-background-networking'],
    });
    try {
      const page = await browser.newPage();
      await page.goto(server.url);
      return await page.evaluate(
        tellOfWorker,
        items.map(({ named }) => named),
      );
    } finally {
      await browser.close();
      server.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** In the page. */
function tellOfWorker(items: readonly NamedItem[]): Promise<Told> {
  const page = globalThis as unknown as {
    trustedTypes: {
      createPolicy(
        name: string,
        rules: { createScriptURL(url: string): string },
      ): { createScriptURL(url: string): URL };
    };
  };
  return new Promise((done, fail) => {
    const policy = page.trustedTypes.createPolicy('commonseal', { createScriptURL: (url) => url });
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      violations.push(`${effectiveDirective}: ${blockedURI}`);
    });
    const worker = new Worker(policy.createScriptURL('/worker.js'), { type: 'module' });
    const found: Found[] = [];
    let asked = 0;
    const askNext = async () => {
      const named = items[asked];
      if (named === undefined) return done({ found, violations });
      const bytes = new Uint8Array(await (await fetch(`/items/${asked}`)).arrayBuffer());
      asked += 1;
      return worker.postMessage({ named, bytes });
    };
    worker.addEventListener('error', ({ message }) => fail(new Error(message)));
    worker.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if ('violation' in data) violations.push(data.violation);
      // Whatever else it says is not from our code.
      else if (!('found' in data)) fail(new Error(JSON.stringify(data)));
      else {
        found.push(...data.found);
        askNext().catch(fail);
      }
    });
    askNext().catch(fail);
  });
}

/** The worker as a browser gets it: minified, in one file, because its policy lets it load no other. */
async function bundleWorker(folder: string): Promise<void> {
  await build({
    configFile: false,
    root: repositoryRoot,
    logLevel: 'error',
    resolve: { alias: workspaceSources(repositoryRoot, 'browser') },
    build: {
      outDir: folder,
      emptyOutDir: true,
      copyPublicDir: false,
      target: 'es2023',
      chunkSizeWarningLimit: 10_000,
      modulePreload: false,
      rolldownOptions: {
        input: resolve(import.meta.dirname, 'worker.ts'),
        output: { entryFileNames: 'worker.js', codeSplitting: false },
      },
    },
  });
}

async function serve(folder: string, items: readonly ItemBytes[], policies: Policies) {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    response.setHeader('content-security-policy', extname(path) === '.js' ? policies.worker : policies.page);
    const send = (type: string, body: string | Uint8Array) =>
      response.setHeader('content-type', type).end(body);
    const item = /^\/items\/(\d+)$/.exec(path)?.[1];
    if (path === '/') send('text/html', '<!doctype html><title>analysers</title>');
    else if (path === '/items.json')
      send('application/json', JSON.stringify(items.map(({ named }) => named)));
    else if (item !== undefined) send('application/octet-stream', items[Number(item)]?.bytes ?? '');
    else
      readFile(join(folder, path)).then(
        (bytes) => send(extname(path) === '.js' ? 'text/javascript' : 'application/octet-stream', bytes),
        () => response.writeHead(404).end(),
      );
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}/`, close: () => server.close() };
}
