import { createHmac } from 'node:crypto';
import {
  type AccountId,
  CredentialId,
  UserId,
  encodeBase64url,
  parseBase64url,
  readRecoveryKit,
} from '@commonseal/protocol';
import { UserLog } from '@commonseal/account-log';
import { authorCredentialAdded } from '@commonseal/account-log/author';
import { openSeal } from '@commonseal/crypto/open';
import {
  type KitSecret,
  type UserSeed,
  credentialOfKit,
  cryptoReady,
  generateCredentialSeed,
  generateUserSeed,
  receivingPublicKey,
  sealSecret,
  secretOf,
  userSeedContext,
} from '@commonseal/crypto/seal';
import { createMemoryDeviceKeys, createMemoryStorage, createVault } from '@commonseal/vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestPasskey } from '../../../e2e/fixtures/test-passkey.ts';
import { bringIn } from '../../../e2e/fixtures/bring-in.ts';
import { createCookieFetch } from '../../../e2e/fixtures/cookie-fetch.ts';
import { copyAccount, readableHeaders, seedsWithin, takeKeys } from '../../../e2e/fixtures/former-member.ts';
import { quickPasswords } from '../../../e2e/fixtures/quick-passwords.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { type Device, type Meddler, codeOf, file, openDevice, password, signUp } from './support/device.ts';
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

/** A credential's row, as a thief of the database has it. */
async function rowOf(credentialId: CredentialId): Promise<{ userId: UserId; seal: Uint8Array }> {
  const { rows } = await server.database.query<{ user_id: Buffer; seal: Buffer }>(
    'select user_id, seal from credentials where credential_id = $1',
    [CredentialId.toBytes(credentialId)],
  );
  const [row] = rows;
  if (!row) throw new Error('a row was expected');
  return { userId: UserId.fromBytes(Uint8Array.from(row.user_id)), seal: Uint8Array.from(row.seal) };
}

async function titlesOf(keys: { userId: UserId; userSeed: UserSeed }, accountId: AccountId) {
  const copy = await copyAccount(server.database, accountId);
  const seeds = await seedsWithin(copy, keys);
  const headers = await readableHeaders(copy, [...seeds.values(), keys.userSeed]);
  return headers.map((header) => (JSON.parse(header) as { fileName: string }).fileName).toSorted();
}

async function accountOf({ vault }: Pick<Device, 'vault'>): Promise<AccountId> {
  return (await vault.sync()).account.accountId;
}

describe('an old secret with a full copy of the database', () => {
  it('of a used kit opens what was written before it was used, and nothing after', async () => {
    const person = await signUp(server);
    const accountId = await accountOf(person);
    await bringIn(person.vault, [file('before.txt', 'b')]);
    const kit = await person.vault.makeRecoveryKit();
    const row = await rowOf(kit.credentialId);
    const reading = readRecoveryKit(kit.groups.join(''));
    if (reading.kind !== 'whole') throw new Error('a whole code was expected');
    const { credentialId, credentialSeed } = credentialOfKit(secretOf<KitSecret>(reading.secret));
    expect(credentialId).toBe(kit.credentialId);
    const { userId } = row;
    const context = userSeedContext({ userId, generation: 0, credentialId });
    const keys = { userId, userSeed: openSeal<UserSeed>(row.seal, credentialSeed, context) };
    expect(await titlesOf(keys, accountId)).toEqual(['before.txt']);

    const fresh = await openDevice(server);
    await fresh.recover({ code: kit.groups.join(''), newPassword: otherPassword });
    await bringIn(fresh, [file('after.txt', 'a')]);
    expect(await titlesOf(keys, accountId)).toEqual(['before.txt']);
    await expect(rowOf(kit.credentialId)).rejects.toThrow('a row was expected');
  });

  it('of a password that was known opens what was written before the change, and nothing after', async () => {
    const person = await signUp(server);
    const accountId = await accountOf(person);
    const second = await person.vault.createAccount({ accountName: 'Second' });
    const secondId = second.account?.accountId as AccountId;
    await bringIn(person.vault, [file('second before.txt', 's')]);
    await person.vault.switchAccount(accountId);
    await bringIn(person.vault, [file('before.txt', 'b')]);
    const keys = await takeKeys(server.url, { email: person.email, password }, quickPasswords);
    await person.vault.changePassword(known);
    await bringIn(person.vault, [file('after.txt', 'a')]);
    await person.vault.switchAccount(secondId);
    await bringIn(person.vault, [file('second after.txt', 's')]);
    expect(await titlesOf(keys, accountId)).toEqual(['before.txt']);
    expect(await titlesOf(keys, secondId)).toEqual(['second before.txt']);
  });

  it('of a password that nobody knew goes on opening: the plain change keeps the keys', async () => {
    const person = await signUp(server);
    const accountId = await accountOf(person);
    const keys = await takeKeys(server.url, { email: person.email, password }, quickPasswords);
    await person.vault.changePassword({ ...known, isOldOneKnown: false });
    await bringIn(person.vault, [file('after.txt', 'a')]);
    expect(await titlesOf(keys, accountId)).toEqual(['after.txt']);
  });
});

