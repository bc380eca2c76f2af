import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { codeOf, file, openDevice, password } from './support/device.ts';
import { namesOf, peopleOf, plainInvite, userIdOf } from './support/people.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

const { beginAccount, newcomer, addMember } = peopleOf(() => server);

describe('somebody with two accounts', () => {
  it('opens the other one when they were removed from the one that they had open', async () => {
    const owner = await beginAccount();
    const ben = await addMember(owner);
    const { accountId: removedId } = (await ben.vault.sync()).account;
    await ben.vault.createAccount({ accountName: 'Of my own' });
    await ben.vault.switchAccount(removedId);
    await owner.vault.removeMember(await userIdOf(owner, ben));
    expect(await codeOf(ben.vault.sync())).toBe('removed_from_account');
    const again = await openDevice(server, { storage: ben.storage });
    expect(await again.unlock({ email: ben.email, password })).toEqual({
      email: ben.email,
      account: undefined,
      refusal: { accountId: removedId, code: 'removed_from_account' },
    });
    expect(await codeOf(again.sync())).toBe('locked');
    const other = (await again.listAccounts()).find(({ accountId }) => accountId !== removedId);
    if (!other) throw new Error('only one account');
    expect(await again.switchAccount(other.accountId)).toMatchObject({ accountName: 'Of my own' });
    expect(await again.sync()).toMatchObject({ problems: [], logEntries: 1 });
  });
});

describe('leaving', () => {
  const isOwnLog = (url: string) => new URL(url).pathname.endsWith('/user/log');

  it('is finished by the next attempt, whichever answer was lost', async () => {
    const lost: ((url: string) => boolean)[] = [(url) => /\/accounts\/[^/]+\/log$/.test(url), isOwnLog];
    const owner = await beginAccount();
    for (const isLost of lost) {
      let isCut = false;
      const ben = await addMember(owner, 'member', async (url, init, forward) => {
        const answer = await forward();
        if (isCut && init?.method === 'POST' && isLost(url)) throw new TypeError('the network is gone');
        return answer;
      });
      isCut = true;
      expect(await codeOf(ben.vault.leaveAccount())).toBe('offline');
      isCut = false;
      expect(await ben.vault.leaveAccount()).toEqual({ email: ben.email, account: undefined });
      expect(await ben.vault.listAccounts()).toEqual([]);
      await owner.vault.sync();
      expect(await namesOf(owner)).toEqual([owner.email]);
    }
  });

  it('is done although the next account cannot be opened', async () => {
    const owner = await beginAccount();
    let refused = '';
    const ben = await addMember(owner, 'member', async (url, init, forward) => {
      if (refused !== '' && init?.method === 'GET' && url.includes(refused))
        throw new TypeError('the network is gone');
      return forward();
    });
    const { accountId: left } = (await ben.vault.sync()).account;
    const { account } = await ben.vault.createAccount({ accountName: 'Of my own' });
    await ben.vault.switchAccount(left);
    refused = account?.accountId ?? '';
    expect(await ben.vault.leaveAccount()).toEqual({
      email: ben.email,
      account: undefined,
      refusal: { accountId: refused, code: 'offline' },
    });
    expect(await ben.vault.listAccounts()).toMatchObject([{ accountId: refused, standing: 'unreachable' }]);
  });
});

describe('an account', () => {
  it('that is begun and cannot be opened is begun', async () => {
    let isCut = false;
    const { vault, email } = await newcomer(async (url, init, forward) => {
      if (isCut && init?.method === 'GET' && url.includes('/accounts/'))
        throw new TypeError('the network is gone');
      return forward();
    });
    isCut = true;
    const begun = await vault.createAccount({ accountName: 'Of my own' });
    expect(begun).toMatchObject({ email, refusal: { code: 'offline' } });
    isCut = false;
    const [account] = await vault.listAccounts();
    expect(account).toMatchObject({ accountId: begun.refusal?.accountId, accountName: 'Of my own' });
  });

  it('is taken off the list of whoever was removed from it, and of nobody who is in', async () => {
    const owner = await beginAccount();
    const ben = await addMember(owner);
    const { accountId } = (await ben.vault.sync()).account;
    expect(await codeOf(ben.vault.forgetAccount(accountId))).toBe('already_member');
    await owner.vault.removeMember(await userIdOf(owner, ben));
    expect(await ben.vault.listAccounts()).toMatchObject([{ accountId }]);
    expect(await ben.vault.forgetAccount(accountId)).toEqual({ email: ben.email, account: undefined });
    const again = await openDevice(server, { storage: ben.storage });
    expect(await again.unlock({ email: ben.email, password })).toEqual({
      email: ben.email,
      account: undefined,
    });
    expect(await again.listAccounts()).toEqual([]);
  });
});

describe('what is known of an account', () => {
  it('is not forgotten for an invite whose log ends before it', async () => {
    let shown = Number.POSITIVE_INFINITY;
    const owner = await beginAccount();
    const { link } = await owner.vault.createInvite(plainInvite);
    const ben = await newcomer(async (url, _init, forward) => {
      const reply = await forward();
      if (!/\/invites\/[^/]+\/log$/.test(new URL(url).pathname)) return reply;
      const { entries } = (await reply.json()) as { entries: readonly string[] };
      return Response.json({ entries: entries.slice(0, shown), more: false });
    });
    await ben.vault.acceptInvite(link);
    const { logEntries } = await owner.vault.sync();
    await owner.vault.rotateAccountKey();
    await ben.vault.sync();
    shown = logEntries;
    expect(await codeOf(ben.vault.acceptInvite(link))).toBe('log_rollback');
    shown = Number.POSITIVE_INFINITY;
    expect(await ben.vault.acceptInvite(link)).toMatchObject({ standing: 'open' });
  });

  it('includes accounts that another device of the person has joined', async () => {
    const owner = await beginAccount();
    const ben = await newcomer();
    const other = await openDevice(server);
    await other.unlock({ email: ben.email, password });
    const { link } = await owner.vault.createInvite(plainInvite);
    const joined = await ben.vault.acceptInvite(link);
    const { account: begun } = await other.createAccount({ accountName: 'Of my own' });
    const accounts = await other.listAccounts();
    expect(accounts.map(({ accountId }) => accountId)).toEqual([joined.accountId, begun?.accountId]);
  });
});

describe('when somebody was last seen', () => {
  it('is told of the account that is open, and not of the one before', async () => {
    const { vault } = await beginAccount();
    await vault.sync();
    await vault.sync();
    const ofOneself = async () => (await vault.listTeam()).members[0]?.lastSeenAtMs;
    expect(await ofOneself()).toBeGreaterThan(0);
    await vault.createAccount({ accountName: 'Other' });
    expect(await ofOneself()).toBeUndefined();
  });
});

describe('files that are brought in', () => {
  it('stay out of an account that was opened meanwhile', async () => {
    const { vault } = await beginAccount();
    const { accountId } = (await vault.sync()).account;
    const switching = vault.createAccount({ accountName: 'Other' });
    expect(await codeOf(vault.importFiles([file('a.txt', 'a')], { accountId }))).toBe('cancelled');
    await switching;
    expect(await vault.sync()).toMatchObject({ totalItems: 0, account: { accountName: 'Other' } });
    await vault.switchAccount(accountId);
    expect(await vault.importFiles([file('a.txt', 'a')], { accountId })).toMatchObject({ imported: 1 });
  });
});
