import { createMemoryDeviceKeys, createMemoryStorage, createVault } from '@commonseal/vault';
import type { VaultStorage, DeviceKeyStore } from '@commonseal/vault';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createCookieFetch } from '../../../e2e/fixtures/cookie-fetch.ts';
import { quickPasswords } from '../../../e2e/fixtures/quick-passwords.ts';
import { InProcessServer } from '../../../e2e/fixtures/in-process-server.ts';
import { type Meddler, codeOf, openDevice, password, signUp } from './support/device.ts';
import { otherPassword, shownTo, unlocked, waysOf } from './support/ways-in.ts';

let server: InProcessServer;

beforeAll(async () => {
  server = await InProcessServer.start();
}, 180_000);

afterAll(async () => {
  await server.stop();
});

afterEach(() => {
  vi.useRealTimers();
});

interface Browser {
  readonly storage: VaultStorage;
  readonly deviceKeys: DeviceKeyStore;
}

const newBrowser = (): Browser => ({ storage: createMemoryStorage(), deviceKeys: createMemoryDeviceKeys() });

/** A locked vault in a browser, as after it was closed and opened again. */
function openIn(
  browser: Browser,
  isOnline = () => true,
  meddler: Meddler = (_url, _init, forward) => forward(),
) {
  const honest = createCookieFetch(server.url);
  const fetch: typeof globalThis.fetch = (input, init) =>
    isOnline()
      ? meddler(input instanceof Request ? input.url : input.toString(), init, () => honest(input, init))
      : Promise.reject(new TypeError('the network is gone'));
  return createVault({
    fetch,
    baseUrl: server.url,
    deviceName: 'Firefox on Linux',
    passwords: quickPasswords,
    ...browser,
  });
}

async function staying(hours = 8, isOnline = () => true) {
  const { email } = await signUp(server);
  const browser = newBrowser();
  const vault = await openIn(browser, isOnline);
  await vault.unlock({ email, password });
  await vault.stayUnlocked(hours);
  return { email, browser, vault };
}

