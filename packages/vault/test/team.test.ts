import { encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { parseManifest } from '@commonseal/account-log';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import * as devices from './support/device.ts';
import { type Meddler, codeOf, file, openDevice, password, readAll } from './support/device.ts';
import { namesOf, peopleOf, plainInvite, userIdOf } from './support/people.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

const { beginAccount, newcomer, addMember } = peopleOf(() => server);

/** What a batch that is handed in is sealed under. */
function epochOf(init: RequestInit | undefined): number {
  if (typeof init?.body !== 'string') throw new TypeError('a JSON body was expected');
  const { manifest } = JSON.parse(init.body) as { manifest: string };
  return parseManifest(parseBase64url(manifest)).manifest.epoch;
}

describe('an invite', () => {
  it('lets somebody join, who waits until any member comes by, and then reads everything', async () => {
    const owner = await beginAccount();
    await bringIn(owner.vault, [file('before.txt', 'before')]);
    const { link } = await owner.vault.createInvite(plainInvite);
    const ben = await newcomer();
    expect(await ben.vault.lookAtInvite(link)).toMatchObject({ role: 'member', standing: 'pending' });
    expect(await ben.vault.acceptInvite(link)).toMatchObject({ standing: 'waiting', accountName: '' });
    expect(await ben.vault.sync()).toMatchObject({ totalItems: 0, account: { standing: 'waiting' } });
    await owner.vault.sync();
    expect(await ben.vault.sync()).toMatchObject({
      totalItems: 1,
      account: { standing: 'open', accountName: 'Häfeli & Søns', role: 'member', memberCount: 2 },
    });
    expect([...(await readAll(ben.vault)).keys()]).toEqual(['before.txt']);
    expect(await namesOf(owner)).toEqual([owner.email, ben.email]);
    expect(await namesOf(ben)).toEqual([owner.email, ben.email]);
  });

  it('that opens at once needs nobody, counts as a reader until it is used, and ends with a new key', async () => {
    const owner = await beginAccount();
    await bringIn(owner.vault, [file('before.txt', 'before')]);
    const { link } = await owner.vault.createInvite({ ...plainInvite, opensAtOnce: true });
    expect((await owner.vault.listTeam()).readers).toContainEqual({ kind: 'invite', name: 'Ben' });
    expect(await owner.vault.sync()).toMatchObject({ account: { memberCount: 1, readingLinks: 1 } });
    const ben = await newcomer();
    expect(await ben.vault.acceptInvite(link)).toMatchObject({ standing: 'open' });
    expect(await ben.vault.sync()).toMatchObject({ totalItems: 1 });
    await owner.vault.sync();
    expect((await owner.vault.listTeam()).readers).toEqual([
      { kind: 'member', name: owner.email },
      { kind: 'member', name: ben.email },
    ]);
    const { entries } = await owner.vault.listActivity();
    expect(entries[0]).toMatchObject({ event: { kind: 'joined', name: ben.email }, newEpoch: 1 });
  });

  it('that opened at once takes the account key along when it is withdrawn, also after it has expired', async () => {
    const owner = await beginAccount();
    const { inviteId } = await owner.vault.createInvite({
      ...plainInvite,
      lifetimeMs: 3_600_000,
      opensAtOnce: true,
    });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 7_200_000 });
    await owner.vault.revokeInvite(inviteId);
    vi.useRealTimers();
    const { entries } = await owner.vault.listActivity();
    expect(entries[0]).toMatchObject({ event: { kind: 'keyReplaced' }, newEpoch: 1 });
    expect((await owner.vault.listTeam()).readers).toEqual([{ kind: 'member', name: owner.email }]);
  });

  it('lets somebody wait on when the key that they are handed is none, until the next one', async () => {
    let isSpoiling = true;
    const owner = await beginAccount((url, init, forward) => {
      if (isSpoiling && init?.method === 'PUT' && url.includes('/seals/') && typeof init.body === 'string') {
        const { seal } = JSON.parse(init.body) as { seal: string };
        init.body = JSON.stringify({ seal: encodeBase64url(parseBase64url(seal).fill(7, -8)) });
      }
      return forward();
    });
    const ben = await newcomer();
    await ben.vault.acceptInvite((await owner.vault.createInvite(plainInvite)).link);
    await owner.vault.sync();
    expect(await ben.vault.sync()).toMatchObject({ account: { standing: 'waiting' } });
    const again = await openDevice(server);
    expect(await again.unlock({ email: ben.email, password })).toMatchObject({
      account: { standing: 'waiting' },
    });
    isSpoiling = false;
    await owner.vault.rotateAccountKey();
    expect(await ben.vault.sync()).toMatchObject({ account: { standing: 'open' } });
  });

  it('is good for one person, and not after it was withdrawn', async () => {
    const owner = await beginAccount();
    const first = await owner.vault.createInvite(plainInvite);
    await (await newcomer()).vault.acceptInvite(first.link);
    expect(await codeOf((await newcomer()).vault.acceptInvite(first.link))).toBe('invite_used');
    const second = await owner.vault.createInvite(plainInvite);
    await owner.vault.revokeInvite(second.inviteId);
    expect(await codeOf((await newcomer()).vault.acceptInvite(second.link))).toBe('invite_revoked');
    expect(await codeOf((await newcomer()).vault.acceptInvite(`${second.link.slice(0, -1)}~`))).toBe(
      'invite_invalid',
    );
  });

  it('of a member, and of somebody who is in already', async () => {
    const owner = await beginAccount();
    const ben = await addMember(owner);
    expect(await codeOf(ben.vault.createInvite(plainInvite))).toBe('not_owner');
    const { link } = await owner.vault.createInvite(plainInvite);
    expect(await ben.vault.lookAtInvite(link)).toMatchObject({ standing: 'already member' });
    await ben.vault.acceptInvite(link);
    expect((await owner.vault.listTeam()).invites[0]).toMatchObject({ standing: 'pending' });
  });
});

