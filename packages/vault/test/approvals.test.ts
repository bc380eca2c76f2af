import { createMemoryStorage } from '@commonseal/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { codeOf, file, openDevice, password, readAll } from './support/device.ts';
import { approves, asks, entersWith, newestRequest, typesWords } from './support/let-back-in.ts';
import { peopleOf, userIdOf } from './support/people.ts';
import { asked, newWorker } from './support/worker.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

const { beginAccount, addMember } = peopleOf(() => server);

describe('approvals', () => {
  it('are as many as the policy says, by different people; the last one lets in', async () => {
    const owner = await beginAccount();
    const [member, first, second] = [await addMember(owner), await addMember(owner), await addMember(owner)];
    await bringIn(owner.vault, [file('a.txt', 'a')]);
    expect(await owner.vault.resetPolicy()).toEqual({
      vouchers: 'owners',
      approvals: 1,
      possibleForMember: 1,
      possibleForOwner: 0,
    });
    expect(await codeOf(first.vault.setResetPolicy({ vouchers: 'members', approvals: 1 }))).toBe('not_owner');
    expect(await codeOf(owner.vault.setResetPolicy({ vouchers: 'members', approvals: 4 }))).toBe(
      'invalid_request',
    );
    await owner.vault.setResetPolicy({ vouchers: 'members', approvals: 2 });
    expect(await owner.vault.resetPolicy()).toMatchObject({
      vouchers: 'members',
      approvals: 2,
      possibleForMember: 3,
      possibleForOwner: 0,
    });

    const requester = await asks(server, member);
    await first.vault.sync();
    await second.vault.sync();
    const vouched = await approves(first, requester);
    expect(vouched).toMatchObject({ isLetIn: false, missing: 1 });
    expect(await newestRequest(first)).toMatchObject({ hasVouched: true, mayApprove: false, missing: 1 });
    // Once more, by the same person, is no second one.
    const { requestName } = await newestRequest(first);
    expect(await first.vault.approveReset(requestName)).toEqual({ isLetIn: false, missing: 1 });
    expect(await requester.vault.lookAtReturn()).toMatchObject({
      places: [{ standing: 'open', vouches: 1 }],
    });
    await second.vault.sync();
    expect(await newestRequest(second)).toMatchObject({
      isLast: true,
      missing: 1,
      voucherNames: [first.email],
    });
    const last = await approves(second, requester);
    expect(last).toMatchObject({ isLetIn: true, answer: vouched.answer });
    await entersWith(requester, vouched.answer);
    await requester.vault.sync();
    expect([...(await readAll(requester.vault)).keys()]).toEqual(['a.txt']);
    const [event] = (await second.vault.listActivity()).entries;
    expect(event).toMatchObject({ event: { kind: 'letBackIn', voucherNames: [first.email] } });
  });

  it('of an owner take an owner, and none is for oneself', async () => {
    const owner = await beginAccount();
    const [other, member] = [await addMember(owner, 'owner'), await addMember(owner)];
    await other.vault.grantWorker(asked(newWorker()));
    await owner.vault.sync();
    await owner.vault.setResetPolicy({ vouchers: 'members', approvals: 1 });
    const requester = await asks(server, other);
    await member.vault.sync();
    expect(await newestRequest(member)).toMatchObject({ needsOwner: true, isLast: false, missing: 1 });
    expect(await approves(member, requester)).toMatchObject({ isLetIn: false, missing: 1 });
    await other.vault.sync();
    const { requestName } = await newestRequest(other);
    const words = await requester.words();
    expect(await codeOf(typesWords(other, requestName, words))).toBe('forbidden');
    await owner.vault.sync();
    const { answer } = await approves(owner, requester);
    expect(await entersWith(requester, answer)).toMatchObject({ account: { role: 'owner' } });
    // The worker that they let in before is theirs still: it is named to whoever would remove them.
    expect(await owner.vault.grants()).toMatchObject([{ grantedByName: other.email }]);
    const preview = await owner.vault.previewRemoval(await userIdOf(owner, other));
    expect(preview).toMatchObject({ grantedWorkers: ['Indexer'], remainingWorkers: 1 });
  });

  it('are not given by a plain member when only owners may', async () => {
    const owner = await beginAccount();
    const [member, other] = [await addMember(owner), await addMember(owner)];
    const requester = await asks(server, member);
    const request = await newestRequest(other);
    expect(request).toMatchObject({ mayApprove: false, mayRefuse: false, missing: 1 });
    const words = await requester.words();
    expect(await codeOf(typesWords(other, request.requestName, words))).toBe('forbidden');
    expect(await codeOf(other.vault.approveReset(request.requestName))).toBe('key_mismatch');
    expect(await codeOf(other.vault.refuseReset(request.requestName))).toBe('forbidden');
  });

  it('need words that were found right in this very vault', async () => {
    const owner = await beginAccount();
    const [member, second] = [await addMember(owner), await addMember(owner, 'owner')];
    const requester = await asks(server, member);
    const { requestName } = await newestRequest(owner);
    await typesWords(owner, requestName, await requester.words());
    const elsewhere = await openDevice(server);
    await elsewhere.unlock({ email: owner.email, password });
    expect(await codeOf(elsewhere.approveReset(requestName))).toBe('key_mismatch');
    expect(await elsewhere.listResetRequests()).toMatchObject([{ answer: undefined }]);
    // Nor does another person find them right who unlocks in the same one.
    await owner.vault.signOut();
    await owner.vault.unlock({ email: second.email, password });
    expect(await codeOf(owner.vault.approveReset(requestName))).toBe('key_mismatch');
    expect(await newestRequest(owner)).toMatchObject({ standing: 'open', answer: undefined });
  });

  it.each(['role', 'policy', 'removal'] as const)(
    'and the request itself are over when who may do what has changed since: %s',
    async (change) => {
      const owner = await beginAccount();
      const [member, first] = [await addMember(owner), await addMember(owner)];
      await owner.vault.setResetPolicy({ vouchers: 'members', approvals: 2 });
      await first.vault.sync();
      const requester = await asks(server, member);
      await approves(first, requester);
      const { requestName } = await newestRequest(owner);
      await typesWords(owner, requestName, await requester.words());
      expect((await newestRequest(owner)).answer).toHaveLength(2);
      if (change === 'role') await owner.vault.setRole(await userIdOf(owner, first), 'owner');
      if (change === 'policy') await owner.vault.setResetPolicy({ vouchers: 'members', approvals: 1 });
      // Whoever vouched is gone before the last approval.
      if (change === 'removal') await owner.vault.removeMember(await userIdOf(owner, first));
      expect(await newestRequest(owner)).toMatchObject({
        standing: 'overtaken',
        mayApprove: false,
        answer: undefined,
      });
      expect(await codeOf(owner.vault.approveReset(requestName))).toBe('request_over');
      expect(await requester.vault.lookAtReturn()).toMatchObject({ places: [{ standing: 'overtaken' }] });
      // Asked again by the same keys it has other words, and nothing is asked twice.
      const { places } = await requester.vault.askAgain();
      expect(places).toMatchObject([{ standing: 'open', vouches: 0 }]);
      expect(places[0]?.words).toHaveLength(5);
      expect(await codeOf(requester.vault.askAgain())).toBe('request_over');
      const anew = await newestRequest(owner);
      expect(anew).toMatchObject({ standing: 'open', mayApprove: true });
      expect(anew.requestName).not.toBe(requestName);
      if (change !== 'policy') return;
      const { answer } = await approves(owner, requester);
      await entersWith(requester, answer);
    },
  );

  it('are judged anew when somebody else was first', async () => {
    const owner = await beginAccount();
    const [member, second] = [await addMember(owner), await addMember(owner, 'owner')];
    const requester = await asks(server, member);
    const { requestName } = await newestRequest(owner);
    const words = await requester.words();
    await typesWords(owner, requestName, words);
    await typesWords(second, requestName, words);
    const both = await Promise.all([
      owner.vault.approveReset(requestName),
      second.vault.approveReset(requestName),
    ]);
    expect(both).toEqual([
      { isLetIn: true, missing: 0 },
      { isLetIn: true, missing: 0 },
    ]);
    const { entries } = await owner.vault.listActivity();
    expect(entries.filter(({ event }) => event.kind === 'letBackIn')).toHaveLength(1);
  });

  it('are not undone by an answer that got lost', async () => {
    let isLost = false;
    const owner = await beginAccount(async (url, _init, forward) => {
      const response = await forward();
      if (isLost && url.endsWith('/log')) throw new TypeError('the answer was lost');
      return response;
    });
    const member = await addMember(owner);
    const requester = await asks(server, member);
    const { requestName } = await newestRequest(owner);
    const checked = await typesWords(owner, requestName, await requester.words());
    if (checked.kind !== 'right') throw new Error('the words are right');
    isLost = true;
    expect(await codeOf(owner.vault.approveReset(requestName))).toBe('offline');
    isLost = false;
    expect(await owner.vault.approveReset(requestName)).toEqual({ isLetIn: true, missing: 0 });
    await entersWith(requester, checked.answer.join(' '));
  });
});

