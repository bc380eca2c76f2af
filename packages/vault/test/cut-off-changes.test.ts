import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { codeOf, openDevice, password } from './support/device.ts';
import { peopleOf, plainInvite, userIdOf } from './support/people.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

const { beginAccount, addMember, onAnotherDevice } = peopleOf(() => server);

describe('a change that was cut off', () => {
  it('is made or named at the next start, and never twice', async () => {
    let isCut = false;
    const owner = await beginAccount(async (url, init, forward) => {
      const answer = await forward();
      if (isCut && init?.method === 'POST' && url.endsWith('/log'))
        throw new TypeError('the network is gone');
      return answer;
    });
    isCut = true;
    expect(await codeOf(owner.vault.rotateAccountKey())).toBe('offline');
    const again = await openDevice(server, { storage: owner.storage });
    await again.unlock({ email: owner.email, password });
    expect(await again.takeChangeNotes()).toMatchObject([
      { outcome: 'made', event: { kind: 'keyReplaced' } },
    ]);
    expect(await again.takeChangeNotes()).toEqual([]);
    const { entries } = await again.listActivity();
    expect(entries.filter(({ event }) => event.kind === 'keyReplaced')).toHaveLength(1);
  });

  it('is sent after all when the server never saw it, and overtaken when somebody else was first', async () => {
    let isCut = false;
    const owner = await beginAccount(async (url, init, forward) => {
      if (isCut && init?.method === 'POST' && url.endsWith('/log'))
        throw new TypeError('the network is gone');
      return forward();
    });
    const ben = await addMember(owner, 'owner');
    isCut = true;
    expect(await codeOf(owner.vault.rotateAccountKey())).toBe('offline');
    const again = await openDevice(server, { storage: owner.storage });
    await again.unlock({ email: owner.email, password });
    expect(await again.takeChangeNotes()).toMatchObject([{ outcome: 'made' }]);

    expect(await codeOf(owner.vault.rotateAccountKey())).toBe('offline');
    await ben.vault.sync();
    await ben.vault.rotateAccountKey();
    const third = await openDevice(server, { storage: owner.storage });
    await third.unlock({ email: owner.email, password });
    expect(await third.takeChangeNotes()).toMatchObject([
      { outcome: 'overtaken', event: { kind: 'keyReplaced' } },
    ]);
  });

  it('is done when the same is asked for again, and told when something else is', async () => {
    let isCut = false;
    const owner = await beginAccount(async (url, init, forward) => {
      const answer = await forward();
      if (isCut && init?.method === 'POST' && url.endsWith('/log'))
        throw new TypeError('the network is gone');
      return answer;
    });
    const ben = await addMember(owner);
    const benId = await userIdOf(owner, ben);
    const cutOff = async (change: () => Promise<unknown>) => {
      isCut = true;
      expect(await codeOf(change())).toBe('offline');
      isCut = false;
    };
    const changes = [
      () => owner.vault.setRole(benId, 'owner'),
      () => owner.vault.removeMember(benId),
      () => owner.vault.rotateAccountKey(),
    ];
    for (const change of changes) {
      await cutOff(change);
      const { logEntries } = await (await onAnotherDevice(owner)).sync();
      await change();
      expect((await owner.vault.sync()).logEntries).toBe(logEntries);
      expect(await owner.vault.takeChangeNotes()).toMatchObject([{ outcome: 'made' }]);
    }
    await cutOff(() => owner.vault.rotateAccountKey());
    await owner.vault.createInvite(plainInvite);
    expect(await owner.vault.takeChangeNotes()).toMatchObject([
      { outcome: 'made', event: { kind: 'keyReplaced' } },
    ]);
  });

  it('is settled by the next sync, and when its account is opened again', async () => {
    let isCut = false;
    const owner = await beginAccount(async (url, init, forward) => {
      if (isCut && init?.method === 'POST' && url.endsWith('/log'))
        throw new TypeError('the network is gone');
      return forward();
    });
    const { accountId } = (await owner.vault.sync()).account;
    const settling = [
      () => owner.vault.sync(),
      async () => {
        await owner.vault.createAccount({ accountName: 'Other' });
        expect(await owner.vault.takeChangeNotes()).toEqual([]);
        await owner.vault.switchAccount(accountId);
      },
    ];
    for (const settle of settling) {
      isCut = true;
      expect(await codeOf(owner.vault.rotateAccountKey())).toBe('offline');
      expect(await owner.vault.sync()).toMatchObject({ problems: [] });
      expect(await owner.vault.takeChangeNotes()).toEqual([]);
      isCut = false;
      await settle();
      expect(await owner.vault.takeChangeNotes()).toMatchObject([
        { outcome: 'made', event: { kind: 'keyReplaced' } },
      ]);
    }
  });
});
