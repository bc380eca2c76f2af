import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { type Meddler, codeOf, file, openDevice, password } from './support/device.ts';
import {
  approves,
  asks,
  entersWith,
  newPassword,
  newestRequest,
  typesWords,
  requesterIn,
} from './support/let-back-in.ts';
import { peopleOf, userIdOf } from './support/people.ts';
import { unlocked } from './support/ways-in.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

const { beginAccount, addMember } = peopleOf(() => server);

type Json = Record<string, unknown>;
const isLog = (path: string) => /\/accounts\/[^/]+\/log$/.test(path);

/** Changes answers of some endpoints, and remembers which were asked. */
function changing(change: (path: string, answer: Json, query: URLSearchParams) => Json | undefined) {
  const asked: string[] = [];
  const meddler: Meddler = async (url, init, forward) => {
    const { pathname: path, searchParams } = new URL(url);
    asked.push(`${init?.method} ${path}`);
    const response = await forward();
    if (!response.ok) return response;
    const changed = change(path, (await response.clone().json()) as Json, searchParams);
    return changed ? Response.json(changed) : response;
  };
  return { asked, meddler };
}

describe('a server that shows whoever asks a false account', () => {
  it('gets no answer from any honest teammate, and so nothing is opened or written', async () => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    const intruder = await beginAccount();
    const [{ accountId } = { accountId: '' }] = await intruder.vault.listAccounts();
    const { head } = await intruder.vault.listActivity();
    const memberId = await userIdOf(intruder, intruder);
    const hash = Buffer.from(head.hash, 'hex').toString('base64url');
    let isGranted = false;
    const { asked, meddler } = changing((path, answer) => {
      if (path === '/api/returns/start')
        return { ...answer, places: [{ accountId, memberId, head: { ...head, hash }, timeMs: Date.now() }] };
      if (path === '/api/returns/state' && isGranted) {
        const requests = (answer['requests'] as Json[]).map((request) => ({
          ...request,
          standing: 'granted',
        }));
        return { requests };
      }
      return undefined;
    });
    const requester = await asks(server, member, meddler);
    // The same server can pass on another request for the true account: its words are others.
    const passedOn = await asks(server, member, undefined, 'what the server knows');
    const { requestName } = await newestRequest(owner);
    const words = await requester.words();
    expect(await passedOn.words()).not.toBe(words);
    expect(await typesWords(owner, requestName, words)).toMatchObject({ kind: 'wrong' });
    expect(await codeOf(owner.vault.approveReset(requestName))).toBe('key_mismatch');
    isGranted = true;
    const [place] = (await requester.vault.lookAtReturn())?.places ?? [];
    expect(place).toMatchObject({ standing: 'granted', accountId });
    expect(await requester.vault.confirmAnswer(place?.accountId ?? ('' as never), 'abacus zoom')).toEqual({
      kind: 'wrong',
    });
    expect(await codeOf(requester.vault.enterByReturn())).toBe('key_mismatch');
    const opening = /returns\/enter|user\/log|accounts/;
    expect(asked.filter((path) => opening.test(path))).toEqual([]);
  });

  it.each(["another account's log", 'a log from before they were let in', 'what was never granted'] as const)(
    'shows it too late after an honest answer: %s',
    async (kind) => {
      const owner = await beginAccount();
      const member = await addMember(owner);
      const before = (await owner.vault.listActivity()).verifiedEntries;
      let others: unknown;
      const { meddler: recording } = changing((path, answer) => {
        if (isLog(path)) others ??= answer['entries'];
        return undefined;
      });
      await unlocked(server, await beginAccount(), password, recording);
      let isDishonest = true;
      const { meddler, asked } = changing((path, answer, query) => {
        if (!isDishonest) return undefined;
        if (path === '/api/returns/state' || path === '/api/user/returns') {
          const requests = (answer['requests'] as Json[]).map((request) => ({
            ...request,
            standing: 'granted',
          }));
          return { requests };
        }
        if (!isLog(path)) return undefined;
        const entries = query.has('after') ? [] : (answer['entries'] as string[]);
        return { entries: kind === "another account's log" ? others : entries.slice(0, before), more: false };
      });
      const requester = await asks(server, member, meddler);
      const { requestName } = await newestRequest(owner);
      const checked = await typesWords(owner, requestName, await requester.words());
      if (checked.kind !== 'right') throw new Error('the words are right');
      const answer = checked.answer.join(' ');
      if (kind !== 'what was never granted') await owner.vault.approveReset(requestName);
      const codes = {
        "another account's log": 'log_fork',
        'a log from before they were let in': 'key_mismatch',
        'what was never granted': 'request_over',
      };
      expect(await codeOf(entersWith(requester, answer))).toBe(codes[kind]);
      if (kind === 'what was never granted') return;
      // Nothing was written by it: an honest answer opens the right one.
      expect(asked).not.toContain('POST /api/user/log');
      isDishonest = false;
      expect(await requester.vault.enterByReturn()).toMatchObject({ account: { standing: 'open' } });
    },
  );

  it('cannot pass off somebody else as the return that was asked for', async () => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    await asks(server, member);
    const stranger = await asks(server, { email: `nobody-${process.pid}@example.test` });
    expect(await stranger.words()).not.toBe('');
    let others: Json | undefined;
    const { meddler } = changing((path, answer) => {
      if (path === '/api/returns/login/finish') {
        const { userEntry } = answer;
        others ??= answer;
        return others === answer ? undefined : { ...answer, userEntry: others['userEntry'] ?? userEntry };
      }
      return undefined;
    });
    const vault = await openDevice(server, { meddler });
    await vault.findReturn({ email: `nobody-${process.pid}@example.test`, password: newPassword });
    expect(await codeOf(vault.findReturn({ email: member.email, password: newPassword }))).toBe('log_fork');
  });
});

