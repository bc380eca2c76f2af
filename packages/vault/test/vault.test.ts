import { encodeBase64url } from '@commonseal/protocol';
import { finishHere } from '@commonseal/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { startOnTestDatabase } from '../../../e2e/fixtures/process-on-test-database.ts';
import type { ServerProcess } from '../../../e2e/fixtures/server-process.ts';
import * as devices from './support/device.ts';
import { bytesOf, codeOf, file, password, readAll } from './support/device.ts';

let server: ServerProcess;

beforeAll(async () => {
  server = await startOnTestDatabase();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

// With the whole cost of a password: what other tests spare is tested here.
const signUp = () => devices.signUp(server, undefined, finishHere);
const openDevice = (storage?: devices.Device['storage']) =>
  devices.openDevice(server, { passwords: finishHere, ...(storage ? { storage } : {}) });

describe('a person and their account', () => {
  it('signs up, and unlocks again with the password alone on another device', async () => {
    const { email } = await signUp();
    const other = await openDevice();
    const { account } = await other.unlock({ email: ` ${email.toUpperCase()} `, password });
    expect(account).toMatchObject({ email, accountName: 'Häfeli & Søns', role: 'owner', memberCount: 1 });
  });

  it('refuses a wrong password and an unknown address alike', async () => {
    const { email } = await signUp();
    const other = await openDevice();
    expect(await codeOf(other.unlock({ email, password: 'wrong horse battery staple' }))).toBe(
      'login_failed',
    );
    expect(await codeOf(other.unlock({ email: 'nobody@example.test', password }))).toBe('login_failed');
  });

  it('says at sign-up that an address is taken, and changes nothing', async () => {
    const { email } = await signUp();
    const other = await openDevice();
    const again = other.signUp({ email, password: 'another long password', accountName: 'Other' });
    expect(await codeOf(again)).toBe('email_taken');
    await (await openDevice()).unlock({ email, password });
  });

  it('answers nothing while it is locked', async () => {
    const vault = await openDevice();
    expect(await codeOf(vault.listItems())).toBe('locked');
    expect(await codeOf(vault.sync())).toBe('locked');
  });
});

describe('content', () => {
  it('is sealed on one device and read on another, byte for byte', async () => {
    const { vault, email } = await signUp();
    const files = new Map<string, Uint8Array>(
      [0, 1, 255, 256, 257, 524_288, 524_289, 1_300_000].map((size) => [`${size}.bin`, bytesOf(size)]),
    );
    const report = await bringIn(
      vault,
      Array.from(files, ([name, content]) => file(name, content)),
    );
    expect(report).toEqual({ imported: files.size, failed: [] });
    const other = await openDevice();
    await other.unlock({ email, password });
    expect(await other.sync()).toMatchObject({ totalItems: files.size, problems: [] });
    const expected = new Map(Array.from(files, ([name, content]) => [name, encodeBase64url(content)]));
    expect(await readAll(other)).toEqual(expected);
  });

  it('comes in batches of at most 64 items and keeps its order of arrival in the list', async () => {
    const { vault } = await signUp();
    const files = Array.from({ length: 130 }, (_, at) => file(`note ${at}.txt`, `text ${at}`));
    await bringIn(vault, files);
    const [source] = await vault.listSources();
    expect(source).toMatchObject({
      kind: 'device',
      name: 'Test device',
      batches: 3,
      items: 130,
      isThisDevice: true,
    });
  });

  it('stays readable after the account key is replaced, and what is new too', async () => {
    const { vault, email } = await signUp();
    await bringIn(vault, [file('before.txt', 'before')]);
    await vault.rotateAccountKey();
    await bringIn(vault, [file('between.txt', 'between')]);
    await vault.rotateAccountKey();
    await bringIn(vault, [file('after.txt', 'after')]);
    const other = await openDevice();
    await other.unlock({ email, password });
    expect(await other.sync()).toMatchObject({ totalItems: 3, problems: [] });
    expect([...(await readAll(other)).keys()].toSorted()).toEqual(['after.txt', 'before.txt', 'between.txt']);
  });

  it('keeps one unbroken chain when two tabs of a device import at once', async () => {
    const { vault, storage, email } = await signUp();
    await bringIn(vault, [file('first.txt', 'first')]);
    const tab = await openDevice(storage);
    await tab.unlock({ email, password });
    await Promise.all([bringIn(vault, [file('a.txt', 'a')]), bringIn(tab, [file('b.txt', 'b')])]);
    expect(await vault.sync()).toMatchObject({ totalItems: 3, problems: [] });
    expect(await vault.listSources()).toHaveLength(1);
  });

  it('is delivered from the others when one file cannot be read', async () => {
    const { vault } = await signUp();
    const broken = new Blob(['gone']);
    broken.slice = () => {
      throw new DOMException('The file was changed.', 'NotReadableError');
    };
    const report = await bringIn(vault, [
      file('a.txt', 'a'),
      { ...file('gone.txt', ''), blob: broken },
      file('b.txt', 'b'),
    ]);
    expect(report).toEqual({ imported: 2, failed: [{ fileName: 'gone.txt', code: 'file_unreadable' }] });
    expect(await vault.sync()).toMatchObject({ totalItems: 2, problems: [] });
  });

  it('survives a server that is killed in the middle of an import', async () => {
    const { vault } = await signUp();
    let killed: Promise<void> | undefined;
    const files = Array.from({ length: 12 }, (_, at) => file(`${at}.bin`, bytesOf(1_000_000)));
    const importing = bringIn(vault, files, ({ doneFiles }) => {
      if (doneFiles >= 10) killed ??= server.kill('SIGKILL');
    });
    expect(await codeOf(importing)).toBe('offline');
    await killed;
    await server.restart();
    const { totalItems, problems } = await vault.sync();
    expect(problems).toEqual([]);
    expect(totalItems).toBeLessThan(12);
    await bringIn(vault, [file('later.txt', 'later')]);
    expect(await vault.sync()).toMatchObject({ totalItems: totalItems + 1, problems: [] });
  });
});

describe('sources', () => {
  const pairingLine = async () => {
    const { encodePairingLine } = await import('@commonseal/protocol');
    const { cryptoReady, generateWriterSeed, writerIdOf } = await import('@commonseal/crypto/seal');
    await cryptoReady();
    return encodePairingLine({ writerId: writerIdOf(generateWriterSeed()) });
  };

  it('admits a connector by its pairing line and gives the same enrolment line when asked again', async () => {
    const { vault } = await signUp();
    const line = await pairingLine();
    const first = await vault.enrolConnector({ pairingLine: line, name: 'Bank feed' });
    const again = await vault.enrolConnector({ pairingLine: line, name: 'Bank feed' });
    expect(again).toEqual(first);
    expect(await vault.listSources()).toMatchObject([{ kind: 'connector', name: 'Bank feed', batches: 0 }]);
  });

  it('refuses a line that was altered', async () => {
    const { vault } = await signUp();
    const line = await pairingLine();
    const altered = line.replace(/\.(.)/, (_, first: string) => `.${first === 'A' ? 'B' : 'A'}`);
    expect(await codeOf(vault.enrolConnector({ pairingLine: altered, name: 'x' }))).toBe('line_invalid');
  });

  it('does not admit again what was withdrawn', async () => {
    const { vault } = await signUp();
    const line = await pairingLine();
    await vault.enrolConnector({ pairingLine: line, name: 'Bank feed' });
    const [source] = await vault.listSources();
    if (!source) throw new Error('a source was expected');
    await vault.withdrawSource(source.writerId);
    expect((await vault.listSources())[0]?.withdrawnAtMs).toBeGreaterThan(0);
    expect(await codeOf(vault.enrolConnector({ pairingLine: line, name: 'Bank feed' }))).toBe(
      'source_exists',
    );
  });
});
