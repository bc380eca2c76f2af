import { createMemoryDeviceKeys, createMemoryStorage, createVault } from '@commonseal/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCookieFetch } from '../../../e2e/fixtures/cookie-fetch.ts';
import { quickPasswords } from '../../../e2e/fixtures/quick-passwords.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { codeOf, openDevice, password, signUp } from './support/device.ts';
import { generationOf, otherPassword, shownTo, unlocked, waysOf } from './support/ways-in.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

const known = { oldPassword: password, newPassword: otherPassword, isOldOneKnown: true };

/** A browser of its own, that may stay unlocked. */
async function browserOf(email: string) {
  const browser = { storage: createMemoryStorage(), deviceKeys: createMemoryDeviceKeys() };
  const open = () =>
    createVault({
      fetch: createCookieFetch(server.url),
      baseUrl: server.url,
      deviceName: 'Some browser',
      passwords: quickPasswords,
      ...browser,
    });
  const vault = await open();
  await vault.unlock({ email, password });
  await vault.stayUnlocked(8);
  return { vault, open };
}

/** Somebody who knows the password of another person has made themselves at home. */
async function withIntruder() {
  const person = await signUp(server);
  const intruder = await browserOf(person.email);
  const kit = await intruder.vault.makeRecoveryKit();
  return { person, intruder, kit, code: kit.groups.join('') };
}

describe('whoever knew the old password', () => {
  it('keeps none of the ways in that they added, when the owner takes them away with it', async () => {
    const { person, intruder, kit, code } = await withIntruder();
    const own = await browserOf(person.email);
    const devices = await waysOf(own.vault, 'device');
    const theirs = devices.filter(({ isThisOne }) => !isThisOne).map(({ credentialId }) => credentialId);
    expect(theirs).toHaveLength(1);
    const shown = await shownTo(own.vault);
    await own.vault.changePassword({ ...known, alsoWithdraw: [...theirs, kit.credentialId], shown });
    expect(await waysOf(own.vault, 'kit')).toEqual([]);
    expect(await waysOf(own.vault, 'device')).toMatchObject([{ isThisOne: true }]);
    expect(await (await intruder.open()).unlockHere()).toBeUndefined();
    const fresh = await openDevice(server);
    expect(await codeOf(fresh.recover({ code, newPassword: password }))).toBe('kit_unknown');
    expect(await (await own.open()).unlockHere()).toMatchObject({ account: { standing: 'open' } });
    await unlocked(server, person, otherPassword);
  });

  it('gets no new keys by a way in that they added after the list was shown', async () => {
    const { person } = await withIntruder();
    const { vault } = person;
    const shown = await shownTo(vault);
    const [, ...alsoWithdraw] = shown;
    const [first] = alsoWithdraw;
    if (!first) throw new Error('a way in was expected');
    const late = await browserOf(person.email);
    expect(await codeOf(vault.changePassword({ ...known, alsoWithdraw, shown }))).toBe('log_conflict');
    expect(await codeOf(vault.withdrawWayIn(first, shown))).toBe('log_conflict');
    expect(await generationOf(vault)).toBe(0);
    const seen = await shownTo(vault);
    await vault.changePassword({ ...known, alsoWithdraw: seen.slice(1), shown: seen });
    expect((await vault.listWaysIn()).ways).toMatchObject([{ kind: 'password' }]);
    expect(await (await late.open()).unlockHere()).toBeUndefined();
  });

  it('keeps no passkey or kit unseen when all other browsers are signed out', async () => {
    const { person } = await withIntruder();
    const { vault } = person;
    const shown = await shownTo(vault);
    await (await unlocked(server, person)).makeRecoveryKit();
    expect(await codeOf(vault.endOtherSessions(shown))).toBe('log_conflict');
    await vault.endOtherSessions(await shownTo(vault));
    expect(await waysOf(vault, 'device')).toEqual([]);
  });

  it('gets nothing taken away by a change that keeps the keys', async () => {
    const { person, kit } = await withIntruder();
    const change = { ...known, isOldOneKnown: false, alsoWithdraw: [kit.credentialId] };
    expect(await codeOf(person.vault.changePassword(change))).toBe('invalid_request');
    await unlocked(server, person);
  });

  it('is not stopped from it by a way in that is gone already, or named twice', async () => {
    const { person, kit } = await withIntruder();
    const [old] = await waysOf(person.vault, 'password');
    await person.vault.withdrawWayIn(kit.credentialId, await shownTo(person.vault));
    const [device] = await waysOf(person.vault, 'device');
    if (!old || !device) throw new Error('a password and a device were expected');
    const alsoWithdraw = [old, device, device, kit].map(({ credentialId }) => credentialId);
    await person.vault.changePassword({ ...known, alsoWithdraw });
    expect((await person.vault.listWaysIn()).ways).toMatchObject([{ kind: 'password' }]);
  });

  it('takes away this browser as well, when it is named', async () => {
    const person = await signUp(server);
    const own = await browserOf(person.email);
    const [device] = await waysOf(own.vault, 'device');
    await own.vault.changePassword({ ...known, alsoWithdraw: device ? [device.credentialId] : [] });
    expect(await waysOf(own.vault, 'device')).toEqual([]);
    expect(await own.vault.sync()).toMatchObject({ problems: [] });
    expect(await (await own.open()).unlockHere()).toBeUndefined();
  });

  it('has no browser that stays unlocked after a recovery kit was used', async () => {
    const person = await signUp(server);
    const code = (await person.vault.makeRecoveryKit()).groups.join('');
    const intruder = await browserOf(person.email);
    const fresh = await openDevice(server);
    await fresh.recover({ code, newPassword: otherPassword });
    expect((await fresh.listWaysIn()).ways).toMatchObject([{ kind: 'password' }]);
    expect(await (await intruder.open()).unlockHere()).toBeUndefined();
  });
});
