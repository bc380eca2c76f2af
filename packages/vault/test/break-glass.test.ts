import {
  AccountId,
  breakGlassShareQr,
  encodeBase64url,
  encodeBreakGlassShare,
  readBreakGlassShare,
} from '@commonseal/protocol';
import { currentEpoch } from '@commonseal/account-log';
import { accountSeedContext, generateAccountSeed, sealSecret } from '@commonseal/crypto/seal';
import type { PreparedShares, VaultApi } from '@commonseal/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { keptLog } from './support/connector.ts';
import { type Device, codeOf, file, openDevice, readAll } from './support/device.ts';
import { asks, newPassword, newestRequest, typesWords } from './support/let-back-in.ts';
import { namesOf, peopleOf, userIdOf } from './support/people.ts';
import { expectLoginFails, unlocked } from './support/ways-in.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

const { beginAccount, addMember } = peopleOf(() => server);
const threeHolders = { threshold: 2, holderNames: ['Ada', 'Ben', 'the safe'] };

function groupsOf({ groups }: PreparedShares['shares'][number], ...numbers: number[]) {
  return numbers.map((number) => ({ number, text: groups[number - 1] ?? '' }));
}

/** Makes a set, confirms its shares and puts it in force. @returns codes as they are typed, and those of the QR codes */
async function makeSet(vault: VaultApi, input = threeHolders) {
  const { shares } = await vault.prepareBreakGlass(input);
  for (const share of shares) await vault.confirmShare(share.index, groupsOf(share, 6, 19));
  await vault.startBreakGlass();
  return { typed: shares.map(({ groups }) => groups.join('-')), scanned: shares.map(({ qr }) => qr) };
}

async function comesIn(codes: readonly (string | undefined)[], email: string, vault?: VaultApi) {
  const browser = vault ?? (await openDevice(server));
  const typed = codes.map((code) => code ?? '');
  const { account } = await browser.useBreakGlass({ codes: typed, email, newPassword });
  return { vault: browser, account };
}

const refusalOf = async (codes: readonly (string | undefined)[], { email }: Pick<Device, 'email'>) =>
  codeOf(comesIn(codes, email));

const isSetLog = (url: string) => /\/api\/break-glass\/[^/]+\/log$/.test(url);

/** An account's log as a device keeps it. */
async function entriesIn({ storage }: Device): Promise<readonly string[]> {
  return (await storage.list('log/')).map(([, entry]) => encodeBase64url(entry));
}

let strangers = 0;
function stranger() {
  strangers += 1;
  return `stranger-${process.pid}-${strangers}@example.test`;
}

