import {
  type AccountId,
  CommonsealError,
  encodeBase64url,
  readBreakGlassShare,
  readRecoveryKit,
} from '@commonseal/protocol';
import { combineBreakGlassShares } from '@commonseal/crypto/break-glass';
import { type KitSecret, credentialOfKit, credentialSeedOfPasskey, secretOf } from '@commonseal/crypto/seal';
import type { VaultApi } from '@commonseal/vault';
import { expect } from 'vitest';
import { injectedOrigin } from '../../../../e2e/fixtures/injected-server.ts';
import { codeOf, readAll } from '../support/device.ts';
import { unlockDeviceSeed } from '../../src/ways-in/device-lock.ts';
import { copyOf } from './browsers.ts';
import type { Secret } from './model.ts';
import { type World, contentOf } from './world.ts';

/** A vault that a secret has opened, or why it has not. */
type Entered = VaultApi | string;

/**
 * Whoever the model says can read, reads every item of each of their accounts, and gets into none that they were in.
 * @param now.open the account that is open in their vault
 * @param now.readsBodies or headers alone, which are under the same keys
 */
export async function expectReads(
  world: World,
  name: string,
  vault: VaultApi,
  { open, readsBodies }: { readonly open: AccountId | undefined; readonly readsBodies: boolean },
): Promise<AccountId | undefined> {
  const { model } = world;
  let current = open;
  for (const { name: account, former } of model.accounts.values()) {
    const accountId = world.account(account);
    if (!former.has(name)) continue;
    const refused = former.get(name) === 'removed' ? 'removed_from_account' : 'anchor_mismatch';
    expect(await codeOf(vault.switchAccount(accountId))).toBe(refused);
  }
  // The one that is open first: another one takes a while.
  const accounts = model
    .accountsOf(name)
    .toSorted((left, right) => +(world.account(right.name) === open) - +(world.account(left.name) === open));
  for (const { name: account, items, members } of accounts) {
    const accountId = world.account(account);
    if (accountId !== current) await vault.switchAccount(accountId);
    current = accountId;
    const report = await vault.sync();
    expect(report).toMatchObject({
      problems: [],
      totalItems: items.length,
      account: { standing: 'open', memberCount: members.size },
    });
    const names = (await vault.listItems()).map(({ header }) => header.fileName);
    expect(names.toSorted()).toEqual(items.map((item) => item.name).toSorted());
    if (!readsBodies) continue;
    const contents = names.map((item) => [item, encodeBase64url(Buffer.from(contentOf(item)))] as const);
    expect(await readAll(vault)).toEqual(new Map(contents));
  }
  return current;
}

/** Tries a secret at the server, in a browser that has never seen its holder. */
async function tryAt(world: World, { name, kind }: Secret): Promise<Entered> {
  const held = world.held.get(name);
  if (held?.kind === 'browser') {
    const { vault } = await world.browsers.open(await copyOf(held.copy));
    return (await vault.unlockHere()) ? vault : 'nothing there';
  }
  const { vault } = await world.browsers.open();
  const entering = (work: Promise<unknown>): Promise<Entered> =>
    work.then(
      () => vault,
      (error: unknown) => {
        if (error instanceof CommonsealError) return error.code;
        throw error;
      },
    );
  if (held?.kind === 'password')
    return entering(vault.unlock({ email: held.email, password: held.password }));
  if (held?.kind === 'passkey') {
    const { challenge } = await vault.beginPasskeyUnlock();
    held.passkey.counter += 1;
    const passkey = held.passkey.assert(encodeBase64url(challenge), { origin: injectedOrigin });
    return entering(vault.unlockWithPasskey({ passkey, prf: held.prf }));
  }
  const newPassword = world.passwordOf(`${name} tried`);
  if (held?.kind === 'kit') return entering(vault.recover({ code: held.code, newPassword }));
  if (held?.kind === 'shares') {
    const email = world.emailOf(`${name}-tried`);
    return entering(vault.useBreakGlass({ codes: held.codes, email, newPassword }));
  }
  throw new TypeError(`nobody has the ${kind} ${name}`);
}

