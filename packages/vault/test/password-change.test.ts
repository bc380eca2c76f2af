import { createMemoryStorage, createVault } from '@commonseal/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { createCookieFetch } from '../../../e2e/fixtures/cookie-fetch.ts';
import { isChosen } from '../../../e2e/fixtures/sample.ts';
import { quickPasswords } from '../../../e2e/fixtures/quick-passwords.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { type Meddler, codeOf, file, openDevice, password, readAll, signUp } from './support/device.ts';
import { peopleOf } from './support/people.ts';
import { expectLoginFails, otherPassword, unlocked, waysOf } from './support/ways-in.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

const { beginAccount, addMember } = peopleOf(() => server);
const plain = { oldPassword: password, newPassword: otherPassword, isOldOneKnown: false };
const known = { ...plain, isOldOneKnown: true };

describe('a change of password', () => {
  it('loses nothing, and the old password opens nothing', async () => {
    const person = await signUp(server);
    await bringIn(person.vault, [file('a.txt', 'a')]);
    const before = await waysOf(person.vault, 'password');
    expect(await person.vault.changePassword(plain)).toMatchObject({ email: person.email });
    const after = await waysOf(person.vault, 'password');
    expect(after).toHaveLength(1);
    expect(after[0]?.credentialId).not.toBe(before[0]?.credentialId);
    await expectLoginFails(server, person);
    const again = await unlocked(server, person, otherPassword);
    await again.sync();
    expect([...(await readAll(again)).keys()]).toEqual(['a.txt']);
    await bringIn(person.vault, [file('b.txt', 'b')]);
    expect(await again.sync()).toMatchObject({ totalItems: 2, problems: [] });
    const { entries } = await again.listActivity();
    expect(entries.filter(({ event }) => event.kind === 'keysReplaced')).toEqual([]);
  });

  it('asks for the old one, and for a new one that is long enough', async () => {
    const { vault, email } = await signUp(server);
    expect(await codeOf(vault.changePassword({ ...plain, oldPassword: otherPassword }))).toBe('login_failed');
    expect(await codeOf(vault.changePassword({ ...plain, newPassword: 'short' }))).toBe('invalid_request');
    expect(await codeOf(vault.confirmPassword(otherPassword))).toBe('login_failed');
    await vault.confirmPassword(password);
    await unlocked(server, { email });
  });

  it('can be made again and again, by the newest one', async () => {
    const person = await signUp(server);
    await person.vault.changePassword(plain);
    await person.vault.changePassword({ ...known, oldPassword: otherPassword, newPassword: password });
    await person.vault.changePassword(plain);
    await expectLoginFails(server, person);
    await unlocked(server, person, otherPassword);
  });
});

