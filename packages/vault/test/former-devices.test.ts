import { createMemoryStorage } from '@commonseal/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { type Device, type Meddler, codeOf, file, openDevice, password, signUp } from './support/device.ts';
import { peopleOf } from './support/people.ts';
import { otherPassword, unlocked } from './support/ways-in.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

const { addMember } = peopleOf(() => server);
const known = { oldPassword: password, newPassword: otherPassword, isOldOneKnown: true };

/** Whether each device that may or might write is withdrawn, in the order of the log. */
async function devicesOf({ vault }: Pick<Device, 'vault'>): Promise<boolean[]> {
  await vault.sync();
  const sources = await vault.listSources();
  return sources
    .filter(({ kind }) => kind === 'device')
    .map(({ withdrawnAtMs }) => withdrawnAtMs !== undefined);
}

describe('a device that was admitted with keys that have been replaced', () => {
  it('may write no more, in any account, and what it had delivered stays', async () => {
    const person = await signUp(server);
    const ben = await addMember(person);
    const second = await person.vault.createAccount({ accountName: 'Second' });
    const intruder = await unlocked(server, person);
    const [first] = await intruder.listAccounts();
    if (!second.account || !first) throw new Error('two accounts were expected');
    await intruder.switchAccount(second.account.accountId);
    await bringIn(intruder, [file('second.txt', 's')]);
    await intruder.switchAccount(first.accountId);
    await bringIn(intruder, [file('first.txt', 'f')]);
    await person.vault.sync();

    await person.vault.changePassword(known);
    // No sync of their own has to follow it.
    const again = await unlocked(server, person, otherPassword);
    for (const { accountId } of await again.listAccounts()) {
      await again.switchAccount(accountId);
      const { entries } = await again.listActivity();
      expect(entries.filter(({ event }) => event.kind === 'sourceWithdrawn')).toHaveLength(1);
      expect(await again.sync()).toMatchObject({ totalItems: 1, problems: [] });
    }
    expect(await devicesOf(ben)).toEqual([true]);
    expect(await ben.vault.sync()).toMatchObject({ totalItems: 1, problems: [] });
    expect(await codeOf(bringIn(intruder, [file('late.txt', 'l')]))).not.toBe('no error');
  });

  it('is withdrawn by the next sync of any device, when that was cut off', async () => {
    let isCut = false;
    const person = await signUp(server, async (url, _init, forward) => {
      if (isCut) throw new TypeError('the network is gone');
      const response = await forward();
      isCut = url.endsWith('/api/user/keys');
      return response;
    });
    await bringIn(await unlocked(server, person), [file('a.txt', 'a')]);
    expect(await person.vault.changePassword(known)).toMatchObject({ refusal: { code: 'offline' } });
    const vault = await unlocked(server, person, otherPassword);
    expect((await vault.listSources()).map(({ withdrawnAtMs }) => withdrawnAtMs)).toEqual([undefined]);
    expect(await devicesOf({ vault })).toEqual([true]);
    expect(await devicesOf({ vault })).toEqual([true]);
    expect(await vault.sync()).toMatchObject({ totalItems: 1, problems: [] });
  });

  /** Loses the next delivery, or the answer to it. */
  function losing(what: 'delivery' | 'answer') {
    let isLosing = true;
    const meddler: Meddler = async (url, _init, forward) => {
      if (!isLosing || !url.endsWith('/commit')) return forward();
      if (what === 'answer') await forward();
      throw new TypeError('the network is gone');
    };
    return {
      meddler,
      stop: () => {
        isLosing = false;
      },
    };
  }

  it('delivers what it had as a new writer, where it is an honest one', async () => {
    const person = await signUp(server);
    const storage = createMemoryStorage();
    const loss = losing('delivery');
    const other = await openDevice(server, { storage, meddler: loss.meddler });
    await other.unlock({ email: person.email, password });
    expect(await codeOf(bringIn(other, [file('a.txt', 'a')]))).toBe('offline');
    await person.vault.changePassword(known);
    loss.stop();
    await other.unlock({ email: person.email, password: otherPassword });
    expect(await bringIn(other, [file('a.txt', 'a')])).toMatchObject({ imported: 1 });
    expect(await devicesOf(person)).toEqual([true, false]);
    expect(await person.vault.sync()).toMatchObject({ totalItems: 1, problems: [] });
  });

  it.each(['delivery', 'answer'] as const)(
    'delivers once as a new writer, when it is the one that replaced the keys (lost: %s)',
    async (what) => {
      const loss = losing(what);
      const person = await signUp(server);
      await bringIn(person.vault, [file('before.txt', 'b')]);
      const vault = await openDevice(server, { storage: person.storage, meddler: loss.meddler });
      await vault.unlock({ email: person.email, password });
      expect(await codeOf(bringIn(vault, [file('a.txt', 'a')]))).toBe('offline');
      await vault.changePassword(known);
      loss.stop();
      expect(await bringIn(vault, [file('a.txt', 'a')])).toMatchObject({ imported: 1 });
      expect(await devicesOf({ vault })).toEqual([true, false]);
      expect(await vault.sync()).toMatchObject({ totalItems: 2, problems: [] });
    },
    60_000,
  );
});