describe('words', () => {
  it('are compared only with what somebody asks in whose name they are told', async () => {
    const owner = await beginAccount();
    const [member, other] = [await addMember(owner), await addMember(owner)];
    const requester = await asks(server, member);
    const { requestName, memberId } = await newestRequest(owner);
    const words = await requester.words();
    const otherId = await userIdOf(owner, other);
    expect(await owner.vault.checkResetWords(requestName, words, otherId)).toEqual({
      kind: 'another member',
      memberName: member.email,
    });
    expect(await codeOf(owner.vault.approveReset(requestName))).toBe('key_mismatch');
    expect(await newestRequest(owner)).toMatchObject({ triesLeft: 5, answer: undefined });
    expect(await owner.vault.checkResetWords(requestName, words, memberId)).toMatchObject({ kind: 'right' });
  });

  it('are compared five times, in one browser as in any of its tabs, and never again', async () => {
    const storage = createMemoryStorage();
    const owner = await beginAccount();
    const member = await addMember(owner);
    const requester = await asks(server, member);
    const words = await requester.words();
    const { requestName } = await newestRequest(owner);
    const inTab = async () => {
      const vault = await openDevice(server, { storage });
      await vault.unlock({ email: owner.email, password });
      return vault;
    };
    const [one, two] = [await inTab(), await inTab()];
    const wrong = words.split(' ').toReversed().join(' ');
    // Slips are no tries.
    expect(await typesWords({ vault: one }, requestName, words.slice(0, words.lastIndexOf(' ')))).toEqual({
      kind: 'too few',
      count: 4,
    });
    expect(
      await typesWords({ vault: one }, requestName, words.replace(/ .*/, ' qwertz x x x')),
    ).toMatchObject({
      kind: 'unknown word',
      position: 2,
    });
    expect(await typesWords({ vault: one }, requestName, wrong)).toEqual({ kind: 'wrong', triesLeft: 4 });
    // Right ones take none, in whatever way they are typed.
    expect(
      await typesWords({ vault: one }, requestName, words.toUpperCase().replaceAll(' ', ', ')),
    ).toMatchObject({
      kind: 'right',
    });
    for (const left of [3, 2, 1]) {
      expect(await typesWords({ vault: two }, requestName, wrong)).toEqual({
        kind: 'wrong',
        triesLeft: left,
      });
    }
    expect(await one.listResetRequests()).toMatchObject([{ triesLeft: 1, mayApprove: true }]);
    // Counted by what is signed: signed once more it has another name, and no new tries.
    expect(await storage.get(`reset-tries/${requestName}`)).toBeUndefined();
    expect(await typesWords({ vault: one }, requestName, wrong)).toEqual({ kind: 'wrong', triesLeft: 0 });
    expect(await requester.vault.lookAtReturn()).toMatchObject({ places: [{ standing: 'refused' }] });
    expect(await codeOf(typesWords({ vault: two }, requestName, words))).toBe('request_over');
    expect(await codeOf(one.approveReset(requestName))).toBe('request_over');
    expect(await newestRequest(owner)).toMatchObject({ standing: 'refused', refusedByName: owner.email });
  });

  it('are not compared any more by a browser that has counted, though the server forgets the refusal', async () => {
    const storage = createMemoryStorage();
    const owner = await beginAccount();
    const member = await addMember(owner);
    const requester = await asks(server, member);
    const words = await requester.words();
    const { requestName } = await newestRequest(owner);
    const vault = await openDevice(server, {
      storage,
      meddler: async (url, _init, forward) => (url.endsWith('/refuse') ? Response.json({}) : forward()),
    });
    await vault.unlock({ email: owner.email, password });
    const wrong = words.split(' ').toReversed().join(' ');
    for (let tries = 0; tries < 5; tries += 1) await typesWords({ vault: vault }, requestName, wrong);
    expect(await codeOf(typesWords({ vault: vault }, requestName, words))).toBe('request_over');
    const reopened = await openDevice(server, { storage });
    await reopened.unlock({ email: owner.email, password });
    expect(await reopened.listResetRequests()).toMatchObject([{ triesLeft: 0, mayApprove: false }]);
    expect(await codeOf(typesWords({ vault: reopened }, requestName, words))).toBe('request_over');
  });
});
