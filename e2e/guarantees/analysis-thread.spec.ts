import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Worker } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';

const repositoryRoot = join(import.meta.dirname, '../..');
const assets = join(repositoryRoot, 'apps/web/dist/assets');
const samples = join(repositoryRoot, 'e2e/fixtures/samples');

/** The worker that reads strangers' files, begun as the vault worker begins it, from an address of the same origin. */
async function beginThread(browser: Browser, origin: string): Promise<Worker> {
  const name = readdirSync(assets).find((file) => /^analysis-worker-[\w-]+\.js$/.test(file));
  expect(name, 'the built worker').toBeDefined();
  // Not the context whose complaints fail a test: here the policy has to be broken.
  const context = await browser.newContext({ baseURL: origin });
  const page = await context.newPage();
  await page.goto('/healthz');
  const started = page.waitForEvent('worker');
  await page.evaluate((url) => {
    const { trustedTypes } = globalThis as unknown as {
      trustedTypes: {
        createPolicy(
          policyName: string,
          rules: { createScriptURL(address: string): string },
        ): { createScriptURL(address: string): string };
      };
    };
    const policy = trustedTypes.createPolicy('commonseal', { createScriptURL: (address) => address });
    const worker = new Worker(policy.createScriptURL(url), { type: 'module' });
    const { port1: port, port2: itsPort } = new MessageChannel();
    worker.postMessage('port', [itsPort]);
    const answers: unknown[] = [];
    port.addEventListener('message', ({ data }) => answers.push(data));
    port.start();
    Object.assign(globalThis, { port, answers });
  }, `/assets/${name}`);
  return started;
}

/** As `analysis-messages.ts` has it. */
interface Answer {
  readonly kind: string;
  readonly findings?: readonly Uint8Array[];
}

async function read(
  browser: Browser,
  origin: string,
  { fileName, mediaType }: { readonly fileName: string; readonly mediaType: string },
): Promise<readonly string[]> {
  const thread = await beginThread(browser, origin);
  const [page] = browser.contexts().at(-1)?.pages() ?? [];
  const bytes = [...readFileSync(join(samples, fileName))];
  const answer = await page?.evaluate(
    async ({ task, content }) => {
      const { port, answers } = globalThis as unknown as {
        port: MessagePort;
        answers: Answer[];
      };
      const answered = async (count: number) => {
        while (answers.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
      };
      await answered(1);
      port.postMessage({ ...task, item: { ...task.item, bytes: new Uint8Array(content) } });
      await answered(2);
      const last = answers[1];
      return last?.findings?.map((each) => new TextDecoder().decode(each)) ?? [last?.kind];
    },
    {
      task: {
        item: { fileName, mediaType },
        wanted: [
          { name: 'text', version: 2 },
          { name: 'language', version: 2 },
        ],
      },
      content: bytes,
    },
  );
  expect(thread.url()).toContain('/assets/analysis-worker-');
  return (answer ?? []).map(String);
}

test.describe('the thread that reads strangers’ files in the browser', () => {
  test('connects to nothing, its own server included', async ({ browser, server }) => {
    const thread = await beginThread(browser, server.url);
    const asked: string[] = [];
    browser
      .contexts()
      .at(-1)
      ?.on('response', (response) => asked.push(response.url()));
    const outcomes = await thread.evaluate(async (origin) => {
      const tried = async (work: () => unknown) => {
        try {
          await work();
          return 'done';
        } catch {
          return 'refused';
        }
      };
      const inSocket = () =>
        new Promise<void>((resolve, reject) => {
          const socket = new WebSocket(origin.replace('http', 'ws'));
          socket.addEventListener('open', () => resolve());
          socket.addEventListener('error', () => reject(new TypeError('refused')));
        });
      return {
        fetch: await tried(() => fetch('/healthz')),
        elsewhere: await tried(() => fetch('https://example.com/', { mode: 'no-cors' })),
        socket: await tried(inSocket),
        import: await tried(() => import(`${origin.replace('localhost', '127.0.0.1')}/frame.js?x`)),
        // Whatever is served at an address, the address itself would be told.
        ownScript: await tried(() => import(`${origin}/assets/x.js?what-it-has-read`)),
        worker: await tried(() => new Worker(`${origin}/assets/x.js?what-it-has-read`)),
        // oxlint-disable-next-line no-implied-eval -- that is what has to be refused
        eval: await tried(() => new Function('return 1')()),
        own: await tried(() => indexedDB.databases()),
      };
    }, server.url);
    expect(outcomes).toEqual({
      fetch: 'refused',
      elsewhere: 'refused',
      socket: 'refused',
      import: 'refused',
      ownScript: 'refused',
      worker: 'refused',
      eval: 'refused',
      // Said in docs/threat-model.md: it is of the same origin.
      own: 'done',
    });
    expect(asked.filter((url) => url !== thread.url())).toEqual([]);
  });

  test('reads messages and PDFs under its policy, with all that it needs in its one file', async ({
    browser,
    server,
  }) => {
    const [pdf = ''] = await read(browser, server.url, {
      fileName: 'statement.pdf',
      mediaType: 'application/pdf',
    });
    expect(JSON.parse(pdf)).toMatchObject({ kind: 'text' });
    const [mail = '', language = ''] = await read(browser, server.url, {
      fileName: 'japanese.eml',
      mediaType: 'message/rfc822',
    });
    expect(JSON.parse(mail)).toMatchObject({ kind: 'text' });
    expect(JSON.parse(language)).toMatchObject({ kind: 'language', language: 'jpn' });
  });
});
