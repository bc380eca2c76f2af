import { JobId } from '@commonseal/protocol';
import { parseManifest } from '@commonseal/account-log';
import { cryptoReady } from '@commonseal/crypto/seal';
import { type VaultApi, createMemoryStorage } from '@commonseal/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { holdConnector, keptLog, sealOne, showing } from './support/connector.ts';
import { type Meddler, codeOf, file, openDevice, password, signUp } from './support/device.ts';
import { asked, newWorker } from './support/worker.ts';

let server: InProcessServer;

beforeAll(async () => {
  await cryptoReady();
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

function refusal(status: number, code: string): Response {
  return Response.json({ code, requestId: 'meddler' }, { status });
}

const isAppend = (url: string, init: RequestInit | undefined) =>
  init?.method === 'POST' && new URL(url).pathname.endsWith('/log');
const isLog = (url: string) => /\/accounts\/[^/]+\/log$/.test(new URL(url).pathname);

/** Bodies of entries that a device sent. */
function entryOf(init: RequestInit | undefined): string {
  if (typeof init?.body !== 'string') throw new TypeError('a JSON body was expected');
  return (JSON.parse(init.body) as { entry: string }).entry;
}

async function namesOf(vault: VaultApi): Promise<string[]> {
  return (await vault.listItems()).map(({ header }) => header.fileName).toSorted();
}

describe('a change that a device signs', () => {
  it('is not taken for done when the server says so and leaves it out', async () => {
    let isDropping = false;
    const { vault } = await signUp(server, async (url, init, forward) => {
      if (!isDropping || !isLog(url)) return forward();
      return isAppend(url, init)
        ? Response.json({ sequence: 2 })
        : Response.json({ entries: [], more: false });
    });
    const { pairingLine, writerId } = holdConnector();
    await vault.enrolConnector({ pairingLine, name: 'Bank feed' });
    isDropping = true;
    await vault.withdrawSource(writerId);
    expect((await vault.listSources())[0]?.withdrawnAtMs).toBeGreaterThan(0);
    isDropping = false;
    // From here on the server shows a log without the withdrawal, and whatever is written contradicts it.
    expect(await codeOf(bringIn(vault, [file('a.txt', 'a')]))).not.toBe('no error');
  });

  it('never seals to the key before when the server says that the new one counts and leaves it out', async () => {
    let isDropping = false;
    const sent: string[] = [];
    const { vault } = await signUp(server, async (url, init, forward) => {
      if (isDropping && isAppend(url, init)) return Response.json({ sequence: 2 });
      if (isDropping && isLog(url)) return Response.json({ entries: [], more: false });
      if (isDropping && init?.method === 'PUT') sent.push(new URL(url).pathname);
      return forward();
    });
    await bringIn(vault, [file('a.txt', 'a')]);
    isDropping = true;
    expect(await codeOf(vault.rotateAccountKey())).toBe('key_mismatch');
    expect(await codeOf(bringIn(vault, [file('b.txt', 'b')]))).toBe('key_mismatch');
    expect(sent).toEqual([]);
  });

  it.each([
    [409, 'log_conflict', 'log_rollback'],
    [403, 'forbidden', 'forbidden'],
    [422, 'log_refused', 'log_refused'],
    [503, 'database_unavailable', 'database_unavailable'],
  ])(
    'is signed once for one place of the log, also when the server answers %i %s',
    async (status, code, told) => {
      const signed = new Set<string>();
      let isLying = false;
      const { vault, storage, email } = await signUp(server, async (url, init, forward) => {
        if (!isLying || !isAppend(url, init)) return forward();
        signed.add(entryOf(init));
        return refusal(status, code);
      });
      isLying = true;
      expect(await codeOf(vault.rotateAccountKey())).toBe(told);
      const { pairingLine } = holdConnector();
      expect(await codeOf(vault.enrolConnector({ pairingLine, name: 'Bank feed' }))).toBe(told);
      expect(await codeOf(vault.rotateAccountKey())).toBe(told);
      expect(signed.size).toBe(1);
      const again = await openDevice(server, {
        storage,
        meddler: async (url, init, forward) => {
          if (isAppend(url, init)) signed.add(entryOf(init));
          return forward();
        },
      });
      await again.unlock({ email, password });
      expect(await again.takeChangeNotes()).toMatchObject([{ outcome: 'made' }]);
      expect(signed.size).toBe(1);
    },
  );

  it('is done when the server took it and says that another was first', async () => {
    const signed = new Set<string>();
    const { vault } = await signUp(server, async (url, init, forward) => {
      if (!isAppend(url, init)) return forward();
      signed.add(entryOf(init));
      await forward();
      return refusal(409, 'log_conflict');
    });
    await vault.rotateAccountKey();
    expect(signed.size).toBe(1);
  });

  it('is made anew on top of what another device changed first', async () => {
    const { vault, email } = await signUp(server);
    const other = await openDevice(server);
    await other.unlock({ email, password });
    await vault.rotateAccountKey();
    await other.rotateAccountKey();
    await bringIn(vault, [file('a.txt', 'a')]);
    expect(await other.sync()).toMatchObject({ totalItems: 1, problems: [] });
  });
});

describe('a log that differs from what was seen', () => {
  it('is not kept, so that an honest server is believed again', async () => {
    // Two histories after the same admission: one that the server keeps to itself, and the one that all see.
    const hidden: string[] = [];
    let isHiding = false;
    const { vault, email } = await signUp(server, async (url, init, forward) => {
      if (!isHiding || !isAppend(url, init)) return forward();
      hidden.push(entryOf(init));
      throw new TypeError('the connection broke');
    });
    isHiding = true;
    expect(await codeOf(vault.rotateAccountKey())).toBe('offline');
    // What is sent once more by this device would be the same entry: another one makes another.
    const other = await openDevice(server);
    await other.unlock({ email, password });
    await other.rotateAccountKey();
    const { account } = await other.sync();
    const storage = createMemoryStorage();
    const forked: Meddler = async (url, _init, forward) => {
      if (!isLog(url)) return forward();
      const reply = (await (await forward()).json()) as { entries: string[] };
      const entries = url.includes('after=') ? [] : [...reply.entries.slice(0, -1), ...hidden];
      return Response.json({ entries, more: false });
    };
    const deceived = await openDevice(server, { storage, meddler: forked });
    expect(await deceived.unlock({ email, password })).toMatchObject({
      account: undefined,
      refusal: { accountId: account.accountId, code: 'log_fork' },
    });
    expect(await codeOf(deceived.listItems())).toBe('locked');
    const again = await openDevice(server, { storage });
    await again.unlock({ email, password });
    expect(await again.sync()).toMatchObject({ problems: [] });
  });

  it('is noticed in the middle of a session, by what another device has seen since', async () => {
    let isFrozen = false;
    const { vault, email } = await signUp(server, async (url, init, forward) =>
      isFrozen && isLog(url) && init?.method === 'GET'
        ? Response.json({ entries: [], more: false })
        : forward(),
    );
    const other = await openDevice(server);
    await other.unlock({ email, password });
    await bringIn(other, [file('a.txt', 'a')]);
    await vault.sync();
    isFrozen = true;
    await bringIn(other, [file('b.txt', 'b')]);
    await other.rotateAccountKey();
    await other.sync();
    expect(await codeOf(vault.sync())).toBe('log_rollback');
  });
});

describe('what was seen', () => {
  it('is remembered although the server would not store it the first time', async () => {
    let refusals = 0;
    const { vault, email } = await signUp(server, async (url, init, forward) => {
      if (init?.method !== 'PUT' || !url.endsWith('/own-state') || refusals === 0) return forward();
      refusals -= 1;
      return refusal(503, 'database_unavailable');
    });
    refusals = 1;
    expect(await codeOf(bringIn(vault, [file('a.txt', 'a')]))).toBe('database_unavailable');
    await vault.sync();
    const emptied: Meddler = async (url, _init, forward) =>
      new URL(url).pathname.endsWith('/batches') ? Response.json({ batches: [], more: false }) : forward();
    const other = await openDevice(server, { meddler: emptied });
    await other.unlock({ email, password });
    expect(await other.sync()).toMatchObject({ problems: [{ code: 'log_rollback' }] });
  });

  it('counts where a source is withdrawn, and not what is shown at that moment', async () => {
    const { vault, email } = await signUp(server);
    await bringIn(vault, [file('a.txt', 'a')]);
    await bringIn(vault, [file('b.txt', 'b')]);
    const shortened: Meddler = async (url, _init, forward) => {
      const response = await forward();
      if (!new URL(url).pathname.endsWith('/batches')) return response;
      const { batches } = (await response.json()) as { batches: { sequence: number }[] };
      return Response.json({ batches: batches.filter(({ sequence }) => sequence < 2), more: false });
    };
    const deceived = await openDevice(server, { meddler: shortened });
    await deceived.unlock({ email, password });
    expect(await deceived.sync()).toMatchObject({ totalItems: 1, problems: [{ code: 'log_rollback' }] });
    const [source] = await deceived.listSources();
    if (!source) throw new Error('a source was expected');
    await deceived.withdrawSource(source.writerId);
    const again = await openDevice(server);
    await again.unlock({ email, password });
    expect(await again.sync()).toMatchObject({ totalItems: 2, problems: [] });
  });

  it('includes what this device delivered: the server cannot say that it took it and leave it out', async () => {
    let isHiding = false;
    const { vault } = await signUp(server, async (url, _init, forward) =>
      isHiding && new URL(url).pathname.endsWith('/batches')
        ? Response.json({ batches: [], more: false })
        : forward(),
    );
    isHiding = true;
    await bringIn(vault, [file('a.txt', 'a')]);
    expect(await vault.sync()).toMatchObject({
      totalItems: 0,
      problems: [{ code: 'log_rollback', sourceName: 'Test device' }],
    });
  });
});

describe('a withdrawn source', () => {
  it('cannot be given another history with its old key', async () => {
    const shown: Awaited<ReturnType<typeof sealOne>>[] = [];
    const show = showing(() => shown);
    const { vault, storage, email } = await signUp(server, show);
    const connector = holdConnector();
    await vault.enrolConnector({ pairingLine: connector.pairingLine, name: 'Bank feed' });
    const admitted = await keptLog(storage);
    shown.push(await sealOne(admitted, connector, 'true 0.txt'));
    shown.push(await sealOne(admitted, connector, 'true 1.txt', shown[0]?.head));
    expect(await vault.sync()).toMatchObject({ totalItems: 2, problems: [] });
    await vault.withdrawSource(connector.writerId);
    expect(await namesOf(vault)).toEqual(['true 0.txt', 'true 1.txt']);

    const forged = await sealOne(admitted, connector, 'forged 0.txt');
    const deceived = await openDevice(server, { meddler: showing(() => [forged]) });
    await deceived.unlock({ email, password });
    expect((await deceived.sync()).problems).toMatchObject([{ sourceName: 'Bank feed' }]);
    expect(await namesOf(deceived)).toEqual([]);
    // Nor is a worker granted what nobody was shown.
    const itemIds = parseManifest(forged.manifest).manifest.items.map(({ itemId }) => itemId);
    const jobId = JobId.fromBytes(new Uint8Array(16).fill(7));
    const terms = { kind: 'job', jobId, analyserName: 'text', itemIds } as const;
    expect(await codeOf(deceived.grantWorker(asked(newWorker(), { terms })))).toBe('item_not_found');

    const undeceived = await openDevice(server, { meddler: show });
    await undeceived.unlock({ email, password });
    expect(await undeceived.sync()).toMatchObject({ totalItems: 2, problems: [] });
    expect(await namesOf(undeceived)).toEqual(['true 0.txt', 'true 1.txt']);
  });
});
