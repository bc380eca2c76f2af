import { analyse } from '@commonseal/analysis/analysers';
import { encodeFinding } from '@commonseal/protocol';
import type { FindingMaker, VaultApi, VaultStorage } from '@commonseal/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { type Meddler, bytesOf, codeOf, file, openDevice, password } from './support/device.ts';
import { peopleOf } from './support/people.ts';
import { type ReadsHere, readsHere } from './support/reads-here.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);
afterAll(async () => {
  await server.stop();
});

const { beginAccount, addMember } = peopleOf(() => server);

const letter = [
  'From: Anna <anna@example.test>',
  'To: ben@example.test',
  'Subject: The bill',
  'Date: Tue, 05 Mar 2024 10:00:00 +0000',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Please pay USD 12.50 by the end of the month. Thank you very much indeed for your kind patience with us.',
].join('\r\n');
const files = [
  file('bill.eml', letter),
  file('note.txt', 'a note about nothing'),
  file('more.txt', 'and another'),
];

async function accountIdOf(vault: VaultApi) {
  const [account] = await vault.listAccounts();
  return account?.accountId ?? expect.fail();
}

/** The same device after a reload, or in another tab. */
async function reload(
  { storage, email }: { readonly storage: VaultStorage; readonly email: string },
  findings: FindingMaker,
  meddler?: Meddler,
): Promise<VaultApi> {
  const vault = await openDevice(server, { storage, findings, ...(meddler ? { meddler } : {}) });
  await vault.unlock({ email, password });
  await vault.sync();
  return vault;
}

/** Somebody with these files, whose device reads with the analysers. */
async function somebody(reads: ReadsHere, brought = files, meddler?: Meddler) {
  const device = await beginAccount();
  await bringIn(device.vault, brought);
  return { device, vault: await reload(device, reads, meddler) };
}

const analyseAll = async (vault: VaultApi, onProgress?: Parameters<VaultApi['analyseHere']>[1]) =>
  vault.analyseHere({ accountId: await accountIdOf(vault) }, onProgress);

/** By file name, what was found: bytes as text. */
async function foundIn(vault: VaultApi): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const { itemId, header } of await vault.listItems()) {
    const results = await vault.resultsOf(itemId);
    const bodies = await Promise.all(
      results.map(async ({ resultId, analyser, version }) => {
        const finding = await vault.openResult(resultId);
        return `${analyser} ${version} ${new TextDecoder().decode(encodeFinding(finding))}`;
      }),
    );
    found.set(header.fileName, bodies);
  }
  return found;
}

/** What the analysers say of a file, in the order in which results are told. */
async function expectedOf(
  { analysers }: ReadsHere,
  { fileName, mediaType, body }: { fileName: string; mediaType: string; body: string },
) {
  const sorted = analysers.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const bytes = new TextEncoder().encode(body);
  const findings = await analyse({ fileName, mediaType, bytes }, sorted);
  return sorted.map(
    ({ name, version }, at) =>
      `${name} ${version} ${new TextDecoder().decode(encodeFinding(findings[at] ?? expect.fail()))}`,
  );
}