describe('a passkey', () => {
  async function withPasskey() {
    const person = await signUp(server);
    const passkey = new TestPasskey();
    const prf = generateCredentialSeed();
    const origin = { origin: server.url };
    const { challenge, email } = await person.vault.beginPasskey();
    expect(email).toBe(person.email);
    const registration = passkey.register(encodeBase64url(challenge), origin);
    const added = await person.vault.addPasskey({ name: 'My\nkey', passkey: registration, prf });
    expect(added).toEqual({ canUnlock: true });
    const unlockBy = async (output: Uint8Array | undefined, meddler?: Meddler) => {
      const vault = await openDevice(server, meddler ? { meddler } : {});
      const begun = await vault.beginPasskeyUnlock();
      passkey.counter += 1;
      const assertion = passkey.assert(encodeBase64url(begun.challenge), origin);
      return { vault, result: vault.unlockWithPasskey({ passkey: assertion, prf: output }) };
    };
    return { person, prf, unlockBy };
  }

  it('unlocks with one touch, and its secret is never sent', async () => {
    const { person, prf, unlockBy } = await withPasskey();
    expect(await waysOf(person.vault, 'passkey')).toMatchObject([{ name: 'My key' }]);
    const sent: string[] = [];
    const { vault, result } = await unlockBy(prf, async (_url, init, forward) => {
      if (typeof init?.body === 'string') sent.push(init.body);
      return forward();
    });
    expect(await result).toMatchObject({ email: person.email, account: { standing: 'open' } });
    expect(await vault.sync()).toMatchObject({ problems: [] });
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.join('\n')).not.toContain(encodeBase64url(prf));
    expect(await codeOf((await unlockBy(undefined)).result)).toBe('password_needed');
    expect(await codeOf((await unlockBy(generateCredentialSeed())).result)).toBe('anchor_mismatch');
  });

  it('lets the server say no other address: it is what the person signs as their name', async () => {
    const { person, unlockBy, prf } = await withPasskey();
    const code = (await person.vault.makeRecoveryKit()).groups.join('');
    const renaming = (path: string) =>
      answering<object>(path, (reply) => ({ ...reply, email: 'somebody-else@example.test' }));
    const { vault, result } = await unlockBy(prf, renaming('/api/login/passkey/finish'));
    expect(await codeOf(result)).toBe('anchor_mismatch');
    expect(await codeOf(vault.createAccount({ accountName: 'Second' }))).toBe('locked');
    const fresh = await openDevice(server, { meddler: renaming('/api/login/key/finish') });
    expect(await codeOf(fresh.recover({ code, newPassword: otherPassword }))).toBe('anchor_mismatch');
    // The same after own state was encrypted under other keys.
    await person.vault.changePassword({ ...known, shown: await shownTo(person.vault) });
    expect(await codeOf((await unlockBy(prf, renaming('/api/login/passkey/finish'))).result)).toBe(
      'anchor_mismatch',
    );
    expect(await (await unlockBy(prf)).result).toMatchObject({ email: person.email });
  });

  it('renews the keys when it is withdrawn, opens nothing afterwards, and leaves the others as they are', async () => {
    const { person, unlockBy, prf } = await withPasskey();
    const { vault } = person;
    const accountId = await accountOf(person);
    const keys = await takeKeys(server.url, { email: person.email, password }, quickPasswords);
    const kit = await vault.makeRecoveryKit();
    const [way] = await waysOf(vault, 'passkey');
    if (!way) throw new Error('a passkey was expected');
    expect(await vault.withdrawWayIn(way.credentialId, await shownTo(vault))).toMatchObject({
      account: { standing: 'open' },
    });
    expect(await waysOf(vault, 'passkey')).toEqual([]);
    expect(await codeOf((await unlockBy(prf)).result)).toBe('login_failed');
    await bringIn(vault, [file('after.txt', 'a')]);
    expect(await titlesOf(keys, accountId)).toEqual([]);
    await unlocked(server, person);
    await vault.testRecoveryKit(kit.groups.join(''));
    const [plain] = await waysOf(vault, 'password');
    if (!plain) throw new Error('a password was expected');
    expect(await codeOf(vault.withdrawWayIn(plain.credentialId, await shownTo(vault)))).toBe(
      'invalid_request',
    );
  });

  it('without the means to unlock signs in only', async () => {
    const { vault } = await signUp(server);
    const { challenge } = await vault.beginPasskey();
    const passkey = new TestPasskey().register(encodeBase64url(challenge), { origin: server.url });
    expect(await vault.addPasskey({ name: 'Plain', passkey, prf: undefined })).toEqual({ canUnlock: false });
    const { signInPasskeys, ways } = await vault.listWaysIn();
    expect(signInPasskeys).toMatchObject([{ name: 'Plain' }]);
    expect(ways).toHaveLength(1);
    await vault.removeSignInPasskey(signInPasskeys[0]?.passkeyId ?? '');
    expect((await vault.listWaysIn()).signInPasskeys).toEqual([]);
  });
});

