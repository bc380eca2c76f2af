import { type CredentialId, encodeBase64url, parseBase64url } from '@commonseal/protocol';
import { parseUserEntry } from '@commonseal/account-log';
import { cryptoReady, generateCredentialSeed } from '@commonseal/crypto/seal';
import type { VaultApi } from '@commonseal/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isChosen } from '../../../e2e/fixtures/sample.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { TestPasskey } from '../../../e2e/fixtures/test-passkey.ts';
import { codeOf, openDevice, password, signUp } from './support/device.ts';
import { otherPassword, shownTo, unlocked, waysOf } from './support/ways-in.ts';

let server: InProcessServer;

beforeAll(async () => {
  await cryptoReady();
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

const known = { oldPassword: password, newPassword: otherPassword, isOldOneKnown: true };

describe('a dishonest server', () => {
  /** What is asked for, the same each time. */
  type Asked = (vault: VaultApi, shown: readonly CredentialId[]) => Promise<() => Promise<unknown>>;
  const asked: Readonly<Record<string, Asked>> = {
    'a kit to be withdrawn': async (vault, shown) => {
      const [kit] = await waysOf(vault, 'kit');
      return async () => vault.withdrawWayIn(kit?.credentialId as CredentialId, shown);
    },
    'a new password with new keys': async (vault, shown) => async () =>
      vault.changePassword({ ...known, shown }),
    'a new password': async (vault) => async () => vault.changePassword({ ...known, isOldOneKnown: false }),
    'a passkey': async (vault) => {
      const { challenge } = await vault.beginPasskey();
      const passkey = new TestPasskey().register(encodeBase64url(challenge), { origin: server.url });
      const prf = generateCredentialSeed();
      return async () => vault.addPasskey({ name: 'Key', passkey, prf });
    },
  };
  const refused = Object.keys(asked).flatMap((what) =>
    ['authentication_too_old', 'forbidden', 'internal'].map((code) => ({ what, code })),
  );

  it.each(refused.filter((_, at) => isChosen(at, 8)))(
    'gets no second signature for one place by refusing ($code) $what that is asked for again',
    async ({ what, code }) => {
      const { vault: first, email, storage } = await signUp(server);
      await first.makeRecoveryKit();
      const signed = new Set<string>();
      let isRefusing = true;
      const vault = await openDevice(server, {
        storage,
        meddler: async (url, init, forward) => {
          if (!/\/api\/user\/(keys|ways-in)$/.test(url) || typeof init?.body !== 'string') return forward();
          const body = JSON.parse(init.body) as {
            entry?: string;
            step?: { entry: string };
            accounts?: { entry: string }[];
          };
          const entries = [
            body.entry ?? body.step?.entry,
            ...(body.accounts ?? []).map(({ entry }) => entry),
          ];
          signed.add(entries.join());
          return isRefusing ? Response.json({ code, requestId: 'meddler' }, { status: 403 }) : forward();
        },
      });
      await vault.unlock({ email, password });
      const ask = await asked[what]?.(vault, await shownTo(vault));
      if (!ask) throw new Error('something was to be asked for');
      expect(await codeOf(ask())).toBe(code);
      expect(await codeOf(ask())).toBe(code);
      isRefusing = false;
      await ask();
      expect(signed.size).toBe(1);
      expect(await vault.sync()).toMatchObject({ problems: [] });
      // What was asked for is done, and the person is in by it.
      await vault.createAccount({ accountName: 'Second' });
      await unlocked(server, { email }, what.startsWith('a new password') ? otherPassword : password);
    },
    30_000,
  );

  it('gets no second signature by refusing one change, when another one is asked for', async () => {
    const { email, storage } = await signUp(server);
    const places = new Map<number, Set<string>>();
    let isRefusing = true;
    const vault = await openDevice(server, {
      storage,
      meddler: async (url, init, forward) => {
        if (!/\/api\/user\/(keys|ways-in)$/.test(url) || typeof init?.body !== 'string') return forward();
        const body = JSON.parse(init.body) as { entry?: string; step?: { entry: string } };
        const entry = parseBase64url(body.entry ?? body.step?.entry ?? '');
        const { sequence } = parseUserEntry(entry).frame;
        places.set(sequence, (places.get(sequence) ?? new Set()).add(encodeBase64url(entry)));
        if (!isRefusing) return forward();
        return Response.json({ code: 'forbidden', requestId: 'meddler' }, { status: 403 });
      },
    });
    await vault.unlock({ email, password });
    expect(await codeOf(vault.changePassword({ ...known, isOldOneKnown: false }))).toBe('forbidden');
    expect(await codeOf(vault.stayUnlocked(1))).toBe('forbidden');
    isRefusing = false;
    await vault.stayUnlocked(1);
    const [, ...devices] = await shownTo(vault);
    expect(devices).toHaveLength(1);
    await vault.makeRecoveryKit();
    expect([...places.values()].map(({ size }) => size)).toEqual([1, 1, 1]);
    await unlocked(server, { email }, otherPassword);
  });

  it('gets no second signature for one place by saying that another entry was first', async () => {
    const person = await signUp(server);
    const signed = new Map<string, Set<string>>();
    const note = (place: string, entry: string) =>
      signed.set(place, (signed.get(place) ?? new Set<string>()).add(entry));
    const { email, storage } = person;
    const vault = await openDevice(server, {
      storage,
      meddler: async (url, init, forward) => {
        if (!url.endsWith('/api/user/keys') || typeof init?.body !== 'string') return forward();
        const body = JSON.parse(init.body) as {
          entry: string;
          accounts: { accountId: string; entry: string }[];
        };
        note('person', body.entry);
        for (const { accountId, entry } of body.accounts) note(accountId, entry);
        return Response.json({ code: 'log_conflict', requestId: 'meddler' }, { status: 409 });
      },
    });
    await vault.unlock({ email, password });
    expect(await codeOf(vault.changePassword(known))).toBe('log_rollback');
    expect(signed.size).toBe(2);
    expect([...signed.values()].every((entries) => entries.size === 1)).toBe(true);
    await unlocked(server, person);
  });
});