describe('a change of a password that somebody else knows', () => {
  it('replaces the keys for all, ends other sessions, and loses nothing', async () => {
    const owner = await beginAccount();
    await bringIn(owner.vault, [file('a.txt', 'a')]);
    const ben = await addMember(owner);
    const other = await unlocked(server, owner);
    const items = await owner.vault.listItems();
    await owner.vault.setStar(
      items.map(({ itemId }) => itemId),
      true,
    );
    const { account } = await owner.vault.changePassword(known);
    expect(account).toMatchObject({ accountName: 'Häfeli & Søns', memberCount: 2, standing: 'open' });
    expect(await owner.vault.listItems()).toMatchObject([{ isStarred: true }]);
    await expectLoginFails(server, owner);
    expect(await codeOf(other.sync())).toBe('unauthenticated');

    await bringIn(owner.vault, [file('b.txt', 'b')]);
    expect(await ben.vault.sync()).toMatchObject({ totalItems: 2, problems: [] });
    await bringIn(ben.vault, [file('c.txt', 'c')]);
    const again = await unlocked(server, owner, otherPassword);
    expect(await again.sync()).toMatchObject({ totalItems: 3, problems: [] });
    expect((await readAll(again)).size).toBe(3);
    expect((await again.listItems()).filter(({ isStarred }) => isStarred)).toHaveLength(1);
    const { entries } = await ben.vault.listActivity();
    expect(entries.filter(({ event }) => event.kind === 'keysReplaced')).toHaveLength(1);
    // The device that brought in the first one was withdrawn with the keys, and has become a new writer.
    await owner.vault.sync();
    const devices = (await owner.vault.listSources()).filter(({ kind }) => kind === 'device');
    expect(devices.map(({ withdrawnAtMs }) => withdrawnAtMs === undefined)).toEqual([false, true, true]);
  });

  it('loses nothing that is marked while it is under way', async () => {
    let isMarking = false;
    const person = await signUp(server, async (url, _init, forward) => {
      const response = await forward();
      if (isMarking && url.endsWith('/api/user/keys')) {
        const items = await person.vault.listItems();
        await person.vault.setStar(
          items.map(({ itemId }) => itemId),
          true,
        );
      }
      return response;
    });
    await bringIn(person.vault, [file('a.txt', 'a')]);
    isMarking = true;
    await person.vault.changePassword(known);
    expect(await person.vault.listItems()).toMatchObject([{ isStarred: true }]);
    await person.vault.sync();
    const again = await unlocked(server, person, otherPassword);
    await again.sync();
    expect(await again.listItems()).toMatchObject([{ isStarred: true }]);
  });

  it('tells another tab of the same browser to unlock again', async () => {
    const person = await signUp(server);
    const storage = createMemoryStorage();
    const fetch = createCookieFetch(server.url);
    const tabs = await Promise.all(
      [1, 2].map(() =>
        createVault({
          fetch,
          storage,
          baseUrl: server.url,
          deviceName: 'Test device',
          passwords: quickPasswords,
        }),
      ),
    );
    const [one, other] = tabs;
    if (!one || !other) throw new Error('two tabs');
    await one.unlock({ email: person.email, password });
    await other.unlock({ email: person.email, password });
    await one.changePassword(known);
    expect(await codeOf(other.sync())).toBe('unauthenticated');
    expect(await codeOf(other.listWaysIn())).toBe('unauthenticated');
    expect(await one.sync()).toMatchObject({ problems: [] });
    await other.unlock({ email: person.email, password: otherPassword });
    expect(await other.sync()).toMatchObject({ problems: [] });
  });

  it('goes through every account of the person', async () => {
    const person = await signUp(server);
    const second = await person.vault.createAccount({ accountName: 'Second' });
    await bringIn(person.vault, [file('second.txt', 's')]);
    expect((await person.vault.changePassword(known)).account?.accountId).toBe(second.account?.accountId);
    const again = await unlocked(server, person, otherPassword);
    for (const { accountId } of await again.listAccounts()) {
      await again.switchAccount(accountId);
      const { entries } = await again.listActivity();
      expect(entries.filter(({ event }) => event.kind === 'keysReplaced')).toHaveLength(1);
      expect(await again.sync()).toMatchObject({ problems: [] });
    }
  });

  it('leaves out an account that the person was removed from', async () => {
    const owner = await beginAccount();
    const ben = await addMember(owner);
    await ben.vault.createAccount({ accountName: 'Own' });
    const { members } = await owner.vault.listTeam();
    const member = members.find(({ name }) => name === ben.email);
    if (!member) throw new Error('a member was expected');
    await owner.vault.removeMember(member.userId);
    await ben.vault.changePassword(known);
    const again = await unlocked(server, ben, otherPassword);
    expect(await again.listAccounts()).toHaveLength(2);
  });
});