interface LoginReply {
  readonly userId: string;
  readonly credential: { readonly credentialId: string; readonly seal: string; readonly anchor: string };
}

/** Changes the answer to one request. */
function answering<T>(path: string, change: (reply: T) => unknown): Meddler {
  return async (url, init, forward) => {
    const response = await forward();
    if (new URL(url).pathname !== path || !response.ok) return response;
    if (path === '/api/user/log' && init?.method === 'POST') return response;
    return new Response(JSON.stringify(change((await response.json()) as T)), {
      status: response.status,
      headers: response.headers,
    });
  };
}

/** Remembers what a server answered, for it to be shown again. */
function recorder() {
  const answers = new Map<string, string>();
  const meddler: Meddler = async (url, _init, forward) => {
    const response = await forward();
    answers.set(new URL(url).pathname, await response.clone().text());
    return response;
  };
  return { answers, meddler };
}

describe('a dishonest server', () => {
  const tryUnlock = async (email: string, meddler: Meddler, by = password) =>
    codeOf((await openDevice(server, { meddler })).unlock({ email, password: by }));

  it('adds no way in of its own to the log of a person', async () => {
    const { email } = await signUp(server);
    const own = generateUserSeed();
    const seed = generateCredentialSeed();
    const adding = answering<{ entries: string[] }>('/api/user/log', ({ entries }) => {
      const { state } = UserLog.verify(entries.map(parseBase64url));
      const credential = {
        credentialId: CredentialId.fromBytes(new Uint8Array(16)),
        kind: 'passkey',
        receivingKey: receivingPublicKey(seed),
        signingKey: undefined,
        name: '',
      } as const;
      const entry = authorCredentialAdded({ state, seed: own, nowMs: Date.now() }, credential);
      return { entries: [...entries, encodeBase64url(entry)] };
    });
    expect(await tryUnlock(email, adding)).toBe('log_refused');
  });

  it('has no seed taken that it sealed itself, nor the seal or the anchor of another way in', async () => {
    const { vault, email } = await signUp(server);
    const { credentialId: kitId } = await vault.makeRecoveryKit();
    const kit = await rowOf(kitId);
    const forged = answering<LoginReply>('/api/login/finish', (reply) => {
      const userId = UserId.parse(reply.userId);
      const credentialId = CredentialId.parse(reply.credential.credentialId);
      const context = userSeedContext({ userId, generation: 0, credentialId });
      // Whoever runs the server knows the public key from the log; here anybody's will do for the form.
      const seal = sealSecret(generateUserSeed(), receivingPublicKey(generateCredentialSeed()), context);
      return { ...reply, credential: { ...reply.credential, seal: encodeBase64url(seal) } };
    });
    expect(await tryUnlock(email, forged)).toBe('decryption_failed');
    const swapped = answering<LoginReply>('/api/login/finish', (reply) => ({
      ...reply,
      credential: { ...reply.credential, seal: encodeBase64url(kit.seal) },
    }));
    expect(await tryUnlock(email, swapped)).toBe('decryption_failed');
    const renamed = answering<LoginReply>('/api/login/finish', (reply) => ({
      ...reply,
      credential: { ...reply.credential, credentialId: kitId },
    }));
    expect(await tryUnlock(email, renamed)).toBe('anchor_mismatch');
  });

  it('has no user seed of its own taken, though it seals it rightly', async () => {
    const { email } = await signUp(server);
    let passwordKey: Uint8Array | undefined;
    await unlocked(
      server,
      { email },
      password,
      answering<{ entries: string[] }>('/api/user/log', (reply) => {
        const { credentials } = UserLog.verify(reply.entries.map(parseBase64url)).state;
        passwordKey = [...credentials.values()][0]?.receivingKey;
        return reply;
      }),
    );
    const forged = answering<LoginReply>('/api/login/finish', (reply) => {
      const userId = UserId.parse(reply.userId);
      const credentialId = CredentialId.parse(reply.credential.credentialId);
      const context = userSeedContext({ userId, generation: 0, credentialId });
      const seal = sealSecret(generateUserSeed(), passwordKey ?? new Uint8Array(), context);
      return { ...reply, credential: { ...reply.credential, seal: encodeBase64url(seal) } };
    });
    expect(await tryUnlock(email, forged)).toBe('key_mismatch');
  });

  it('is found out when it shows a log from before the keys were replaced', async () => {
    const { vault, email } = await signUp(server);
    const { answers, meddler } = recorder();
    await unlocked(server, { email }, password, meddler);
    await vault.changePassword(known);
    const older = answering('/api/user/log', () => JSON.parse(answers.get('/api/user/log') ?? '') as object);
    expect(await tryUnlock(email, older, otherPassword)).toBe('log_rollback');
  });

  it.each(['tested', 'confirmed'] as const)(
    'is found out when it shows it to a new browser, by a kit that was %s since',
    async (how) => {
      const { vault, email } = await signUp(server);
      const { groups } = await vault.makeRecoveryKit();
      const { answers, meddler } = recorder();
      await unlocked(server, { email }, password, meddler);
      await vault.changePassword({ ...known, shown: await shownTo(vault) });
      if (how === 'tested') await vault.testRecoveryKit(groups.join(''));
      else {
        const typed = [3, 7].map((number) => ({ number, text: groups[number - 1] ?? '' }));
        await vault.confirmRecoveryKit(typed);
      }
      const older = answering(
        '/api/user/log',
        () => JSON.parse(answers.get('/api/user/log') ?? '') as object,
      );
      const fresh = await openDevice(server, { meddler: older });
      expect(await codeOf(fresh.recover({ code: groups.join(''), newPassword: password }))).toBe(
        'log_rollback',
      );
    },
  );

  it('is found out when it shows all of an old database to a browser that has seen more', async () => {
    const { email } = await signUp(server);
    const browser = { storage: createMemoryStorage(), deviceKeys: createMemoryDeviceKeys() };
    const openIn = (meddler: Meddler) => {
      const honest = createCookieFetch(server.url);
      const fetch: typeof globalThis.fetch = (input, init) =>
        typeof input === 'string' ? meddler(input, init, () => honest(input, init)) : honest(input, init);
      return createVault({
        fetch,
        baseUrl: server.url,
        deviceName: 'Test device',
        passwords: quickPasswords,
        ...browser,
      });
    };
    const { answers, meddler } = recorder();
    const vault = await openIn((_url, _init, forward) => forward());
    await vault.unlock({ email, password });
    await vault.stayUnlocked(1);
    await (await openIn(meddler)).unlockHere();
    await vault.unlock({ email, password });
    await vault.changePassword({ ...known, shown: await shownTo(vault) });
    const shown = ['/api/user/log', '/api/user/own-state', '/api/login/key/finish'];
    for (const path of shown) expect(answers.get(path)).toBeDefined();
    const old = await openIn(async (url, init, forward) => {
      const response = await forward();
      const path = new URL(url).pathname;
      if (!shown.includes(path) || (init?.method ?? 'GET') === 'PUT') return response;
      return new Response(answers.get(path), { status: 200, headers: response.headers });
    });
    expect(await codeOf(old.unlockHere())).toBe('log_rollback');
    // By the pin of the person's log alone.
    const ownStates = await browser.storage.list('own-state/');
    expect(ownStates).toHaveLength(1);
    await browser.storage.delete(ownStates.map(([key]) => key));
    expect(await codeOf(old.unlockHere())).toBe('log_rollback');
    await browser.storage.put(ownStates);
    // Own state that this device has kept under the new keys does not open by the old ones; its version still counts.
    const pins = await browser.storage.list('user-log-head/');
    await browser.storage.delete(pins.map(([key]) => key));
    expect(await codeOf(old.unlockHere())).toBe('log_rollback');
  });
});

