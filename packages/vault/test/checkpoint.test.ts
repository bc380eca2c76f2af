import { cryptoReady } from '@commonseal/crypto/seal';
import { type VaultApi, type VaultStorage, createMemoryStorage } from '@commonseal/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { holdConnector, keptLog, listingOf, sealOne } from './support/connector.ts';
import { type Device, type Meddler, codeOf, file, openDevice, password, readAll } from './support/device.ts';
import { peopleOf } from './support/people.ts';

let server: InProcessServer;
const { beginAccount, addMember } = peopleOf(() => server);

beforeAll(async () => {
  await cryptoReady();
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

const names = ['a.txt', 'b.txt', 'c.txt'];

/** An account with three batches, on a device that has verified them at once and written that down. */
async function account(): Promise<Device> {
  const { vault: writing, email } = await beginAccount();
  for (const name of names) await bringIn(writing, [file(name, `in ${name}`)]);
  const storage = createMemoryStorage();
  const vault = await unlockAgain({ email, storage });
  await settled(vault);
  return { vault, storage, email };
}

/** What was verified is written down behind whatever asks next. */
async function settled(vault: VaultApi): Promise<void> {
  await vault.sync();
  await vault.sync();
}

const checkpointsIn = (storage: VaultStorage) => storage.list('checkpoint/');

/** Nothing but a checkpoint tells what is in an account then: what was fetched is gone from the device. */
async function withoutBatches(storage: VaultStorage): Promise<void> {
  await storage.delete((await storage.list('batch/')).map(([key]) => key));
}

/** Unlocked again, and before any sync. */
async function unlockAgain(
  { email, storage }: Pick<Device, 'email' | 'storage'>,
  meddler?: Meddler,
): Promise<VaultApi> {
  const vault = await openDevice(server, { storage, ...(meddler ? { meddler } : {}) });
  await vault.unlock({ email, password });
  return vault;
}

const namesIn = async (vault: VaultApi) =>
  (await vault.listItems()).map(({ header }) => header.fileName).toSorted();

describe('a checkpoint', () => {
  it('has all that was verified, which opens and reads as before', async () => {
    const device = await account();
    const before = await device.vault.listItems();
    await withoutBatches(device.storage);
    const again = await unlockAgain(device);
    expect(await again.listItems()).toEqual(before);
    expect(await again.newestItems(2)).toEqual(before.slice(0, 2));
    expect(await readAll(again)).toEqual(await readAll(device.vault));
    expect(await again.sync()).toMatchObject({ newItems: 0, totalItems: 3, problems: [] });
    expect(await again.listSources()).toMatchObject([{ batches: 3, items: 3 }]);
  });

  it('is gone on from: what was delivered since is verified by the log and by its chain', async () => {
    const device = await account();
    const other = await unlockAgain({ email: device.email, storage: createMemoryStorage() });
    await bringIn(other, [file('d.txt', 'in d.txt')]);
    await withoutBatches(device.storage);
    const asked: string[] = [];
    const again = await unlockAgain(device, async (url, _init, forward) => {
      asked.push(new URL(url).search);
      return forward();
    });
    expect(await again.sync()).toMatchObject({ newItems: 1, totalItems: 4, problems: [] });
    expect(asked.filter((search) => search.includes('limit'))).toEqual(['?after=3&limit=50']);
  });

  it('says nothing in the clear', async () => {
    const { storage } = await account();
    const kept = await checkpointsIn(storage);
    expect(kept).toHaveLength(1);
    for (const [, value] of kept) {
      const text = Buffer.from(value).toString('latin1');
      for (const name of names) expect(text).not.toContain(name);
    }
  });

  it('counts for nothing when any part of it is altered', async () => {
    const device = await account();
    const [[key, value] = ['', new Uint8Array()]] = await checkpointsIn(device.storage);
    for (const at of [0, 8, 40, 70, 200, value.length - 1]) {
      const altered = value.slice();
      altered[at] = (altered[at] ?? 0) ^ 1;
      await device.storage.put([[key, altered]]);
      // What is verified anew is there all the same; with nothing left to verify, nothing is believed.
      const copy = await copyOf(device.storage);
      expect(await namesIn(await unlockAgain({ ...device, storage: copy }))).toEqual(names);
      await withoutBatches(copy);
      const again = await unlockAgain({ ...device, storage: copy });
      expect(await namesIn(again)).toEqual([]);
      expect(await again.sync()).toMatchObject({ totalItems: 3, problems: [] });
    }
  });

  it('counts for nothing in another account, for another person, or at another place', async () => {
    const [device, other] = [await account(), await account()];
    const [[key] = ['']] = await checkpointsIn(device.storage);
    const [[otherKey, theirs] = ['', new Uint8Array()]] = await checkpointsIn(other.storage);
    expect(key).not.toBe(otherKey);
    await withoutBatches(device.storage);
    await device.storage.put([[key, theirs]]);
    expect(await namesIn(await unlockAgain(device))).toEqual([]);
    // A second account of the same person, under the same key.
    const second = await device.vault.createAccount({ accountName: 'Second' });
    if (!second.account) throw new Error('an account was expected');
    await bringIn(device.vault, [file('z.txt', 'z')]);
    await settled(device.vault);
    const [ofFirst, ofSecond] = await checkpointsIn(device.storage).then((kept) => [
      kept.find(([name]) => name === key),
      kept.find(([name]) => name !== key),
    ]);
    if (!ofFirst || !ofSecond) throw new Error('two checkpoints were expected');
    await withoutBatches(device.storage);
    await device.storage.put([[key, ofSecond[1]]]);
    const again = await unlockAgain(device);
    const [first] = (await again.listAccounts()).filter(({ isCurrent }) => !isCurrent);
    if (!first) throw new Error('the first account was expected');
    await again.switchAccount(first.accountId);
    expect(await namesIn(again)).toEqual([]);
  });

  it('of a log that is not this one is left, and of one that goes on is taken', async () => {
    const device = await account();
    const older = await copyOf(device.storage);
    // The log goes on, and with it the checkpoint: shown the older log, what rests on the newer one is refused before.
    const joined = await addMember(device);
    for (let at = 0; at < 8; at += 1) await bringIn(device.vault, [file(`${at}.txt`, String(at))]);
    await settled(device.vault);
    await withoutBatches(older);
    expect(await namesIn(await unlockAgain({ ...device, storage: older }))).toEqual(names);
    const mixed = await copyOf(older);
    await mixed.put(await checkpointsIn(device.storage));
    expect((await namesIn(await unlockAgain({ ...device, storage: mixed }))).length).toBe(11);
    expect(joined.email).not.toBe(device.email);
  });

  it('does not keep a rollback of the log from being found', async () => {
    const device = await account();
    await addMember(device);
    await settled(device.vault);
    const shortened: Meddler = async (url, _init, forward) => {
      const response = await forward();
      if (!/\/log(\?|$)/.test(url) || url.includes('/user/')) return response;
      const reply = (await response.json()) as { entries: string[] };
      return Response.json({ entries: url.includes('after=') ? [] : reply.entries.slice(0, 2), more: false });
    };
    await device.storage.delete((await device.storage.list('log/')).map(([key]) => key));
    const vault = await openDevice(server, { storage: device.storage, meddler: shortened });
    expect((await vault.unlock({ email: device.email, password })).refusal).toMatchObject({
      code: 'log_rollback',
    });
    expect(await codeOf(vault.listItems())).toBe('locked');
  });

  it('does not keep another history of a source from being found', async () => {
    const owner = await beginAccount();
    const connector = holdConnector();
    await owner.vault.enrolConnector({ pairingLine: connector.pairingLine, name: 'Held' });
    const log = await keptLog(owner.storage);
    const first = await sealOne(log, connector, 'first.txt');
    const second = await sealOne(log, connector, 'second.txt', first.head);
    const otherSecond = await sealOne(log, connector, 'other.txt', first.head);
    const third = await sealOne(log, connector, 'third.txt', otherSecond.head);
    let shown = [first, second];
    const meddler: Meddler = async (url, _init, forward) => {
      const { pathname, searchParams } = new URL(url);
      return pathname.endsWith('/batches') ? listingOf(shown, Number(searchParams.get('after'))) : forward();
    };
    const vault = await unlockAgain(owner, meddler);
    await settled(vault);
    expect(await namesIn(vault)).toEqual(['first.txt', 'second.txt']);
    expect(await checkpointsIn(owner.storage)).toHaveLength(1);
    shown = [first, otherSecond, third];
    const again = await unlockAgain(owner, meddler);
    expect(await again.sync()).toMatchObject({ totalItems: 2, problems: [{ code: 'chain_broken' }] });
    expect(await namesIn(again)).toEqual(['first.txt', 'second.txt']);
  });

  it('is not written while anything of the account is refused', async () => {
    const owner = await beginAccount();
    const connector = holdConnector();
    await owner.vault.enrolConnector({ pairingLine: connector.pairingLine, name: 'Held' });
    const log = await keptLog(owner.storage);
    const first = await sealOne(log, connector, 'first.txt');
    const stranger = await sealOne(log, holdConnector(), 'stranger.txt');
    const vault = await unlockAgain(owner, async (url, _init, forward) => {
      const { pathname, searchParams } = new URL(url);
      return pathname.endsWith('/batches')
        ? listingOf([first, stranger], Number(searchParams.get('after')))
        : forward();
    });
    expect((await vault.sync()).problems).toHaveLength(1);
    await vault.sync();
    expect(await checkpointsIn(owner.storage)).toEqual([]);
  });

  it('ends before a batch of a source that was withdrawn before it', async () => {
    const owner = await beginAccount();
    const connector = holdConnector();
    await owner.vault.enrolConnector({ pairingLine: connector.pairingLine, name: 'Held' });
    const log = await keptLog(owner.storage);
    const first = await sealOne(log, connector, 'first.txt');
    const second = await sealOne(log, connector, 'second.txt', first.head);
    const showing =
      (count: number): Meddler =>
      async (url, _init, forward) => {
        const { pathname, searchParams } = new URL(url);
        return pathname.endsWith('/batches')
          ? listingOf([first, second].slice(0, count), Number(searchParams.get('after')))
          : forward();
      };
    // Another owner, who has seen one batch, withdraws the source when this one has seen and written down two.
    const other = await addMember(owner, 'owner', showing(1));
    const here = await unlockAgain(owner, showing(2));
    await settled(here);
    expect(await namesIn(here)).toEqual(['first.txt', 'second.txt']);
    await other.vault.sync();
    await other.vault.withdrawSource(connector.writerId);
    await withoutBatches(owner.storage);
    const again = await unlockAgain(owner, showing(2));
    expect(await namesIn(again)).toEqual(['first.txt']);
    expect((await again.sync()).problems).toMatchObject([{ code: 'batch_refused' }]);
  });

  it('goes with its person: when they sign out, when their keys are replaced, and when they leave', async () => {
    const device = await account();
    const copy = await copyOf(device.storage);
    const replaced = await unlockAgain({ ...device, storage: copy });
    expect(await checkpointsIn(copy)).toHaveLength(1);
    const newPassword = 'another long enough password';
    await replaced.changePassword({ oldPassword: password, newPassword, isOldOneKnown: true });
    expect(await checkpointsIn(copy)).toEqual([]);
    const leaving = await account();
    await addMember(leaving, 'owner');
    await leaving.vault.leaveAccount();
    expect(await checkpointsIn(leaving.storage)).toEqual([]);
    const signedOut = await account();
    await signedOut.vault.signOut();
    expect(await checkpointsIn(signedOut.storage)).toEqual([]);
  });
});

async function copyOf(storage: VaultStorage): Promise<VaultStorage> {
  const copy = createMemoryStorage();
  await copy.put(await storage.list(''));
  return copy;
}
