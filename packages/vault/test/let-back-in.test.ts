import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { codeOf, file, openDevice, password, readAll } from './support/device.ts';
import {
  approves,
  asks,
  entersWith,
  newPassword,
  newestRequest,
  typesWords,
  requesterIn,
} from './support/let-back-in.ts';
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

describe('whoever has lost every way in', () => {
  it('is let back in by one teammate, and reads everything of before', async () => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    await bringIn(owner.vault, [file('a.txt', 'a')]);
    await bringIn(member.vault, [file('b.txt', 'b')]);
    await owner.vault.sync();

    const requester = await asks(server, member);
    const waiting = await requester.vault.lookAtReturn();
    expect(waiting).toMatchObject({
      email: member.email,
      places: [{ standing: 'open', vouches: 0, isAnswerConfirmed: false, isEntered: false }],
    });
    expect(await codeOf(requester.vault.enterByReturn())).toBe('request_over');
    expect(await newestRequest(owner)).toMatchObject({
      memberId: await userIdOf(owner, member),
      memberName: member.email,
      role: 'member',
      standing: 'open',
      isYou: false,
      mayApprove: true,
      mayRefuse: true,
      missing: 1,
      isLast: true,
      triesLeft: 5,
      answer: undefined,
    });
    // Who it is about may refuse it and nothing else.
    expect(await newestRequest(member)).toMatchObject({ isYou: true, mayApprove: false, mayRefuse: true });

    const { answer, isLetIn, missing } = await approves(owner, requester);
    expect({ isLetIn, missing }).toEqual({ isLetIn: true, missing: 0 });
    expect(answer.split(' ')).toHaveLength(2);
    expect(await newestRequest(owner)).toMatchObject({ standing: 'granted', answer: answer.split(' ') });
    expect(await requester.vault.lookAtReturn()).toMatchObject({ places: [{ standing: 'granted' }] });
    expect(await codeOf(requester.vault.enterByReturn())).toBe('key_mismatch');
    const { account } = await entersWith(requester, answer);
    expect(account).toMatchObject({ email: member.email, role: 'member', standing: 'open', memberCount: 2 });
    await requester.vault.sync();
    expect([...(await readAll(requester.vault)).keys()].toSorted()).toEqual(['a.txt', 'b.txt']);
    expect(await namesOf({ ...member, vault: requester.vault })).toEqual([owner.email, member.email]);
    expect(await requester.vault.lookAtReturn()).toMatchObject({ places: [{ isEntered: true }] });

    // What they bring in from now on, their teammates read; the old ways in are void.
    await bringIn(requester.vault, [file('c.txt', 'c')]);
    await owner.vault.sync();
    expect([...(await readAll(owner.vault)).keys()].toSorted()).toEqual(['a.txt', 'b.txt', 'c.txt']);
    await expectLoginFails(server, member);
    expect(await codeOf(member.vault.sync())).toBe('unauthenticated');
    const elsewhere = await unlocked(server, member, newPassword);
    expect(await elsewhere.sync()).toMatchObject({ totalItems: 3, problems: [] });
    const [event] = (await owner.vault.listActivity()).entries.filter(
      ({ event: { kind } }) => kind === 'letBackIn',
    );
    expect(event).toMatchObject({ isYou: true, event: { name: member.email, voucherNames: [] } });
    await requester.vault.signOut();
    expect(await requester.vault.lookAtReturn()).toBeUndefined();
  });

  it('finds the request again in another browser, before and after it was granted', async () => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    const words = await (await asks(server, member)).words();
    const wrong = await openDevice(server);
    expect(await codeOf(wrong.findReturn({ email: member.email, password }))).toBe('login_failed');
    const elsewhere = requesterIn(await openDevice(server));
    await elsewhere.vault.findReturn({ email: member.email, password: newPassword });
    expect(await elsewhere.words()).toBe(words);
    const { answer } = await approves(owner, elsewhere);
    // The address is theirs by now: they unlock as usual.
    const third = await openDevice(server);
    const by = { email: member.email, password: newPassword };
    expect(await codeOf(third.findReturn(by))).toBe('login_failed');
    await third.unlock(by);
    expect(await entersWith(requesterIn(third), answer)).toMatchObject({ account: { standing: 'open' } });
    expect(await elsewhere.vault.lookAtReturn()).toMatchObject({ places: [{ standing: 'granted' }] });
  });

  it('finds the newer one of two under the same password', async () => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    await asks(server, member);
    const second = await asks(server, member);
    const elsewhere = requesterIn(await openDevice(server));
    await elsewhere.vault.findReturn({ email: member.email, password: newPassword });
    expect(await elsewhere.words()).toBe(await second.words());
    await second.vault.withdrawReturn();
    await elsewhere.vault.findReturn({ email: member.email, password: newPassword });
    expect(await elsewhere.words()).not.toBe('');
  });

  it('asks by the time of the log, where a clock has put that ahead', async () => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    const aheadMs = 20 * 3_600_000;
    const requester = await asks(server, member, async (url, _init, forward) => {
      const response = await forward();
      if (!url.endsWith('/api/returns/start')) return response;
      const answer = (await response.json()) as { places: readonly object[] };
      const places = answer.places.map((place) => ({ ...place, timeMs: Date.now() + aheadMs }));
      return Response.json({ ...answer, places });
    });
    const { expiresAtMs = 0 } = (await requester.vault.lookAtReturn()) ?? {};
    expect(expiresAtMs).toBeGreaterThan(Date.now() + aheadMs + 23 * 3_600_000);
    expect(await newestRequest(owner)).toMatchObject({ standing: 'open', mayApprove: true });
    // A later one under the same password, whose answer gets lost, is not taken for that one.
    let isLost = true;
    const later = await asks(server, member, async (url, _init, forward) => {
      const response = await forward();
      if (!isLost || !url.endsWith('/api/returns')) return response;
      isLost = false;
      throw new TypeError('the answer was lost');
    });
    expect((await later.vault.lookAtReturn())?.expiresAtMs).toBeLessThan(expiresAtMs);
  });

  it('may unlock as usual after it was granted, and still has to type the answer', async () => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    const { answer } = await approves(owner, await asks(server, member));
    const vault = await openDevice(server);
    const email = member.email;
    expect(await vault.unlock({ email, password: newPassword })).toEqual({ email, account: undefined });
    expect(await vault.lookAtReturn()).toMatchObject({ places: [{ standing: 'granted', isEntered: false }] });
    expect(await codeOf(vault.enterByReturn())).toBe('key_mismatch');
    expect(await entersWith(requesterIn(vault), answer)).toMatchObject({ account: { standing: 'open' } });
  });

  it('takes their request back, and it lets nobody in', async () => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    const requester = await asks(server, member);
    const { requestName } = await newestRequest(owner);
    const words = await requester.words();
    await typesWords(owner, requestName, words);
    await requester.vault.withdrawReturn();
    expect(await requester.vault.lookAtReturn()).toMatchObject({ places: [{ standing: 'withdrawn' }] });
    expect(await codeOf(owner.vault.approveReset(requestName))).toBe('request_over');
    expect(await codeOf(typesWords(owner, requestName, words))).toBe('request_over');
    await unlocked(server, member);
  });

  it('asks once more: each has words of its own, and the others end with the one that is granted', async () => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    const first = await asks(server, member);
    const second = await asks(server, member, undefined, 'yet another passphrase');
    expect(await first.words()).not.toBe(await second.words());
    expect(await owner.vault.listResetRequests()).toHaveLength(2);
    const { answer } = await approves(owner, second);
    expect((await first.vault.lookAtReturn())?.places[0]?.standing).not.toBe('open');
    await entersWith(second, answer);
    // A fourth one at a time takes the place of the oldest.
    const oldest = await asks(server, member);
    for (const which of ['fourth', 'fifth', 'sixth'])
      await asks(server, member, undefined, `a ${which} passphrase`);
    expect((await oldest.vault.lookAtReturn())?.places[0]?.standing).not.toBe('open');
  });

  it('comes back to each of several accounts by an approval of its own', async () => {
    const ada = await beginAccount();
    const ben = await beginAccount();
    const member = await addMember(ada);
    const { link } = await ben.vault.createInvite({
      label: 'x',
      role: 'member',
      lifetimeMs: 86_400_000,
      opensAtOnce: false,
    });
    await member.vault.acceptInvite(link);
    await ben.vault.sync();
    await member.vault.sync();
    await bringIn(ada.vault, [file('a.txt', 'a')]);
    await bringIn(ben.vault, [file('b.txt', 'b')]);

    const requester = await asks(server, member);
    const { places = [] } = (await requester.vault.lookAtReturn()) ?? {};
    expect(places).toHaveLength(2);
    const placeOf = async (owner: typeof ada) => {
      const [{ accountId } = { accountId: '' }] = await owner.vault.listAccounts();
      return places.findIndex((place) => place.accountId === accountId);
    };
    const letIn = async (owner: typeof ada) => {
      const at = await placeOf(owner);
      const { requestName } = await newestRequest(owner);
      const checked = await typesWords(owner, requestName, await requester.words(at));
      if (checked.kind !== 'right') throw new Error(`the words are ${checked.kind}`);
      await owner.vault.approveReset(requestName);
      return { at, answer: checked.answer.join(' ') };
    };
    const atAda = await letIn(ada);
    await entersWith(requester, atAda.answer, atAda.at);
    expect(await requester.vault.sync()).toMatchObject({ totalItems: 1 });
    expect(await requester.vault.listAccounts()).toHaveLength(1);
    expect(await namesOf(ben)).toEqual([ben.email, member.email]);
    // Until the other one has let them in, the address leads to who they were there, and this is how they come in.
    await expectLoginFails(server, member, newPassword);
    await unlocked(server, member);
    for (const day of ['next', 'after']) {
      const elsewhere = await openDevice(server);
      const found = await elsewhere.findReturn({ email: member.email, password: newPassword });
      expect({ day, found }).toMatchObject({ day, found: { isWayIn: true } });
      expect(await elsewhere.enterByReturn()).toMatchObject({
        account: { accountId: places[atAda.at]?.accountId, standing: 'open' },
      });
      expect(await elsewhere.sync()).toMatchObject({ totalItems: 1, problems: [] });
      expect(await elsewhere.lookAtReturn()).toMatchObject({ isWayIn: false });
    }
    // What is refused there is asked again by their session.
    await ben.vault.refuseReset((await newestRequest(ben)).requestName);
    await requester.vault.askAgain();
    expect(await codeOf(requester.vault.askAgain())).toBe('request_over');
    const atBen = await letIn(ben);
    expect(await entersWith(requester, atBen.answer, atBen.at)).toMatchObject({
      account: { accountId: places[atBen.at]?.accountId },
    });
    await requester.vault.sync();
    expect([...(await readAll(requester.vault)).keys()]).toEqual(['b.txt']);
    expect(await requester.vault.listAccounts()).toHaveLength(2);
    await unlocked(server, member, newPassword);
    await expectLoginFails(server, member);
  });

  it('is asked like anybody else when they are in no account at all', async () => {
    const requester = await asks(server, { email: `nobody-${process.pid}@example.test` });
    const found = await requester.vault.lookAtReturn();
    expect(found?.places[0]).toMatchObject({ standing: 'open', vouches: 0 });
    expect(await codeOf(requester.vault.enterByReturn())).toBe('request_over');
  });
});