describe('membership', () => {
  it('ends with a new key: whoever was removed opens nothing that is new', async () => {
    const owner = await beginAccount();
    const ben = await addMember(owner);
    const cid = await addMember(owner);
    await bringIn(owner.vault, [file('old.txt', 'old')]);
    await ben.vault.sync();
    const benId = await userIdOf(owner, ben);
    expect(await owner.vault.previewRemoval(benId)).toMatchObject({
      name: ben.email,
      readableItems: 1,
      remaining: 2,
    });
    await owner.vault.removeMember(benId);
    await bringIn(owner.vault, [file('new.txt', 'new')]);
    expect(await codeOf(ben.vault.sync())).toBe('removed_from_account');
    expect(await cid.vault.sync()).toMatchObject({ totalItems: 2, problems: [] });
    expect([...(await readAll(cid.vault)).keys()].toSorted()).toEqual(['new.txt', 'old.txt']);
  });

  it('begins again by another invite, on the same device and with all that was brought in meanwhile', async () => {
    const owner = await beginAccount();
    const ben = await addMember(owner);
    await bringIn(ben.vault, [file('of ben.txt', 'of ben')]);
    await owner.vault.sync();
    await owner.vault.removeMember(await userIdOf(owner, ben));
    await bringIn(owner.vault, [file('meanwhile.txt', 'meanwhile')]);
    expect(await codeOf(ben.vault.sync())).toBe('removed_from_account');
    const { link } = await owner.vault.createInvite(plainInvite);
    expect(await ben.vault.acceptInvite(link)).toMatchObject({ standing: 'waiting' });
    await owner.vault.sync();
    expect(await ben.vault.sync()).toMatchObject({ totalItems: 2, problems: [] });
    await bringIn(ben.vault, [file('again.txt', 'again')]);
    expect(await owner.vault.sync()).toMatchObject({ totalItems: 3, problems: [] });
    expect([...(await readAll(ben.vault)).keys()].toSorted()).toEqual([
      'again.txt',
      'meanwhile.txt',
      'of ben.txt',
    ]);
    const again = await openDevice(server, { storage: ben.storage });
    expect((await again.unlock({ email: ben.email, password })).account?.memberCount).toBe(2);
  });

  it('always leaves an owner', async () => {
    const owner = await beginAccount();
    const ben = await addMember(owner);
    const ownerId = await userIdOf(owner, owner);
    expect(await codeOf(owner.vault.leaveAccount())).toBe('last_owner');
    expect(await codeOf(owner.vault.setRole(ownerId, 'member'))).toBe('last_owner');
    await owner.vault.setRole(await userIdOf(owner, ben), 'owner');
    expect(await owner.vault.leaveAccount()).toEqual({ email: owner.email, account: undefined });
    // Whoever leaves made the new key in leaving: the next client replaces it by itself.
    await ben.vault.sync();
    const { entries } = await ben.vault.listActivity();
    expect(entries.slice(0, 2)).toMatchObject([
      { event: { kind: 'keyReplaced' }, newEpoch: 2 },
      { event: { kind: 'left', name: owner.email }, newEpoch: 1 },
    ]);
  });

  it('that ends while something is brought in keeps it from whoever has made the key in leaving', async () => {
    let shown = Number.POSITIVE_INFINITY;
    const epochs: number[] = [];
    const owner = await beginAccount(async (url, init, forward) => {
      const { pathname, searchParams } = new URL(url);
      if (pathname.endsWith('/chunks')) shown = Number.POSITIVE_INFINITY;
      if (pathname.endsWith('/commit')) epochs.push(epochOf(init));
      const reply = await forward();
      if (init?.method === 'POST' || !/\/accounts\/[^/]+\/log$/.test(pathname)) return reply;
      const { entries, more } = (await reply.json()) as { entries: readonly string[]; more: boolean };
      const news = Math.max(0, shown - Number(searchParams.get('after') ?? -1) - 1);
      return Response.json({ entries: entries.slice(0, news), more });
    });
    const ben = await addMember(owner);
    await bringIn(owner.vault, [file('first.txt', 'first')]);
    await ben.vault.sync();
    shown = (await owner.vault.listActivity()).verifiedEntries;
    await ben.vault.leaveAccount();
    await bringIn(owner.vault, [file('new.txt', 'new')]);
    expect(epochs).toEqual([0, 2]);
  });

  it('in several accounts lets a person switch', async () => {
    const owner = await beginAccount();
    const ben = await beginAccount();
    const { link } = await owner.vault.createInvite(plainInvite);
    const joined = await ben.vault.acceptInvite(link);
    await owner.vault.sync();
    await ben.vault.sync();
    const accounts = await ben.vault.listAccounts();
    expect(accounts.map(({ role, standing, isCurrent }) => [role, standing, isCurrent])).toEqual([
      ['owner', 'open', false],
      ['member', 'open', true],
    ]);
    const again = await openDevice(server, { storage: ben.storage });
    expect((await again.unlock({ email: ben.email, password })).account?.accountId).toBe(joined.accountId);
    await again.switchAccount(accounts[0]!.accountId);
    expect((await again.sync()).account.role).toBe('owner');
  });
});

