import { encodeRecoveryKit } from '@commonseal/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { codeOf, file, openDevice, password, readAll, signUp } from './support/device.ts';
import { peopleOf, plainInvite } from './support/people.ts';
import { expectLoginFails, otherPassword, shownTo, unlocked, waysOf } from './support/ways-in.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

const { beginAccount, newcomer } = peopleOf(() => server);

const groupsAt = (groups: readonly string[], ...numbers: number[]) =>
  numbers.map((number) => ({ number, text: groups[number - 1] ?? '' }));

describe('a recovery kit', () => {
  it('opens all content on a new device without the password, once', async () => {
    const person = await signUp(server);
    await bringIn(person.vault, [file('a.txt', 'a')]);
    const kit = await person.vault.makeRecoveryKit();
    expect(kit).toMatchObject({
      number: 1,
      email: person.email,
      serverAddress: server.url,
      replaces: undefined,
    });
    expect(kit.groups).toHaveLength(13);
    const code = kit.groups.join('-');

    const fresh = await openDevice(server);
    const { account } = await fresh.recover({ code: code.toLowerCase(), newPassword: otherPassword });
    expect(account).toMatchObject({ accountName: 'Häfeli & Søns', standing: 'open' });
    await fresh.sync();
    expect([...(await readAll(fresh)).keys()]).toEqual(['a.txt']);
    expect(await waysOf(fresh, 'kit')).toEqual([]);
    const { entries } = await fresh.listActivity();
    expect(entries.filter(({ event }) => event.kind === 'keysReplaced')).toHaveLength(1);
    expect(await codeOf(person.vault.sync())).toBe('unauthenticated');

    await expectLoginFails(server, person);
    await unlocked(server, person, otherPassword);
    const again = await openDevice(server);
    expect(await codeOf(again.recover({ code, newPassword: password }))).toBe('kit_unknown');
    await unlocked(server, person, otherPassword);
  });

  it('is confirmed by two of its groups, and by no others', async () => {
    const { vault } = await signUp(server);
    expect(await codeOf(vault.confirmRecoveryKit([]))).toBe('kit_mismatch');
    const { groups, credentialId } = await vault.makeRecoveryKit();
    expect(await waysOf(vault, 'kit')).toMatchObject([{ credentialId, name: '1', isConfirmed: false }]);
    const wrong = [
      [],
      groupsAt(groups, 3),
      groupsAt(groups, 3, 3),
      [...groupsAt(groups, 3), { number: 5, text: groups[3] ?? '' }],
      [...groupsAt(groups, 3), { number: 14, text: groups[3] ?? '' }],
      [...groupsAt(groups, 3, 4), { number: 5, text: '00000' }],
    ];
    for (const typed of wrong) expect(await codeOf(vault.confirmRecoveryKit(typed))).toBe('kit_mismatch');
    const typed = groupsAt(groups, 3, 11).map(({ number, text }) => ({
      number,
      text: ` ${text.toLowerCase()}`,
    }));
    await vault.confirmRecoveryKit(typed);
    expect(await waysOf(vault, 'kit')).toMatchObject([{ isConfirmed: true }]);
  });

  it('is tested without being used up, and not with the kit of somebody else', async () => {
    const person = await signUp(server);
    const other = await signUp(server);
    const kit = await person.vault.makeRecoveryKit();
    const others = await other.vault.makeRecoveryKit();
    const code = kit.groups.join(' ');
    for (const wrong of [
      others.groups.join(''),
      code.slice(0, -1),
      '',
      encodeRecoveryKit(new Uint8Array(32)).join(''),
    ])
      expect(await codeOf(person.vault.testRecoveryKit(wrong))).toBe('kit_mismatch');
    expect(await person.vault.testRecoveryKit(code)).toMatchObject({ email: person.email });
    expect(await waysOf(person.vault, 'kit')).toMatchObject([{ isConfirmed: true }]);
    await person.vault.testRecoveryKit(code);
    await bringIn(person.vault, [file('a.txt', 'a')]);
    const fresh = await openDevice(server);
    await fresh.recover({ code, newPassword: otherPassword });
    expect(await fresh.sync()).toMatchObject({ totalItems: 1, problems: [] });
  });

  it('counts until a newer one is confirmed, and opens nothing afterwards', async () => {
    const { vault, email } = await signUp(server);
    const first = await vault.makeRecoveryKit();
    await vault.testRecoveryKit(first.groups.join(''));
    const second = await vault.makeRecoveryKit();
    expect(second).toMatchObject({ number: 2, replaces: { number: 1, madeAtMs: first.madeAtMs } });
    await vault.testRecoveryKit(first.groups.join(''));
    expect(await waysOf(vault, 'kit')).toHaveLength(2);
    await vault.confirmRecoveryKit(groupsAt(second.groups, 1, 13));
    expect(await waysOf(vault, 'kit')).toMatchObject([{ name: '2', isConfirmed: true }]);
    const fresh = await openDevice(server);
    const code = first.groups.join('');
    expect(await codeOf(fresh.recover({ code, newPassword: otherPassword }))).toBe('kit_unknown');
    expect(await codeOf(vault.testRecoveryKit(code))).toBe('kit_mismatch');
    await unlocked(server, { email });
  });

  it('takes the place of one that nobody has confirmed when there are two', async () => {
    const { vault } = await signUp(server);
    const first = await vault.makeRecoveryKit();
    await vault.testRecoveryKit(first.groups.join(''));
    await vault.makeRecoveryKit();
    const third = await vault.makeRecoveryKit();
    expect(third).toMatchObject({ number: 3, replaces: { number: 1 } });
    expect((await waysOf(vault, 'kit')).map(({ name }) => name)).toEqual(['1', '3']);
    expect(
      (await vault.listActivity()).entries.filter(({ event }) => event.kind === 'keysReplaced'),
    ).toHaveLength(1);
  });

  it.each([true, false])(
    'is the same one when it is asked for again after the answer was lost (done at the server: %s)',
    async (isDone) => {
      let isLost = true;
      const { vault } = await signUp(server, async (url, _init, forward) => {
        if (!isLost || !url.endsWith('/api/user/ways-in')) return forward();
        if (isDone) await forward();
        throw new TypeError('the answer was lost');
      });
      expect(await codeOf(vault.makeRecoveryKit())).toBe('offline');
      isLost = false;
      const kit = await vault.makeRecoveryKit();
      expect(kit).toMatchObject({ number: 1, replaces: undefined });
      expect(await waysOf(vault, 'kit')).toMatchObject([{ credentialId: kit.credentialId }]);
      await vault.testRecoveryKit(kit.groups.join(''));
      expect(await vault.makeRecoveryKit()).toMatchObject({ number: 2, replaces: { number: 1 } });
    },
    60_000,
  );

  it('is not withdrawn by later ones that nobody confirms: the newest of them makes room', async () => {
    const { vault } = await signUp(server);
    const first = await vault.makeRecoveryKit();
    expect((await vault.listWaysIn()).kitInTheWay).toBeUndefined();
    const second = await vault.makeRecoveryKit();
    const { credentialId, madeAtMs } = second;
    expect((await vault.listWaysIn()).kitInTheWay).toEqual({ credentialId, number: 2, madeAtMs });
    await vault.makeRecoveryKit();
    expect((await waysOf(vault, 'kit')).map(({ name }) => name)).toEqual(['1', '3']);
    await vault.testRecoveryKit(first.groups.join(''));
    expect(await codeOf(vault.testRecoveryKit(second.groups.join('')))).toBe('kit_mismatch');
  });

  it('lets somebody in who still waits for the key of an account, and is not spent by it', async () => {
    const owner = await beginAccount();
    const ben = await newcomer();
    await ben.vault.createAccount({ accountName: 'Own' });
    await bringIn(ben.vault, [file('a.txt', 'a')]);
    const code = (await ben.vault.makeRecoveryKit()).groups.join('');
    const { link } = await owner.vault.createInvite(plainInvite);
    expect(await ben.vault.acceptInvite(link)).toMatchObject({ standing: 'waiting' });

    const fresh = await openDevice(server);
    expect(await fresh.recover({ code, newPassword: otherPassword })).toMatchObject({ isKitSpent: false });
    await expectLoginFails(server, ben);
    const again = await unlocked(server, ben, otherPassword);
    const known = { oldPassword: otherPassword, newPassword: password, isOldOneKnown: true };
    expect(await codeOf(again.changePassword({ ...known, shown: await shownTo(again) }))).toBe(
      'keys_wait_for_account',
    );
    await owner.vault.sync();
    const last = await openDevice(server);
    expect(await last.recover({ code, newPassword: password })).toMatchObject({ isKitSpent: true });
    await unlocked(server, ben);
  });

  it('takes nobody into the account of somebody else, who has planted it', async () => {
    const planter = await signUp(server);
    const code = (await planter.vault.makeRecoveryKit()).groups.join('');
    const victim = await signUp(server);
    const fresh = await openDevice(server);
    const input = { code, newPassword: otherPassword };
    expect(await codeOf(fresh.recover({ ...input, email: victim.email }))).toBe('kit_mismatch');
    expect(await codeOf(fresh.sync())).toBe('locked');
    await unlocked(server, planter);
    await unlocked(server, victim);
    const theirs = await openDevice(server);
    const email = ` ${planter.email.toUpperCase()} `;
    expect(await theirs.recover({ ...input, email })).toMatchObject({ isKitSpent: true });
  });

  it('is told as used when it was, whatever fails afterwards', async () => {
    const person = await signUp(server);
    const code = (await person.vault.makeRecoveryKit()).groups.join('');
    let isCut = false;
    const fresh = await openDevice(server, {
      meddler: async (url, _init, forward) => {
        if (isCut) throw new TypeError('the network is gone');
        const response = await forward();
        isCut = url.endsWith('/api/user/keys');
        return response;
      },
    });
    expect(await fresh.recover({ code, newPassword: otherPassword })).toMatchObject({
      isKitSpent: true,
      refusal: { code: 'offline' },
    });
    await unlocked(server, person, otherPassword);
  });

  it('asks for a new password that is long enough, and is not spent by one that is not', async () => {
    const { vault } = await signUp(server);
    const code = (await vault.makeRecoveryKit()).groups.join('');
    const fresh = await openDevice(server);
    expect(await codeOf(fresh.recover({ code, newPassword: 'short' }))).toBe('invalid_request');
    await fresh.recover({ code, newPassword: otherPassword });
  });
});