describe('a server that swaps requests', () => {
  it('has whoever asks compute words of nothing that they have not signed', async () => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    let swapped: unknown;
    const { meddler } = changing((path) =>
      path === '/api/returns/state' && swapped ? { requests: swapped } : undefined,
    );
    const requester = await asks(server, member, meddler);
    const { meddler: recording } = changing((path, answer) => {
      if (path === '/api/returns/state') swapped = answer['requests'];
      return undefined;
    });
    await asks(server, member, recording, 'what the server knows');
    expect(await codeOf(requester.vault.lookAtReturn())).toBe('key_mismatch');
  });

  it.each(['before', 'after'] as const)('lets nobody else in when it does so %s the words', async (when) => {
    let isSwapping = when === 'before';
    let standing = 'open';
    let altered = {};
    const owner = await beginAccount(
      changing((path, answer) => {
        if (!isSwapping || !path.endsWith('/reset-requests')) return undefined;
        const shown = (answer['requests'] as Json[]).filter(({ request }) => request === intruders);
        return { requests: shown.map((request) => ({ ...request, standing, ...altered })) };
      }).meddler,
    );
    const member = await addMember(owner);
    let intruders: unknown;
    const { meddler } = changing((path, answer) => {
      if (path === '/api/returns/state') intruders = (answer['requests'] as Json[])[0]?.['request'];
      return undefined;
    });
    await bringIn(owner.vault, [file('a.txt', 'a')]);
    const requester = await asks(server, member);
    const intruder = await asks(server, member, meddler, 'what the server knows');
    expect(await intruder.words()).not.toBe('');
    const words = await requester.words();
    const shown = await owner.vault.listResetRequests();
    if (when === 'before') {
      const { requestName = '' } = shown[0] ?? {};
      expect(await typesWords(owner, requestName, words)).toMatchObject({ kind: 'wrong' });
      expect(await codeOf(owner.vault.approveReset(requestName))).toBe('key_mismatch');
      // Nor is what it says of one believed, or one shown that is not signed.
      standing = 'granted';
      expect(await owner.vault.listResetRequests()).toMatchObject([{ standing: 'overtaken' }]);
      standing = 'open';
      altered = { request: `${String(intruders).slice(0, -4)}AAAA` };
      expect(await owner.vault.listResetRequests()).toEqual([]);
      return;
    }
    const checks = [];
    for (const { requestName } of shown)
      checks.push([requestName, await typesWords(owner, requestName, words)] as const);
    const [right] = checks.filter(([, { kind }]) => kind === 'right');
    if (right?.[1].kind !== 'right') throw new Error('one of them is right');
    isSwapping = true;
    // What is approved are the bytes that the words were of.
    expect(await owner.vault.approveReset(right[0])).toMatchObject({ isLetIn: true });
    await entersWith(requester, right[1].answer.join(' '));
    expect(await codeOf(intruder.vault.enterByReturn())).toBe('request_over');
  });
});

