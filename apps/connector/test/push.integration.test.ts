import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createMemoryStorage, createVault } from '@commonseal/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCookieFetch } from '../../../e2e/fixtures/cookie-fetch.ts';
import { builtProgram } from '../../../e2e/fixtures/programs-built.ts';
import { isChosen, isSample } from '../../../e2e/fixtures/sample.ts';
import { quickPasswords } from '../../../e2e/fixtures/quick-passwords.ts';
import type { ServerProcess } from '../../../e2e/fixtures/server-process.ts';
import { startOnTestDatabase } from '../../../e2e/fixtures/process-on-test-database.ts';
import { type Ended, runConnector } from './support/connector-process.ts';
import { Workplace } from './support/workplace.ts';

type Vault = Awaited<ReturnType<typeof createVault>>;

const ownSamples = join(import.meta.dirname, '../../../packages/content/test/samples');
const corpus = process.env['COMMONSEAL_CORPUS'] ?? ownSamples;

let server: ServerProcess;
let vault: Vault;
let place: Workplace;
let program: string;

beforeAll(async () => {
  program = await builtProgram('connector');
  server = await startOnTestDatabase();
  vault = await openVault();
  await vault.signUp({
    email: 'owner@company.example',
    password: 'plain brown envelope seal',
    accountName: 'Company',
  });
  place = await Workplace.create();
  const pairingLine = (await connector('init')).output.split('\n')[0] ?? '';
  const { enrolmentLine } = await vault.enrolConnector({ pairingLine, name: 'Mail' });
  expect((await connector('enrol', enrolmentLine)).output).toContain('Enrolled at');
}, 180_000);

afterAll(async () => {
  await place?.remove();
  await server?.stop();
});

function openVault(): Promise<Vault> {
  return createVault({
    fetch: createCookieFetch(server.url),
    baseUrl: server.url,
    storage: createMemoryStorage(),
    deviceName: 'Test',
    passwords: quickPasswords,
  });
}

function connector(...args: string[]): Promise<Ended> {
  return runConnector(program, ['--state', place.state.path, ...args]);
}

/** Every item that a member sees, with its body, verified. */
async function readEverything(): Promise<Map<string, Buffer[]>> {
  const report = await vault.sync();
  expect(report.problems).toEqual([]);
  const bodies = new Map<string, Buffer[]>();
  for (const { itemId, header } of await vault.listItems()) {
    const { body } = await vault.openItem(itemId);
    const name = `${header.source}/${header.fileName}`;
    bodies.set(name, [...(bodies.get(name) ?? []), Buffer.from(await body.arrayBuffer())]);
  }
  return bodies;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('push to a real server', { timeout: 240_000 }, () => {
  it('delivers a folder of third-party files, which a member reads byte for byte', async () => {
    const files = filesBelow(corpus)
      .filter((path) => !path.endsWith('.mbox'))
      .toSorted()
      .filter((_, at) => isChosen(at, 6));
    expect(files.length).toBeGreaterThan(1);
    const { code, output } = await connector('push', ...files);
    expect(code, output).toBe(0);
    expect(output).toContain(`delivered ${files.length}, already delivered 0, failed 0`);
    const seen = await readEverything();
    for (const path of files) {
      const bodies = seen.get(`${basename(dirname(path))}/${basename(path)}`) ?? [];
      expect(
        bodies.some((body) => body.equals(readFileSync(path))),
        path,
      ).toBe(true);
    }
    expect((await connector('push', ...files)).output).toContain(
      `delivered 0, already delivered ${files.length}, failed 0`,
    );
  });

  it('goes on after it was killed, and after the server was', async () => {
    const before = (await vault.listItems()).length;
    const count = isSample ? 60 : 200;
    for (let at = 0; at < count; at += 1) await place.write(`in/${at}.txt`, `text ${at} `.repeat(2000));
    for (const waitMs of [1500, 2500]) {
      await runConnector(program, ['--state', place.state.path, 'push', place.path('in')], {
        untilKill: (kill) => void setTimeout(kill, waitMs),
      });
    }
    const pushing = connector('push', place.path('in'));
    await server.kill('SIGKILL');
    await server.restart();
    await pushing;
    const { code, output } = await connector('push', place.path('in'));
    expect(code, output).toBe(0);
    const seen = await readEverything();
    for (let at = 0; at < count; at += 1) {
      expect(seen.get(`in/${at}.txt`)?.map(String)).toEqual([`text ${at} `.repeat(2000)]);
    }
    expect(await vault.listItems()).toHaveLength(before + count);
  });

  it('delivers nothing under a key that somebody has made in leaving', async () => {
    const leaver = await openVault();
    await leaver.signUp({ email: 'leaver@company.example', password: 'plain brown envelope seal' });
    const wishes = { label: 'Leaver', role: 'member', lifetimeMs: 3_600_000, opensAtOnce: false } as const;
    await leaver.acceptInvite((await vault.createInvite(wishes)).link);
    await vault.sync();
    await leaver.sync();
    await leaver.leaveAccount();
    await place.write('left/a.txt', 'not for whoever has left');
    const held = await connector('push', place.path('left'));
    expect(held.code).toBe(1);
    expect(held.output).toContain('Somebody has left the account and knows its present key');
    // Any member's client replaces it by itself.
    await vault.sync();
    expect((await connector('push', place.path('left'))).code).toBe(0);
    expect((await readEverything()).get('left/a.txt')?.map(String)).toEqual(['not for whoever has left']);
  });

  it("follows the account's new key, and stops when it is withdrawn", async () => {
    await vault.rotateAccountKey();
    await place.write('after/a.txt', 'under the new key');
    expect((await connector('push', place.path('after'))).code).toBe(0);
    expect((await readEverything()).get('after/a.txt')?.map(String)).toEqual(['under the new key']);
    const source = (await vault.listSources()).find(({ kind }) => kind === 'connector');
    if (!source) throw new Error('the connector is a source');
    await vault.withdrawSource(source.writerId);
    await place.write('after/b.txt', 'too late');
    const { code, output } = await connector('push', place.path('after'));
    expect(code).toBe(3);
    expect(output).toContain('An owner has withdrawn this connector');
  });
});