describe('what a member’s device reads', () => {
  it('is found for the whole account, once, under the name of the device', async () => {
    const reads = readsHere();
    const { device, vault } = await somebody(reads);
    const count = reads.analysers.length;
    expect(await vault.leftToAnalyse()).toEqual({ items: 3, stale: 0 });
    const told: string[] = [];
    const report = await analyseAll(vault, ({ done, total }) => void told.push(`${done}/${total}`));
    expect(report).toEqual({ items: 3, results: 3 * count, failed: 0, leftOut: 0 });
    expect([told[0], told.at(-1)]).toEqual(['0/3', '3/3']);
    expect(await vault.leftToAnalyse()).toEqual({ items: 0, stale: 0 });
    expect((await vault.sync()).totalItems).toBe(3);

    const member = await addMember(device);
    const found = await foundIn(member.vault);
    const asMail = { fileName: 'bill.eml', mediaType: 'message/rfc822', body: letter };
    expect(found.get('bill.eml')).toEqual(await expectedOf(reads, asMail));
    const [bill] = (await member.vault.listItems()).filter(({ header }) => header.fileName === 'bill.eml');
    const [result] = await member.vault.resultsOf(bill?.itemId ?? expect.fail());
    expect(result?.foundBy).toEqual({ kind: 'device', name: 'Test device' });

    const elsewhere = readsHere();
    const other = await reload(member, elsewhere);
    expect(await other.leftToAnalyse()).toEqual({ items: 0, stale: 0 });
    expect(await analyseAll(other)).toEqual({ items: 0, results: 0, failed: 0, leftOut: 0 });
    expect(elsewhere.read).toEqual([]);
    const scope = {};
    expect(await other.analytics(scope)).toEqual(await vault.analytics(scope));
    expect((await other.analytics(scope)).coverage.find(({ analyser }) => analyser === 'text')).toMatchObject(
      {
        current: 3,
        missing: 0,
      },
    );
  });

  it('is too large without being fetched, and failed where what reads it hangs; the others are read', async () => {
    const reads = readsHere(async (name) => (name === 'hangs.txt' ? 'failed' : undefined), 1000);
    const fetched: string[] = [];
    const { vault } = await somebody(
      reads,
      [file('hangs.txt', 'x'), file('large.txt', bytesOf(5000)), ...files],
      async (url, _init, forward) => {
        fetched.push(new URL(url).pathname);
        return forward();
      },
    );
    const report = await analyseAll(vault);
    expect(report).toMatchObject({ items: 5, failed: reads.analysers.length, leftOut: 0 });
    expect(reads.read).not.toContain('large.txt');
    const found = await foundIn(vault);
    expect(found.get('large.txt')).toContain('text 2 {"kind":"nothing to read","why":"too large"}');
    expect(found.get('hangs.txt')).toContain('text 2 {"kind":"failed","why":"hung"}');
    expect(found.get('note.txt')?.join()).toContain('a note about nothing');
    const { coverage } = await vault.analytics({});
    expect(coverage.find(({ analyser }) => analyser === 'text')).toMatchObject({ current: 5, failed: 1 });
  });

  it('is delivered when it is stopped, and goes on behind it', async () => {
    const reads = readsHere();
    const { vault, device } = await somebody(reads);
    const stopped = analyseAll(vault, ({ done }) => (done === 1 ? 'stop' : undefined));
    expect(await codeOf(stopped)).toBe('cancelled');
    expect(await vault.leftToAnalyse()).toEqual({ items: 2, stale: 0 });
    const after = readsHere();
    const reloaded = await reload(device, after);
    expect(await analyseAll(reloaded)).toMatchObject({ items: 2 });
    expect([...reads.read.slice(0, 1), ...after.read].toSorted()).toEqual(
      files.map(({ fileName }) => fileName).toSorted(),
    );
  });

  it('is stopped in the middle of an item that takes for ever', async () => {
    let ended = 0;
    const forEver: Parameters<typeof readsHere>[0] = (_name, signal) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          ended += 1;
          reject(signal.reason as Error);
        });
      });
    const reads: ReadsHere = readsHere(async (name, signal) =>
      reads.read.length === 2 ? forEver(name, signal) : undefined,
    );
    const { vault } = await somebody(reads);
    const stopped = analyseAll(vault, () => (reads.read.length === 2 ? 'stop' : undefined));
    expect(await codeOf(stopped)).toBe('cancelled');
    expect(ended).toBe(1);
    // What was read before it has been delivered.
    expect(await vault.leftToAnalyse()).toEqual({ items: 2, stale: 0 });
  });

  it.each(['before the server has it', 'before the answer is here'])(
    'is not read again when it is cut off at the end: %s',
    async (when) => {
      const reads = readsHere();
      let isCutOff = true;
      const { vault, device } = await somebody(reads, files, async (url, _init, forward) => {
        if (!isCutOff || !/\/batches\/[^/]+\/commit$/.test(new URL(url).pathname)) return forward();
        if (when === 'before the answer is here') await forward();
        throw new TypeError('fetch failed');
      });
      expect(await codeOf(analyseAll(vault))).toBe('offline');
      isCutOff = false;
      const after = readsHere();
      const reloaded = await reload(device, after);
      await analyseAll(reloaded);
      expect(after.read).toEqual([]);
      const found = await foundIn(reloaded);
      expect([...found.values()].map(({ length }) => length)).toEqual(
        [1, 1, 1].map(() => reads.analysers.length),
      );
      const { totalResults } = await reloaded.sync();
      expect(totalResults).toBe(3 * reads.analysers.length);
    },
  );

  it('is read once when two tabs of a device read at once', async () => {
    const reads = readsHere();
    const many = Array.from({ length: 70 }, (_, at) => file(`${at}.txt`, `note number ${at}`));
    const { vault, device } = await somebody(reads, many);
    const tab = await reload(device, reads);
    const [one, other] = await Promise.all([analyseAll(vault), analyseAll(tab)]);
    expect(one.items + other.items).toBe(70);
    expect(reads.read.toSorted()).toEqual(many.map(({ fileName }) => fileName).toSorted());
    const report = await vault.sync();
    expect(report).toMatchObject({ problems: [], totalResults: 70 * reads.analysers.length });
  });

  it('leaves out what the server hands out altered, and reads the others', async () => {
    const reads = readsHere();
    let isAltered = true;
    const device = await beginAccount();
    await bringIn(device.vault, [file('note.txt', 'a note about nothing')]);
    await bringIn(device.vault, [file('more.txt', 'and another')]);
    let alteredPath = '';
    const vault = await reload(device, reads, async (url, _init, forward) => {
      const { pathname } = new URL(url);
      const response = await forward();
      if (!pathname.endsWith('/first-chunks')) return response;
      alteredPath ||= pathname;
      if (!isAltered || pathname !== alteredPath) return response;
      const bytes = new Uint8Array(await response.arrayBuffer());
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      return new Response(bytes, response);
    });
    expect(await analyseAll(vault)).toMatchObject({ items: 1, leftOut: 1 });
    expect(await vault.leftToAnalyse()).toMatchObject({ items: 1 });
    isAltered = false;
    expect(await analyseAll(vault)).toMatchObject({ items: 1, leftOut: 0 });
  });

  it('is read once, whatever the server shows of what was delivered', async () => {
    const reads = readsHere();
    let isHidden = false;
    const { vault } = await somebody(reads, files, async (url, _init, forward) => {
      const { pathname } = new URL(url);
      if (/\/batches\/[^/]+\/commit$/.test(pathname)) isHidden = true;
      return isHidden && pathname.endsWith('/batches')
        ? Response.json({ batches: [], more: false })
        : forward();
    });
    expect(await analyseAll(vault)).toMatchObject({ items: 3 });
    expect(reads.read).toHaveLength(3);
  });

  it('is read all the same where a member says that newer programs than there are have found it', async () => {
    const reads = readsHere();
    const { device, vault } = await somebody(reads, files.slice(1, 2));
    const member = await addMember(device);
    const forged: FindingMaker = {
      ...readsHere(),
      analysers: [{ name: 'text', version: 999_999 }],
      find: async () => [{ kind: 'text', text: 'what is not in it', isCut: false }],
    };
    expect(await analyseAll(await reload(member, forged))).toMatchObject({ results: 1 });
    await vault.sync();
    expect(await vault.leftToAnalyse()).toEqual({ items: 1, stale: 0 });
    await analyseAll(vault);
    const found = await foundIn(vault);
    const asText = { fileName: 'note.txt', mediaType: 'text/plain', body: 'a note about nothing' };
    expect(found.get('note.txt')).toEqual(await expectedOf(reads, asText));
    const { coverage } = await vault.analytics({});
    expect(coverage.find(({ analyser }) => analyser === 'text')).toMatchObject({ newest: '2', stale: 0 });
  });

  it('stops when another account is open', async () => {
    const reads = readsHere();
    const { vault } = await somebody(reads);
    const accountId = await accountIdOf(vault);
    await vault.createAccount({ accountName: 'Another' });
    expect(await codeOf(vault.analyseHere({ accountId }))).toBe('cancelled');
    expect(reads.read).toEqual([]);
    await vault.switchAccount(accountId);
    const switching = vault.analyseHere({ accountId }, async ({ done }) => {
      if (done === 1) await vault.createAccount({ accountName: 'A third' });
    });
    expect(await codeOf(switching)).toBe('cancelled');
    const [other] = (await vault.listAccounts()).filter((account) => account.accountId !== accountId);
    await vault.switchAccount(other?.accountId ?? expect.fail());
    expect((await vault.sync()).totalResults).toBe(0);
  });

  it('does not keep an interrupted import from being known again', async () => {
    const device = await beginAccount();
    await bringIn(device.vault, [file('first.txt', 'first')]);
    const reads = readsHere();
    let commits = 0;
    // The batch of the import, and after that was finished the batch of results.
    const cutOff: Meddler = async (url, _init, forward) => {
      const answer = await forward();
      if (/\/batches\/[^/]+\/commit$/.test(new URL(url).pathname)) commits += 1;
      else return answer;
      if (commits !== 2) throw new TypeError('fetch failed');
      return answer;
    };
    expect(await codeOf(bringIn(await reload(device, reads, cutOff), files))).toBe('offline');
    expect(await codeOf(analyseAll(await reload(device, reads, cutOff)))).toBe('offline');
    expect(commits).toBe(3);
    await analyseAll(await reload(device, reads));
    expect(reads.read).toHaveLength(4);
    const again = await reload(device, reads);
    expect(await bringIn(again, files)).toMatchObject({ imported: 3 });
    expect(await again.sync()).toMatchObject({ totalItems: 4, problems: [] });
    // Asked for once more by somebody who knows: it is another one.
    expect(await bringIn(again, files)).toMatchObject({ imported: 3 });
    expect(await again.sync()).toMatchObject({ totalItems: 7 });
  });

  it('asks nobody and delivers nothing where a device reads nothing', async () => {
    const { vault } = await beginAccount();
    await bringIn(vault, files);
    expect(await vault.leftToAnalyse()).toEqual({ items: 0, stale: 0 });
    expect(await analyseAll(vault)).toMatchObject({ items: 0, results: 0 });
  });
});
