import { apply, currentEpoch } from '@commonseal/account-log';
import { authorEpoch, authorInviteRevocation } from '@commonseal/account-log/author';
import { generateInviteSeed, generateWriterSeed } from '@commonseal/crypto/seal';
import { type ErrorCode, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { endpoints } from '@commonseal/protocol/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestAccount } from './support/account.ts';
import { flippedAt } from './support/flipped.ts';
import { type JoinBody, type TestLink, TestNewcomer } from './support/newcomer.ts';
import { codeOf } from './support/refusal.ts';
import { rowsOf } from './support/rows.ts';
import { type TestServer, openServer } from './support/server.ts';

const minute = 60_000;
let server: TestServer;
let account: TestAccount;
let newcomer: TestNewcomer;

beforeAll(async () => {
  server = await openServer();
  account = await TestAccount.create(server);
  newcomer = await TestNewcomer.create(server);
});
afterAll(() => server.close());

const flipped = (text: string) => {
  const bytes = parseBase64url(text);
  return encodeBase64url(flippedAt(bytes, bytes.length - 1));
};

async function revoke(link: TestLink): Promise<void> {
  const entry = authorInviteRevocation(await account.authoring(), link.inviteId, undefined);
  await account.append(entry);
}

/** By the server's clock; the log goes on to say what it says. */
async function letExpire({ inviteId }: TestLink): Promise<void> {
  await server.app.pg.query('update account_invites set expires_at_ms = $1 where invite_id = $2', [
    Date.now() - 1,
    Buffer.from(inviteId, 'base64url'),
  ]);
}

describe('the log behind an invite', () => {
  it('is read by whoever holds the link', async () => {
    const link = await account.invite();
    const { entries, more, seal } = await newcomer.readInvite(link);
    expect(entries).toHaveLength((await account.log()).head.sequence + 1);
    expect([more, seal]).toEqual([false, undefined]);
    const after = entries.length - 2;
    const rest = await newcomer.readInvite(link, { ...newcomer.readingBody(link), after } as never);
    expect(rest.entries).toEqual(entries.slice(-1));
  });

  it('comes with the newest seal when the invite opens at once', async () => {
    const { link, body } = await account.authorInvite({ opensAtOnce: true });
    await account.send(body);
    expect((await newcomer.readInvite(link)).seal).toBe(body.seals[0]?.seal);
    const rotation = await account.authorRotation();
    await account.send(rotation);
    const ofInvite = rotation.seals.find(({ kind, id }) => kind === 'invite' && id === link.inviteId);
    expect(ofInvite).toBeDefined();
    expect((await newcomer.readInvite(link)).seal).toBe(ofInvite?.seal);
  });

  it('is not there without the link, as if there were no account', async () => {
    const link = await account.invite();
    const body = newcomer.readingBody(link);
    const elsewhere = { ...link, accountId: newcomer.person.accountId };
    const nowhere = { ...link, accountId: 'A'.repeat(43) as never };
    const madeUp = { ...link, inviteSeed: generateInviteSeed() };
    const unknown = await TestAccount.create(server).then((other) => other.invite());
    const tries = [
      () => newcomer.readInvite(link, { ...body, signature: flipped(body.signature) }),
      () => newcomer.readInvite(link, { ...body, timeMs: body.timeMs + 1 }),
      () => newcomer.readInvite(madeUp),
      () => newcomer.readInvite(elsewhere),
      () => newcomer.readInvite(nowhere),
      () => newcomer.readInvite({ ...unknown, accountId: link.accountId }),
      // Signed for somebody else.
      () => account.api.call(endpoints.inviteLog, { params: { inviteId: link.inviteId }, body }),
    ];
    for (const call of tries) expect(await codeOf(call())).toBe('not_found');
  });

  it('is read with a signature of now only', async () => {
    const link = await account.invite();
    const at = (aheadMs: number) =>
      codeOf(newcomer.readInvite(link, newcomer.readingBody(link, Date.now() + aheadMs)));
    expect(await at(4 * minute)).toBeUndefined();
    expect(await at(-4 * minute)).toBeUndefined();
    expect(await at(6 * minute)).toBe('forbidden');
    expect(await at(-6 * minute)).toBe('forbidden');
  });

  it('is closed when the invite has ended, in words for whoever holds the link', async () => {
    const revoked = await account.invite();
    await revoke(revoked);
    expect(await codeOf(newcomer.readInvite(revoked))).toBe('invite_revoked');
    const expired = await account.invite();
    await letExpire(expired);
    expect(await codeOf(newcomer.readInvite(expired))).toBe('invite_expired');
    const used = await account.invite();
    const first = await TestNewcomer.create(server);
    await first.join(used);
    expect(await codeOf(newcomer.readInvite(used))).toBe('invite_used');
    // To everybody else it is as if there were none.
    const forged = { ...used, inviteSeed: generateInviteSeed() };
    expect(await codeOf(newcomer.readInvite(forged))).toBe('not_found');
  });

  it('stays open to the one who joined by it, for as long as they are a member', async () => {
    const link = await account.invite({ opensAtOnce: true });
    const member = await TestNewcomer.create(server);
    await member.join(link);
    const { entries, seal } = await member.readInvite(link);
    expect(entries).toHaveLength((await account.log()).head.sequence + 1);
    expect(seal).toBeUndefined();
    const third = await TestAccount.create(server);
    const ofThird = await third.invite();
    const guest = await TestNewcomer.create(server);
    await guest.join(ofThird);
    await third.remove(guest.userId);
    expect(await codeOf(guest.readInvite(ofThird))).toBe('invite_used');
  });
});

describe('joining', () => {
  it('makes a member, who waits for a seal and then reads', async () => {
    const home = await TestAccount.create(server);
    const member = await TestNewcomer.create(server);
    const link = await home.invite();
    const sequence = await member.join(link);
    const { params } = home;
    expect((await member.userLog()).state.accounts.get(link.accountId)?.sequence).toBe(sequence);
    const log = await member.stateOf(link.accountId);
    expect(log.state.members.get(member.userId)?.role).toBe('member');
    expect((await member.api.call(endpoints.epochSeals, { params })).seals).toEqual([]);

    const waiting = await home.api.call(endpoints.sealedMembers, { params });
    expect(waiting).toEqual({ epoch: 0, members: [home.person.userId], workers: [] });
    const { epoch, seal } = await home.sealTo(member.userId);
    const seat = { ...params, epoch, userId: member.userId };
    await home.api.call(endpoints.putMemberSeal, { params: seat, body: { seal } });
    expect((await member.api.call(endpoints.epochSeals, { params })).seals).toEqual([{ epoch, seal }]);
    const { members } = await home.api.call(endpoints.sealedMembers, { params });
    expect(members.toSorted()).toEqual([home.person.userId, member.userId].toSorted());
  });

  it('by an invite that opens at once brings a new account seed for everybody', async () => {
    const home = await TestAccount.create(server);
    const member = await TestNewcomer.create(server);
    const link = await home.invite({ opensAtOnce: true, role: 'owner' });
    const body = await member.authorJoin(link);
    expect(body.seals.map(({ kind }) => kind)).toEqual(['member', 'member']);
    await member.sendJoin(link, body);
    const { seals, chainBacks } = await member.api.call(endpoints.epochSeals, { params: home.params });
    expect(seals).toEqual([{ epoch: 1, seal: body.seals.find(({ id }) => id === member.userId)?.seal }]);
    expect(chainBacks).toEqual([{ epoch: 1, chainBack: body.chainBack }]);
    expect((await home.log()).state.members.get(member.userId)?.role).toBe('owner');
  });

  it('replaces the anchor with the step of the own log', async () => {
    const member = await TestNewcomer.create(server);
    const link = await account.invite();
    const body = await member.authorJoin(link);
    await member.sendJoin(link, body);
    const { rows } = await server.app.pg.query<{ anchor: Buffer }>(
      'select anchor from credentials where user_id = $1',
      [Buffer.from(member.userId, 'base64url')],
    );
    expect(rows[0]?.anchor.toString('base64url')).toBe(body.user.anchor);
  });

  it('is answered again when the same is sent again', async () => {
    const member = await TestNewcomer.create(server);
    const link = await account.invite();
    const body = await member.authorJoin(link);
    const first = await member.sendJoin(link, body);
    await account.append(await account.authorAdmission('connector', generateWriterSeed()));
    const before = await rowsOf(server);
    expect(await member.sendJoin(link, body)).toEqual(first);
    expect(await rowsOf(server)).toEqual(before);
  });

  it('lets one of two have a link', async () => {
    const [one, other] = [await TestNewcomer.create(server), await TestNewcomer.create(server)];
    const link = await account.invite();
    const bodies = [await one.authorJoin(link), await other.authorJoin(link)] as const;
    const codes = await Promise.all([
      codeOf(one.sendJoin(link, bodies[0])),
      codeOf(other.sendJoin(link, bodies[1])),
    ]);
    expect(new Set(codes)).toEqual(new Set([undefined, 'invite_used']));
    const loser = codes[0] === undefined ? other : one;
    expect((await loser.userLog()).state.accounts.has(link.accountId)).toBe(false);
  });

  it('is a conflict when another entry was first', async () => {
    const member = await TestNewcomer.create(server);
    const link = await account.invite();
    const body = await member.authorJoin(link);
    await account.append(await account.authorAdmission('connector', generateWriterSeed()));
    const before = await rowsOf(server);
    expect(await codeOf(member.sendJoin(link, body))).toBe('log_conflict');
    expect(await rowsOf(server)).toEqual(before);
    await member.join(link);
  });

  it('is refused when the invite has ended, whatever the newcomer says of the time', async () => {
    const member = await TestNewcomer.create(server);
    const short = await account.invite({ lifetimeMs: 2_000 });
    const state = await member.stateBehind(short);
    const expiresAtMs = state.invites.get(short.inviteId)?.expiresAtMs ?? 0;
    const body = await member.authorJoin(short, state, expiresAtMs - 1);
    const revoked = await account.invite();
    const ofRevoked = await member.authorJoin(revoked);
    await revoke(revoked);
    expect(await codeOf(member.sendJoin(revoked, ofRevoked))).toBe('invite_revoked');
    await expect.poll(() => Date.now() > expiresAtMs, { timeout: 5_000 }).toBe(true);
    expect(await codeOf(member.sendJoin(short, body))).toBe('invite_expired');
  });

  it('is not possible by other ways than with the link', async () => {
    const member = await TestNewcomer.create(server);
    const link = await account.invite();
    const body = await member.authorJoin(link);
    const other = await account.invite();
    const madeUp = { ...link, inviteSeed: generateInviteSeed() };
    const state = await member.stateBehind(link);
    const tries: [ErrorCode, TestLink, JoinBody, TestNewcomer?][] = [
      ['not_found', link, { ...body, accountId: 'A'.repeat(43) }],
      ['not_found', link, { ...body, accountId: member.person.accountId }],
      ['log_refused', other, body],
      ['log_refused', link, await member.authorJoin(madeUp, state)],
      ['forbidden', link, body, newcomer],
    ];
    for (const [code, by, sent, sender = member] of tries) {
      expect(await codeOf(sender.sendJoin(by, sent))).toBe(code);
    }
    // It is no entry of a member, so a member's way to append does not take it.
    const { entry, seals } = body;
    expect(await codeOf(account.send({ entry, seals }))).toBe('forbidden');
    expect((await account.log()).state.members.has(member.userId)).toBe(false);
  });

  describe('leaves nothing of either half when', () => {
    type Fault = (body: JoinBody, member: TestNewcomer, link: TestLink) => Promise<JoinBody> | JoinBody;
    const faults: Record<string, readonly [ErrorCode, Fault]> = {
      "the person's step is wrongly signed": [
        'log_refused',
        (body) => ({ ...body, user: { ...body.user, entry: flipped(body.user.entry) } }),
      ],
      'the step joins another account': [
        'log_refused',
        async (body, member) => {
          const { head } = await account.log();
          return { ...body, user: await member.authorStep(account.person.accountId, head) };
        },
      ],
      'the step names a head that is not on the log': [
        'log_refused',
        async (body, member, { accountId }) => ({
          ...body,
          user: await member.authorStep(accountId, { sequence: 1, hash: new Uint8Array(32) }),
        }),
      ],
      'the step names a head beyond the log': [
        'log_refused',
        async (body, member, { accountId }) => ({
          ...body,
          user: await member.authorStep(accountId, { sequence: 1_000, hash: new Uint8Array(32) }),
        }),
      ],
      'the step only leaves an account': [
        'log_refused',
        async (body, member) => ({ ...body, user: await member.authorLeaving(member.person.accountId) }),
      ],
      'the step was taken before': [
        'log_conflict',
        async (body, member) => {
          const { entries } = await member.api.call(endpoints.userLog, { query: {} });
          return { ...body, user: { ...body.user, entry: entries[1] ?? '' } };
        },
      ],
      "the credential is another person's": [
        'not_found',
        (body) => ({ ...body, user: { ...body.user, credentialId: newcomer.person.credentialId } }),
      ],
      'the entry is wrongly signed by the newcomer': [
        'log_refused',
        (body) => ({ ...body, entry: flipped(body.entry) }),
      ],
      'the seals are not those that the entry names': [
        'invalid_request',
        (body) => ({ ...body, seals: body.seals.map((one) => ({ ...one, seal: flipped(one.seal) })) }),
      ],
      'a seal is missing': ['invalid_request', (body) => ({ ...body, seals: body.seals.slice(1) })],
      'the chain back is another one': [
        'invalid_request',
        (body) => ({ ...body, chainBack: flipped(body.chainBack ?? '') }),
      ],
      'the chain back is missing': [
        'invalid_request',
        ({ accountId, entry, seals, user }) => ({ accountId, entry, seals, user }),
      ],
    };

    let member: TestNewcomer;
    let link: TestLink;
    beforeAll(async () => {
      const home = await TestAccount.create(server);
      member = await TestNewcomer.create(server);
      link = await home.invite({ opensAtOnce: true });
    });

    it.each(Object.keys(faults))('%s', async (name) => {
      const [code, change] = faults[name] ?? expect.fail();
      const body = await change(await member.authorJoin(link), member, link);
      const before = await rowsOf(server);
      expect(await codeOf(member.sendJoin(link, body))).toBe(code);
      expect(await rowsOf(server)).toEqual(before);
    });

    it('none of this happened', async () => {
      await member.join(link);
    });

    it("the keys are not those of the newcomer's own log", async () => {
      const own = await account.invite();
      const state = await newcomer.stateBehind(own);
      const { person } = member;
      // Another person's keys under the caller's id.
      const stolen = Object.create(newcomer, {
        person: { value: { ...newcomer.person, userSeed: person.userSeed } },
      }) as TestNewcomer;
      const { entry } = await stolen.authorJoin(own, state);
      const joined = apply(state, parseBase64url(entry));
      const head = 'head' in joined ? joined.head : expect.fail();
      const body = {
        accountId: own.accountId,
        entry,
        seals: [],
        user: await newcomer.authorStep(own.accountId, head),
      };
      const before = await rowsOf(server);
      expect(await codeOf(newcomer.sendJoin(own, body))).toBe('log_refused');
      expect(await rowsOf(server)).toEqual(before);
    });
  });
});

describe('an invite', () => {
  it('that opens at once comes with the one seal that its entry names', async () => {
    const { body } = await account.authorInvite({ opensAtOnce: true });
    const [seal] = body.seals;
    if (!seal) throw new Error('no seal');
    const wrong = [
      { ...body, seals: [] },
      { ...body, seals: [seal, seal] },
      { ...body, seals: [{ ...seal, seal: flipped(seal.seal) }] },
      { ...body, seals: [{ ...seal, kind: 'member' as const }] },
      { ...body, seals: [{ ...seal, id: account.person.userId }] },
      { ...body, chainBack: encodeBase64url(new Uint8Array(118)) },
    ];
    const before = await rowsOf(server);
    for (const each of wrong) expect(await codeOf(account.send(each))).toBe('invalid_request');
    expect(await rowsOf(server)).toEqual(before);
    await account.send(body);
    const { body: closed } = await account.authorInvite();
    expect(await codeOf(account.send({ ...closed, seals: [seal] }))).toBe('invalid_request');
  });

  it('is made by owners only', async () => {
    const home = await TestAccount.create(server);
    const member = await TestNewcomer.create(server);
    await member.join(await home.invite());
    const { state } = await member.stateOf(home.person.accountId);
    const author = { userId: member.userId, seed: member.person.userSeed };
    const foreign = await home.authorInvite();
    expect(
      await codeOf(member.api.call(endpoints.appendEntry, { params: home.params, body: foreign.body })),
    ).toBe('forbidden');
    const part = {
      epoch: 1,
      ingestKey: currentEpoch(state).ingestKey,
      chainBackHash: new Uint8Array(32),
      seals: [],
    };
    const entry = encodeBase64url(authorEpoch({ state, author, nowMs: Date.now() }, part));
    expect(
      await codeOf(
        member.api.call(endpoints.appendEntry, { params: home.params, body: { entry, seals: [] } }),
      ),
    ).toBe('log_refused');
  });
});