describe('break-glass shares', () => {
  it('are made by owners, printed, confirmed each, and only then count', async () => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    expect(await codeOf(member.vault.prepareBreakGlass(threeHolders))).toBe('not_owner');
    for (const wrong of [
      { threshold: 1, holderNames: ['a', 'b'] },
      { threshold: 3, holderNames: ['a', 'b'] },
      { threshold: 2, holderNames: ['a', ' '] },
      { threshold: 2, holderNames: Array.from({ length: 11 }, (_, at) => `holder ${at}`) },
    ])
      expect(await codeOf(owner.vault.prepareBreakGlass(wrong))).toBe('invalid_request');
    expect(await codeOf(owner.vault.startBreakGlass())).toBe('kit_mismatch');

    const prepared = await owner.vault.prepareBreakGlass(threeHolders);
    expect(prepared).toMatchObject({ accountName: 'Häfeli & Søns', serverAddress: server.url, threshold: 2 });
    const [first, second, third] = prepared.shares;
    if (!first || !second || !third) throw new Error('three shares were expected');
    expect(second).toMatchObject({ index: 2, holderName: 'Ben' });
    for (const wrong of [
      groupsOf(first, 7),
      groupsOf(first, 7, 7),
      [...groupsOf(first, 7), ...groupsOf(second, 8)],
      // All shares of a set have these.
      groupsOf(first, 3, 4),
    ])
      expect(await codeOf(owner.vault.confirmShare(1, wrong))).toBe('kit_mismatch');
    await owner.vault.confirmShare(1, groupsOf(first, 7, 8));
    await owner.vault.confirmShare(2, groupsOf(second, 7, 8));
    expect(await codeOf(owner.vault.startBreakGlass())).toBe('kit_mismatch');
    expect(await owner.vault.breakGlassSet()).toBeUndefined();
    await owner.vault.confirmShare(3, groupsOf(third, 6, 19));
    await owner.vault.startBreakGlass();
    // Those that are left before are kept nowhere.
    const [left] = (await owner.vault.prepareBreakGlass(threeHolders)).shares;
    if (!left) throw new Error('three shares were expected');
    await owner.vault.forgetPreparedShares();
    expect(await codeOf(owner.vault.confirmShare(1, groupsOf(left, 7, 8)))).toBe('kit_mismatch');

    await member.vault.sync();
    expect(await member.vault.breakGlassSet()).toMatchObject({
      madeByName: owner.email,
      threshold: 2,
      holderNames: ['Ada', 'Ben', 'the safe'],
      setName: prepared.setName,
    });
    expect((await member.vault.listTeam()).readers.map(({ kind }) => kind)).toContain('breakGlass');
    const whole = { kind: 'whole', index: 3, threshold: 2, count: 3, setName: prepared.setName } as const;
    const [code, qr] = [third.groups.join(' '), third.qr];
    for (const text of [code, qr])
      expect(await member.vault.checkShare(text)).toEqual({
        ...whole,
        set: 'in force',
        holderName: 'the safe',
      });
    const locked = await openDevice(server);
    expect(await locked.checkShare(code)).toEqual({ ...whole, set: 'unknown', holderName: '' });
    const elsewhere = await beginAccount();
    expect(await elsewhere.vault.checkShare(code)).toMatchObject({ set: 'not of this account, or over' });
    expect(await member.vault.checkShare(code.slice(0, -3))).toMatchObject({ kind: 'damaged' });
    // A drill uses nothing up.
    expect(await member.vault.breakGlassSet()).toBeDefined();
  });

  it('let a new owner in who reads everything of before, and are spent then', async () => {
    const owner = await beginAccount();
    await bringIn(owner.vault, [file('before.txt', 'a')]);
    const { typed, scanned } = await makeSet(owner.vault);
    // Later account keys are sealed to the set as well: nothing is printed again.
    await owner.vault.rotateAccountKey();
    await bringIn(owner.vault, [file('after.txt', 'b')]);
    const email = stranger();
    expect(await refusalOf([typed[0]], { email })).toBe('shares_refused');
    expect(await refusalOf([typed[0], typed[0]], { email })).toBe('shares_refused');
    const { vault, account } = await comesIn([typed[2], scanned[0]], email);
    expect(account).toMatchObject({ email, role: 'owner', standing: 'open', memberCount: 2 });
    expect(await vault.sync()).toMatchObject({ totalItems: 2, problems: [] });
    expect([...(await readAll(vault)).keys()].toSorted()).toEqual(['after.txt', 'before.txt']);
    expect(await vault.breakGlassSet()).toBeUndefined();
    expect(await refusalOf([typed[1], typed[2]], { email: stranger() })).toBe('shares_over');
    // All are told, and the key of the spent set opens nothing new.
    await owner.vault.sync();
    const [event] = (await owner.vault.listActivity()).entries;
    expect(event).toMatchObject({ event: { kind: 'breakGlassUsed', name: email } });
    expect(event?.newEpoch).toBe(3);
    expect((await owner.vault.listTeam()).readers.map(({ kind }) => kind)).toEqual(['member', 'member']);
    const elsewhere = await unlocked(server, { email }, newPassword);
    expect(await elsewhere.sync()).toMatchObject({ totalItems: 2 });
  });

  it('let in though one of more than it takes is spoilt, and with as many as it takes do not', async () => {
    const owner = await beginAccount();
    const { typed } = await makeSet(owner.vault);
    const reading = readBreakGlassShare(typed[1] ?? '');
    if (reading.kind !== 'whole') throw new Error('the share is whole');
    const { share } = reading;
    const bytes = share.bytes.with(3, (share.bytes[3] ?? 0) ^ 1);
    const spoilt = encodeBreakGlassShare({ ...share, bytes }).join('-');
    expect(await refusalOf([typed[0], spoilt], { email: stranger() })).toMatch(/^shares_/);
    const { account } = await comesIn([typed[0], spoilt, typed[2]], stranger());
    expect(account).toMatchObject({ role: 'owner', standing: 'open' });
  });

  it('give a member a new start under their own address; who they were is there to be removed', async () => {
    const owner = await beginAccount();
    await bringIn(owner.vault, [file('a.txt', 'a')]);
    const { typed } = await makeSet(owner.vault);
    const { vault } = await comesIn(typed, owner.email);
    await expectLoginFails(server, owner);
    expect(await codeOf(owner.vault.sync())).toBe('unauthenticated');
    expect(await namesOf({ ...owner, vault })).toEqual([owner.email, owner.email]);
    const { members } = await vault.listTeam();
    expect(members.map(({ cameBy }) => cameBy)).toEqual(['beginning', 'breakGlass']);
    const [former] = members.filter(({ isYou }) => !isYou);
    if (!former) throw new Error('the former one is there');
    await vault.removeMember(former.userId);
    expect(await vault.sync()).toMatchObject({ totalItems: 1 });
    expect([...(await readAll(vault)).keys()]).toEqual(['a.txt']);
  });

  it('let nobody in under the address of somebody who is not in that account', async () => {
    const owner = await beginAccount();
    const other = await beginAccount();
    const { typed } = await makeSet(owner.vault);
    expect(await refusalOf(typed, other)).toBe('email_taken');
    await unlocked(server, other);
  });

  it('of a set that was replaced, withdrawn or never put in force open nothing', async () => {
    const owner = await beginAccount();
    const unused = await owner.vault.prepareBreakGlass(threeHolders);
    const codes = unused.shares.map(({ groups }) => groups.join(''));
    expect(await refusalOf(codes, { email: stranger() })).toBe('shares_over');
    const first = await makeSet(owner.vault);
    const second = await makeSet(owner.vault, { threshold: 3, holderNames: ['Ada', 'Ben', 'Cleo'] });
    expect(await refusalOf(first.typed, { email: stranger() })).toBe('shares_over');
    expect(await refusalOf(first.scanned, { email: stranger() })).toBe('shares_over');
    expect(await refusalOf([first.typed[0], second.typed[1], second.typed[2]], owner)).toBe('shares_refused');
    expect(await owner.vault.checkShare(first.typed[0] ?? '')).toMatchObject({
      set: 'not of this account, or over',
    });
    await owner.vault.withdrawBreakGlass();
    expect(await refusalOf(second.typed, { email: stranger() })).toBe('shares_over');
    expect(await codeOf(owner.vault.withdrawBreakGlass())).toBe('shares_over');
    await unlocked(server, owner);
  });

  it('end with whoever made them', async () => {
    const owner = await beginAccount();
    const other = await addMember(owner, 'owner');
    const { typed } = await makeSet(other.vault);
    expect((await owner.vault.sync()).account).toMatchObject({ sheetsNeeded: 2 });
    expect((await owner.vault.listTeam()).members.map((one) => one.hasMadeBreakGlass)).toEqual([false, true]);
    await owner.vault.removeMember(await userIdOf(owner, other));
    expect(await refusalOf(typed, { email: stranger() })).toBe('shares_over');
  });

  it.each([true, false])('survive an answer that got lost (done at the server: %s)', async (isDone) => {
    const owner = await beginAccount();
    await bringIn(owner.vault, [file('a.txt', 'a')]);
    const { typed } = await makeSet(owner.vault);
    let lost = 0;
    const vault = await openDevice(server, {
      meddler: async (url, _init, forward) => {
        if (!url.endsWith('/use') || lost >= 1) return forward();
        lost += 1;
        if (isDone) await forward();
        throw new TypeError('the answer was lost');
      },
    });
    const { account } = await comesIn(typed, stranger(), vault);
    expect(account).toMatchObject({ role: 'owner', standing: 'open', memberCount: 2 });
    expect(await vault.sync()).toMatchObject({ totalItems: 1 });
  });

  it('are in force once, where the answer got lost and it was found out meanwhile', async () => {
    const owner = await beginAccount();
    let isLost = false;
    const vault = await unlocked(server, owner, undefined, async (url, init, forward) => {
      const answer = await forward();
      if (isLost || init?.method !== 'POST' || !/\/accounts\/[^/]+\/log$/.test(url)) return answer;
      isLost = true;
      throw new TypeError('the answer was lost');
    });
    const { shares } = await vault.prepareBreakGlass(threeHolders);
    for (const share of shares) await vault.confirmShare(share.index, groupsOf(share, 6, 19));
    expect(await codeOf(vault.startBreakGlass())).toBe('offline');
    await vault.sync();
    await vault.startBreakGlass();
    expect(
      (await vault.listActivity()).entries.filter(({ event }) => event.kind === 'breakGlassMade'),
    ).toHaveLength(1);
  });

  it('are used on top of what others have changed meanwhile', async () => {
    const owner = await beginAccount();
    const { typed } = await makeSet(owner.vault);
    let isFirst = true;
    const vault = await openDevice(server, {
      meddler: async (url, _init, forward) => {
        if (isFirst && url.endsWith('/use')) {
          isFirst = false;
          await owner.vault.rotateAccountKey();
        }
        return forward();
      },
    });
    const { account } = await comesIn(typed, stranger(), vault);
    expect(account).toMatchObject({ role: 'owner', memberCount: 2 });
  });

  it('are not taken for those of an account that the server has made up', async () => {
    const owner = await beginAccount();
    const other = await beginAccount();
    const { typed, scanned } = await makeSet(owner.vault);
    const [{ accountId } = { accountId: '' }] = await other.vault.listAccounts();
    const vault = await openDevice(server, {
      meddler: async (url, _init, forward) =>
        url.endsWith('/break-glass/find') ? Response.json({ accountId }) : forward(),
    });
    expect(await codeOf(comesIn(typed, stranger(), vault))).toBe('shares_refused');
    // The QR code says which account it is: nobody has to be asked.
    const { account } = await comesIn(scanned, stranger(), vault);
    expect(account).toMatchObject({ role: 'owner' });
  });

  it('are refused by a log that does not have their set any more, whatever the server shows', async () => {
    const owner = await beginAccount();
    const first = await makeSet(owner.vault);
    await makeSet(owner.vault);
    const shown = await entriesIn(owner);
    const vault = await openDevice(server, {
      meddler: async (url, _init, forward) =>
        isSetLog(url) ? Response.json({ entries: shown, more: false }) : forward(),
    });
    expect(await codeOf(comesIn(first.scanned, stranger(), vault))).toBe('shares_over');
  });

  it('take no account key that the log does not state, and no log beside the printed place', async () => {
    const owner = await beginAccount();
    const { typed, scanned } = await makeSet(owner.vault);
    const log = await keptLog(owner.storage);
    const { accountId, breakGlass: set } = log.state;
    if (!set) throw new Error('the set is there');
    const { epoch } = currentEpoch(log.state);
    const recipient = { kind: 'breakGlass', id: set.id } as const;
    const context = accountSeedContext({ accountId, epoch, recipient });
    const seal = encodeBase64url(sealSecret(generateAccountSeed(), set.receivingKey, context));
    const vault = await openDevice(server, {
      meddler: async (url, _init, forward) => {
        const response = await forward();
        return isSetLog(url) ? Response.json({ ...(await response.json()), seal }) : response;
      },
    });
    expect(await codeOf(comesIn(typed, stranger(), vault))).toBe('key_mismatch');
    const [groups = '', other] = typed;
    const head = { sequence: 0, hash: new Uint8Array(32) };
    const beside = breakGlassShareQr(groups.split('-'), { accountId, head });
    expect(await refusalOf([beside, other], { email: stranger() })).toBe('log_fork');
    // One that names another account spoils nothing: the others, and the server, name theirs.
    const elsewhere = AccountId.fromBytes(new Uint8Array(32).fill(7));
    const astray = breakGlassShareQr(groups.split('-'), { accountId: elsewhere, head });
    expect((await comesIn([astray, scanned[1]], stranger())).account).toMatchObject({ role: 'owner' });
  });

  it('let whoever made them come back by a teammate and still hold', async () => {
    const owner = await beginAccount();
    const other = await addMember(owner, 'owner');
    const { typed } = await makeSet(other.vault);
    await owner.vault.sync();
    const requester = await asks(server, other);
    const { requestName } = await newestRequest(owner);
    await typesWords(owner, requestName, await requester.words());
    await owner.vault.approveReset(requestName);
    expect(await owner.vault.breakGlassSet()).toMatchObject({ madeByName: other.email });
    expect((await owner.vault.listTeam()).members.at(-1)).toMatchObject({
      cameBy: 'reset',
      name: other.email,
    });
    expect((await comesIn(typed, stranger())).account).toMatchObject({ role: 'owner', memberCount: 3 });
  });
});