/** As an authenticator app makes it (RFC 6238, SHA-1, 6 digits, 30 s). */
function codeOfApp(secret: string, nowMs: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((sign) => alphabet.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)));
  const mac = createHmac('sha1', key).update(step).digest();
  const truncated = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(truncated % 1_000_000).padStart(6, '0');
}

describe('a second factor', () => {
  it('is asked for after the password, and what it opens is what the password opens', async () => {
    const person = await signUp(server);
    const { secret } = await person.vault.beginAuthenticatorApp();
    expect(secret.length).toBeGreaterThan(15);
    const { backupCodes } = await person.vault.confirmAuthenticatorApp(codeOfApp(secret, Date.now()));
    const [first = '', second = '', third = ''] = backupCodes;
    const vault = await openDevice(server);
    expect(await codeOf(vault.finishUnlock({ code: first }))).toBe('locked');
    expect(await codeOf(vault.unlock({ email: person.email, password }))).toBe('second_factor_needed');
    expect(await codeOf(vault.sync())).toBe('locked');
    expect(await codeOf(vault.finishUnlock({ code: '000000' }))).toBe('login_failed');
    expect(await vault.finishUnlock({ code: first })).toMatchObject({ account: { standing: 'open' } });
    expect(await vault.sync()).toMatchObject({ problems: [] });
    const again = await openDevice(server);
    await codeOf(again.unlock({ email: person.email, password }));
    expect(await codeOf(again.finishUnlock({ code: first }))).toBe('login_failed');
    await again.finishUnlock({ code: second });
    await again.changePassword(known);
    expect(await codeOf(again.removeAuthenticatorApp())).toBe('code_refused');
    await again.removeAuthenticatorApp(third);
    await unlocked(server, person, otherPassword);
  });

  it('is asked for with the password in a browser that came back by itself', async () => {
    const { vault } = await signUp(server);
    const { secret } = await vault.beginAuthenticatorApp();
    const { backupCodes } = await vault.confirmAuthenticatorApp(codeOfApp(secret, Date.now()));
    const [first = '', second = ''] = backupCodes;
    await vault.stayUnlocked(1);
    await vault.confirmPassword(password);
    await vault.unlockHere();
    expect(await codeOf(vault.confirmPassword(password))).toBe('second_factor_needed');
    expect(await codeOf(vault.confirmPassword(otherPassword, first))).toBe('login_failed');
    expect(await codeOf(vault.confirmPassword(password, '000000'))).toBe('code_refused');
    expect(await codeOf(vault.removeAuthenticatorApp(first))).toBe('authentication_too_old');
    await vault.confirmPassword(password, first);
    await vault.removeAuthenticatorApp(second);
    expect((await vault.listWaysIn()).authenticatorApp).toBeUndefined();
  });
});