const refusals: Readonly<Record<Secret['kind'], string>> = {
  password: 'login_failed',
  passkey: 'login_failed',
  kit: 'kit_unknown',
  browser: 'nothing there',
  shares: 'shares_over',
};

/** A secret does what the model says that it does, at the server: those that are over let nobody in. */
export async function expectDoesAsItShould(world: World, secret: Secret): Promise<void> {
  if (!secret.isGood) {
    expect(await tryAt(world, secret)).toBe(refusals[secret.kind]);
    return;
  }
  if (secret.kind === 'shares') return expectTooFew(world, secret.name);
  if (secret.kind === 'kit') {
    // Using it would be a step.
    const { vault } = world.actor(secret.of).browser;
    await vault.testRecoveryKit(world.secret(secret.name, 'kit').code);
    return;
  }
  const entered = await tryAt(world, secret);
  if (typeof entered === 'string') throw new TypeError(`a good ${secret.kind} was refused: ${entered}`);
  await expectReads(world, secret.of, entered, { open: undefined, readsBodies: false });
  const { others } = world.actor(secret.of);
  others.push({ vault: entered, keys: world.model.person(secret.of).keys });
}

/** One share fewer than it takes. */
async function expectTooFew(world: World, name: string): Promise<void> {
  const { codes, threshold } = world.secret(name, 'shares');
  const { vault } = await world.browsers.open();
  const email = world.emailOf(`${name}-few`);
  const few = { codes: codes.slice(0, threshold - 1), email, newPassword: world.passwordOf(`${name} few`) };
  expect(await codeOf(vault.useBreakGlass(few))).toBe('shares_refused');
}

/** Browsers that were opened with keys that somebody has replaced since read nothing more. */
export async function expectOthersEnded(world: World, name: string): Promise<void> {
  const { keys, isVoid } = world.model.person(name);
  for (const other of world.actor(name).others) {
    if (other.keys === keys && !isVoid) continue;
    expect(['unauthenticated', 'locked']).toContain(await codeOf(other.vault.sync()));
    expect(await codeOf(other.vault.listWaysIn())).toBe('unauthenticated');
  }
}

/** With all that the server ever had, a secret opens what the model says, and nothing else. */
export async function expectOpensOfCopy(world: World, secret: Secret): Promise<void> {
  const opened = await openedOfCopy(world, secret);
  expect(opened).toEqual(world.model.readableWithCopy(secret.name).toSorted());
}

async function openedOfCopy({ held: all, copy, browsers }: World, { name }: Secret): Promise<string[]> {
  const held = all.get(name);
  switch (held?.kind) {
    case 'password': {
      const seed = browsers.credentialSeeds.get(held.password);
      if (!seed) throw new TypeError('a password that nobody typed');
      return copy.openedByWayIn(seed);
    }
    case 'passkey':
      return copy.openedByWayIn(credentialSeedOfPasskey(held.prf));
    case 'kit': {
      const reading = readRecoveryKit(held.code);
      if (reading.kind !== 'whole') throw new TypeError('a whole code was expected');
      return copy.openedByWayIn(credentialOfKit(secretOf<KitSecret>(reading.secret)).credentialSeed);
    }
    case 'browser': {
      const record = (await held.copy.storage.get('stay-unlocked')) ?? new Uint8Array();
      const credential = await unlockDeviceSeed(record, held.copy.deviceKeys);
      if (!credential) throw new TypeError('a copy of a browser that stays was expected');
      return copy.openedByWayIn(credential.credentialSeed);
    }
    case 'shares': {
      const shares = held.codes.map((code) => {
        const reading = readBreakGlassShare(code);
        if (reading.kind !== 'whole') throw new TypeError('a whole share was expected');
        return reading.share;
      });
      return copy.openedBy([await combineBreakGlassShares(shares, held.accountId)]);
    }
    case undefined:
      throw new TypeError(`nobody has ${name}`);
  }
}