describe('two owners at once', () => {
  it('both replace the key: one first, the other after it', async () => {
    const owner = await beginAccount();
    const ben = await addMember(owner, 'owner');
    await Promise.all([owner.vault.rotateAccountKey(), ben.vault.rotateAccountKey()]);
    await Promise.all([owner.vault.sync(), ben.vault.sync()]);
    const [left, right] = [await owner.vault.listActivity(), await ben.vault.listActivity()];
    expect(left.head).toEqual(right.head);
    expect(left.entries.filter(({ event }) => event.kind === 'keyReplaced')).toHaveLength(2);
  });

  it('both remove the same person: one does, and the other is told that they are gone', async () => {
    const owner = await beginAccount();
    const ben = await addMember(owner, 'owner');
    const cid = await addMember(owner);
    await ben.vault.sync();
    const cidId = await userIdOf(owner, cid);
    const codes = await Promise.all([
      codeOf(owner.vault.removeMember(cidId)),
      codeOf(ben.vault.removeMember(cidId)),
    ]);
    expect(codes.toSorted()).toEqual(['member_gone', 'no error']);
  });
});

describe('deep rotation', () => {
  it('seals older keys again; a new device reads all by the new seals, and the receipt stands in the log', async () => {
    const owner = await beginAccount();
    await bringIn(owner.vault, [file('old.txt', 'old')]);
    await owner.vault.rotateAccountKey();
    let asked = 0;
    const stopAtOnce = () => (asked++ === 0 ? 'stop' : undefined);
    expect(await codeOf(owner.vault.rotateDeeply(stopAtOnce))).toBe('cancelled');
    expect(await owner.vault.rotateDeeply()).toEqual({ batches: 1 });
    const other = await openDevice(server);
    await other.unlock({ email: owner.email, password });
    expect(await other.sync()).toMatchObject({ totalItems: 1, problems: [] });
    expect(await readAll(other)).toEqual(
      new Map([['old.txt', encodeBase64url(new TextEncoder().encode('old'))]]),
    );
    expect((await owner.vault.listActivity()).entries[0]?.event).toEqual({
      kind: 'deeplyRotated',
      epoch: 1,
      batches: 1,
    });
  });
});

describe('a list of old seals', () => {
  const naming =
    (more: (first: object) => readonly object[]): Meddler =>
    async (url, _init, forward) => {
      const answer = await forward();
      if (!url.includes('/old-seals')) return answer;
      const { batches, total } = (await answer.json()) as { batches: object[]; total: number };
      const [first] = batches;
      return Response.json({ batches: first ? [...batches, ...more(first)] : [], total });
    };

  it('may name what was refused here, and does not go round in circles', async () => {
    const unknown = { sequence: 1_000, batchId: encodeBase64url(new Uint8Array(16).fill(7)) };
    for (const [more, outcome] of [
      [() => [unknown], 'no error'],
      [(first: object) => [first], 'malformed'],
    ] as const) {
      const owner = await devices.signUp(server, naming(more));
      await bringIn(owner.vault, [file('old.txt', 'old')]);
      await owner.vault.rotateAccountKey();
      expect(await codeOf(owner.vault.rotateDeeply())).toBe(outcome);
    }
  });
});

describe('a log that stands still', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is told of after a month, also when the server leaves out what the others have signed', async () => {
    let isLeavingOut = false;
    const owner = await devices.signUp(server, async (url, _init, forward) =>
      isLeavingOut && url.endsWith('/head-statements') ? Response.json({ statements: [] }) : forward(),
    );
    await addMember(owner);
    isLeavingOut = true;
    expect(await owner.vault.sync()).toMatchObject({ notices: [] });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31 * 86_400_000 });
    expect(await owner.vault.sync()).toMatchObject({ notices: [{ kind: 'silentLog' }] });
  });
});