describe('two changes at once', () => {
  it('of the password: one is made, the other is told', async () => {
    const person = await signUp(server);
    const other = await unlocked(server, person);
    const both = await Promise.all([
      codeOf(person.vault.changePassword({ ...plain, newPassword: 'the first new passphrase' })),
      codeOf(other.changePassword({ ...plain, newPassword: 'the second new passphrase' })),
    ]);
    expect(both.filter((code) => code === 'no error')).toHaveLength(1);
    const made = both[0] === 'no error' ? 'the first new passphrase' : 'the second new passphrase';
    const told = both.find((code) => code !== 'no error');
    expect(['log_conflict', 'login_failed', 'unauthenticated']).toContain(told);
    await unlocked(server, person, made);
  });

  it('of keys and of the account: both are made', async () => {
    const owner = await beginAccount();
    const ben = await addMember(owner);
    await Promise.all([owner.vault.changePassword(known), ben.vault.rotateAccountKey()]);
    const again = await unlocked(server, owner, otherPassword);
    expect(await again.sync()).toMatchObject({ problems: [] });
    const { entries } = await again.listActivity();
    const kinds = entries.map(({ event }) => event.kind);
    expect(kinds).toContain('keysReplaced');
    expect(kinds).toContain('keyReplaced');
  });
});

describe('the network cut at any moment', () => {
  /** Cuts at a request, before it is sent or after it was answered; from then on nothing gets through. */
  function cutter(path: string, cutsAfter: boolean) {
    let isArmed = false;
    let isCut = false;
    const meddler: Meddler = async (url, init, forward) => {
      if (isCut) throw new TypeError('the network is gone');
      if (!isArmed || init?.method !== 'POST' || new URL(url).pathname !== path) return forward();
      isCut = true;
      if (cutsAfter) await forward();
      throw new TypeError('the network is gone');
    };
    return {
      meddler,
      arm() {
        isArmed = true;
      },
      isCut: () => isCut,
    };
  }

  const beforeIt = ['/api/login/start', '/api/login/finish', '/api/user/password/start'];
  const moments = [
    [plain, [...beforeIt, '/api/user/ways-in']],
    [known, [...beforeIt, '/api/user/keys']],
  ] as const;
  const everyCut = moments.flatMap(([change, paths]) =>
    paths.flatMap((path) =>
      [false, true].map((cutsAfter) => ({
        change,
        path,
        cutsAfter,
        isChanged: cutsAfter && path === paths.at(-1),
      })),
    ),
  );

  /** In a sample: those that matter most, and some of the others. */
  const cuts = everyCut.filter(({ path }, at) => !beforeIt.includes(path) || isChosen(at, 10));

  it.each(cuts)(
    'leaves the old or the new password, never half: $path, answered: $cutsAfter',
    async ({ change, path, cutsAfter, isChanged }) => {
      const cut = cutter(path, cutsAfter);
      const person = await signUp(server, cut.meddler);
      await bringIn(person.vault, [file('a.txt', 'a')]);
      cut.arm();
      expect(await codeOf(person.vault.changePassword(change))).toBe('offline');
      expect(cut.isCut()).toBe(true);
      await expectLoginFails(server, person, isChanged ? password : otherPassword);
      // The device that was cut off, on its own storage.
      const back = await openDevice(server, { storage: person.storage });
      await back.unlock({ email: person.email, password: isChanged ? otherPassword : password });
      expect(await back.sync()).toMatchObject({ totalItems: 1, problems: [] });
      expect((await readAll(back)).size).toBe(1);
      expect(await bringIn(back, [file('b.txt', 'b')])).toMatchObject({ imported: 1 });
    },
    60_000,
  );

  it('is got over when it comes back: the same request is answered again', async () => {
    let cutsSoFar = 0;
    const person = await signUp(server, async (url, _init, forward) => {
      const response = await forward();
      if (!url.endsWith('/api/user/keys') || cutsSoFar === 2) return response;
      cutsSoFar += 1;
      throw new TypeError('the answer was lost');
    });
    await person.vault.changePassword(known);
    expect(cutsSoFar).toBe(2);
    const { entries } = await person.vault.listActivity();
    expect(entries.filter(({ event }) => event.kind === 'keysReplaced')).toHaveLength(1);
    await unlocked(server, person, otherPassword);
  });
});