describe('a browser that stays unlocked', () => {
  it('unlocks by itself, and says so under ways in', async () => {
    const { email, browser, vault } = await staying();
    expect(await waysOf(vault, 'device')).toMatchObject([{ name: 'Firefox on Linux', isThisOne: true }]);
    const again = await openIn(browser);
    expect(await again.unlockHere()).toMatchObject({ email, account: { standing: 'open' } });
    expect(await again.sync()).toMatchObject({ problems: [] });
    expect(await waysOf(await unlocked(server, { email }), 'device')).toMatchObject([{ isThisOne: false }]);
  });

  it('keeps nothing that opens anything without its key, which cannot be read out', async () => {
    const { browser } = await staying();
    const key = await browser.deviceKeys.get();
    expect(key?.extractable).toBe(false);
    if (!key) throw new Error('a key was expected');
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
    const stolen = { storage: browser.storage, deviceKeys: createMemoryDeviceKeys() };
    expect(await (await openIn(stolen)).unlockHere()).toBeUndefined();
  });

  it('does not when there is nothing, or what is kept was altered', async () => {
    expect(await (await openIn(newBrowser())).unlockHere()).toBeUndefined();
    for (const at of [0, 17, 30, 50]) {
      const { browser } = await staying();
      const record = (await browser.storage.get('stay-unlocked')) ?? new Uint8Array();
      await browser.storage.put([['stay-unlocked', record.with(at, (record[at] ?? 0) ^ 1)]]);
      expect(await (await openIn(browser)).unlockHere()).toBeUndefined();
      expect(await browser.deviceKeys.get()).toBeUndefined();
    }
  });

  it('stops when the time is over, at the server too', async () => {
    const { browser } = await staying(0.000_5);
    const { storage } = browser;
    const copy = createMemoryStorage();
    await copy.put(await storage.list(''));
    await new Promise((resolve) => {
      setTimeout(resolve, 2_500);
    });
    const key = await browser.deviceKeys.get();
    expect(await (await openIn(browser)).unlockHere()).toBeUndefined();
    expect(await storage.get('stay-unlocked')).toBeUndefined();
    // Somebody sets the clock of the browser back.
    const keys = createMemoryDeviceKeys();
    if (key) await keys.put(key);
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 60_000);
    expect(await (await openIn({ storage: copy, deviceKeys: keys })).unlockHere()).toBeUndefined();
    vi.restoreAllMocks();
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('takes no %d hours', async (hours) => {
    const { vault } = await signUp(server);
    expect(await codeOf(vault.stayUnlocked(hours))).toBe('invalid_request');
  });

  it('forgets when it is told to, when one signs out, and when it has to be without the server', async () => {
    const asked = await staying();
    await asked.vault.forgetHere();
    expect(await waysOf(asked.vault, 'device')).toEqual([]);
    const out = await staying();
    await out.vault.signOut();
    let isOnline = true;
    const offline = await staying(8, () => isOnline);
    isOnline = false;
    await offline.vault.forgetHere();
    isOnline = true;
    for (const { browser } of [asked, out, offline]) {
      expect(await browser.storage.get('stay-unlocked')).toBeUndefined();
      expect(await browser.deviceKeys.get()).toBeUndefined();
      expect(await (await openIn(browser)).unlockHere()).toBeUndefined();
    }
    expect(await waysOf(await unlocked(server, out), 'device')).toEqual([]);
    // A locked vault forgets as well.
    const locked = await staying();
    await (await openIn(locked.browser)).forgetHere();
    expect(await locked.browser.storage.get('stay-unlocked')).toBeUndefined();
  });

  it('is said to have forgotten the next time that the person is there, when it could not be said at once', async () => {
    let isOnline = true;
    const { email, browser, vault } = await staying(8, () => isOnline);
    isOnline = false;
    await vault.forgetHere();
    isOnline = true;
    // Of a locked browser, whose time is over.
    const locked = await openIn(browser);
    await locked.unlock({ email, password });
    expect(await waysOf(locked, 'device')).toEqual([]);
    expect(await browser.storage.list('device-to-forget/')).toEqual([]);
    await locked.stayUnlocked(8);
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 9 * 3_600_000);
    expect(await (await openIn(browser)).unlockHere()).toBeUndefined();
    vi.restoreAllMocks();
    const again = await openIn(browser);
    await again.unlock({ email, password });
    await again.stayUnlocked(1);
    expect(await waysOf(again, 'device')).toHaveLength(1);
  });

  it('goes with the next change of keys when its time is over, and is shown as over until then', async () => {
    const { email } = await staying(0.000_5);
    const staysOn = await staying();
    const vault = await openIn(newBrowser());
    await vault.unlock({ email, password });
    await vault.stayUnlocked(1);
    await new Promise((resolve) => {
      setTimeout(resolve, 2_500);
    });
    expect((await waysOf(vault, 'device')).map(({ isOver }) => isOver)).toEqual([true, false]);
    const shown = await shownTo(vault);
    const change = { oldPassword: password, newPassword: otherPassword, isOldOneKnown: true, shown };
    await vault.changePassword(change);
    expect(await waysOf(vault, 'device')).toMatchObject([{ isThisOne: true, isOver: false }]);
    expect(await waysOf(staysOn.vault, 'device')).toMatchObject([{ isOver: false }]);
  });

  /** Holds answers to requests to a path back, from when it is told to. */
  function holder(path: string) {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reach = () => {};
    const reached = new Promise<void>((resolve) => {
      reach = resolve;
    });
    let isHolding = false;
    const meddler: Meddler = async (url, _init, forward) => {
      const response = await forward();
      if (!isHolding || new URL(url).pathname !== path) return response;
      reach();
      await held;
      return response;
    };
    return {
      meddler,
      hold() {
        isHolding = true;
      },
      reached,
      release: () => release(),
    };
  }

  async function expectDestroyed({ storage, deviceKeys }: Browser): Promise<void> {
    await vi.waitFor(async () => {
      expect(await storage.get('stay-unlocked')).toBeUndefined();
      expect(await deviceKeys.get()).toBeUndefined();
    });
  }

  it.each(['forgetHere', 'signOut'] as const)(
    'destroys its secret at once (%s), whatever else is under way',
    async (end) => {
      const { email } = await signUp(server);
      const browser = newBrowser();
      const holding = holder('/api/user/ways-in');
      const vault = await openIn(browser, () => true, holding.meddler);
      await vault.unlock({ email, password });
      await vault.stayUnlocked(8);
      holding.hold();
      const listing = codeOf(vault.listWaysIn());
      await holding.reached;
      const ending = vault[end]();
      await expectDestroyed(browser);
      holding.release();
      expect(await listing).toBe('no error');
      await ending;
      expect(await waysOf(await unlocked(server, { email }), 'device')).toEqual([]);
    },
  );

  it('gets no secret by a wish that was under way when it was told to forget', async () => {
    const { email } = await signUp(server);
    const browser = newBrowser();
    const holding = holder('/api/user/log');
    const vault = await openIn(browser, () => true, holding.meddler);
    await vault.unlock({ email, password });
    holding.hold();
    const wish = codeOf(vault.stayUnlocked(8));
    await holding.reached;
    const forgetting = vault.forgetHere();
    holding.release();
    expect(await wish).toBe('cancelled');
    await forgetting;
    await expectDestroyed(browser);
    expect(await waysOf(vault, 'device')).toEqual([]);
  });

  it('keeps all sessions when the others are to end and the server wants the person to show first that they are there', async () => {
    const { email } = await staying();
    const other = await unlocked(server, { email });
    const vault = await unlocked(server, { email }, password, async (url, _init, forward) =>
      url.endsWith('/api/user/keys')
        ? Response.json({ code: 'authentication_too_old', requestId: 'meddler' }, { status: 403 })
        : forward(),
    );
    expect(await codeOf(vault.endOtherSessions(await shownTo(vault)))).toBe('authentication_too_old');
    expect(await other.sync()).toMatchObject({ problems: [] });
  });

  it('has one secret at a time', async () => {
    const { vault } = await staying();
    await vault.stayUnlocked(1);
    expect(await waysOf(vault, 'device')).toHaveLength(1);
  });

  it('is one of at most twenty', async () => {
    const { email } = await signUp(server);
    const browsers = Array.from({ length: 21 }, newBrowser);
    const codes: string[] = [];
    for (const browser of browsers) {
      const there = await openIn(browser);
      await there.unlock({ email, password });
      codes.push(await codeOf(there.stayUnlocked(1)));
    }
    expect(codes.slice(0, 20).every((code) => code === 'no error')).toBe(true);
    expect(codes[20]).toBe('too_many_ways_in');
    expect(await browsers[20]?.deviceKeys.get()).toBeUndefined();
  }, 120_000);

  it('goes on after the keys were replaced elsewhere, unless it was taken away there', async () => {
    const { email, browser } = await staying();
    const elsewhere = await unlocked(server, { email });
    await elsewhere.changePassword({
      oldPassword: password,
      newPassword: otherPassword,
      isOldOneKnown: true,
      shown: await shownTo(elsewhere),
    });
    const again = await openIn(browser);
    expect(await again.unlockHere()).toMatchObject({ email });
    await elsewhere.confirmPassword(otherPassword);
    await elsewhere.endOtherSessions(await shownTo(elsewhere));
    expect(await waysOf(elsewhere, 'device')).toEqual([]);
    expect(await codeOf(again.sync())).toBe('unauthenticated');
    expect(await (await openIn(browser)).unlockHere()).toBeUndefined();
    expect(await browser.deviceKeys.get()).toBeUndefined();
  });

  it('is taken back by another tab that has not heard of it', async () => {
    const { email } = await signUp(server);
    const browser = newBrowser();
    const one = await openIn(browser);
    const other = await openIn(browser);
    await one.unlock({ email, password });
    await other.unlock({ email, password });
    await one.stayUnlocked(8);
    await other.forgetHere();
    expect(await waysOf(one, 'device')).toEqual([]);
    expect(await browser.storage.list('device-to-forget/')).toEqual([]);
    expect(await (await openIn(browser)).unlockHere()).toBeUndefined();
  });

  it('goes on remembering how far the person’s log was seen, when a tab knows less of it', async () => {
    const { email } = await signUp(server);
    const browser = newBrowser();
    const one = await openIn(browser);
    await one.unlock({ email, password });
    const pins = () => browser.storage.list('user-log-head/');
    let isAhead = false;
    const late = await openIn(
      browser,
      () => true,
      async (url, init, forward) => {
        if (!isAhead && url.endsWith('/api/user/own-state') && (init?.method ?? 'GET') === 'GET') {
          isAhead = true;
          await one.makeRecoveryKit();
        }
        return forward();
      },
    );
    const before = await pins();
    await late.unlock({ email, password });
    expect(isAhead).toBe(true);
    const after = await pins();
    expect(after).not.toEqual(before);
    await one.listWaysIn();
    await one.makeRecoveryKit();
    expect(await pins()).not.toEqual(after);
    const [[, pin] = []] = after;
    // Sequence 2 is the kit that the late tab has not heard of.
    expect(pin && new DataView(pin.buffer, pin.byteOffset).getUint32(0)).toBe(2);
  });

  it('is what one can go on working after it has forgotten its secret', async () => {
    const { browser } = await staying();
    const again = await openIn(browser);
    await again.unlockHere();
    await again.forgetHere();
    await again.createAccount({ accountName: 'Second' });
    expect(await waysOf(again, 'device')).toEqual([]);
    expect(await openDevice(server)).toBeDefined();
  });
});