describe('a request that ends while it is approved', () => {
  it.each(['request_over', 'offline'] as const)(
    'lets nobody in, and keeps whoever approved from nothing else (answered: %s)',
    async (code) => {
      let withdraw: (() => Promise<void>) | undefined;
      const owner = await beginAccount(async (url, init, forward) => {
        if (withdraw && init?.method === 'POST' && url.endsWith('/log')) {
          const first = withdraw;
          withdraw = undefined;
          await first();
          if (code === 'offline') throw new TypeError('it never arrived');
        }
        return forward();
      });
      const member = await addMember(owner);
      const requester = await asks(server, member);
      const { requestName } = await newestRequest(owner);
      await typesWords(owner, requestName, await requester.words());
      withdraw = () => requester.vault.withdrawReturn();
      expect(await codeOf(owner.vault.approveReset(requestName))).toBe(code);
      await owner.vault.rotateAccountKey();
      await owner.vault.sync();
      expect((await owner.vault.listActivity()).entries[0]?.event.kind).toBe('keyReplaced');
      // What was answered is not told once more; what was not is.
      expect((await owner.vault.takeChangeNotes()).map(({ outcome }) => outcome)).toEqual(
        code === 'offline' ? ['overtaken'] : [],
      );
      await unlocked(server, member);
    },
  );
});

describe('an answer that gets lost', () => {
  it.each([true, false])('to a request loses nothing (done at the server: %s)', async (isDone) => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    let isLost = true;
    const requester = await asks(server, member, async (url, _init, forward) => {
      if (!isLost || !url.endsWith('/api/returns')) return forward();
      isLost = false;
      if (isDone) await forward();
      throw new TypeError('the answer was lost');
    });
    expect(await owner.vault.listResetRequests()).toHaveLength(1);
    const { answer } = await approves(owner, requester);
    await entersWith(requester, answer);
  });

  it('to coming in loses nothing', async () => {
    const owner = await beginAccount();
    const member = await addMember(owner);
    const lost = new Set(['/api/returns/enter', '/api/user/log', '/anchor']);
    const vault = await openDevice(server, {
      meddler: async (url, init, forward) => {
        const response = await forward();
        const meant = [...lost].find((path) => init?.method !== 'GET' && url.endsWith(path));
        if (meant === undefined) return response;
        lost.delete(meant);
        throw new TypeError('the answer was lost');
      },
    });
    await vault.askToBeLetBackIn({ email: member.email, newPassword });
    const requester = requesterIn(vault);
    const { answer } = await approves(owner, requester);
    let entered = await codeOf(entersWith(requester, answer));
    for (let tries = 0; entered !== 'no error' && tries < 3; tries += 1)
      entered = await codeOf(vault.enterByReturn());
    expect(entered).toBe('no error');
    expect(await vault.sync()).toMatchObject({ problems: [] });
    expect(await vault.listAccounts()).toHaveLength(1);
  });
});
