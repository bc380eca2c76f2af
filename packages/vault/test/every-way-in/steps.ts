import { type CredentialId, encodeBase64url } from '@commonseal/protocol';
import { generateCredentialSeed } from '@commonseal/crypto/seal';
import { expect } from 'vitest';
import { bringIn } from '../../../../e2e/fixtures/bring-in.ts';
import { injectedOrigin } from '../../../../e2e/fixtures/injected-server.ts';
import { TestPasskey } from '../../../../e2e/fixtures/test-passkey.ts';
import { file } from '../support/device.ts';
import { plainInvite } from '../support/people.ts';
import { shownTo, waysOf } from '../support/ways-in.ts';
import { enter } from './arrivals.ts';
import { performBreakGlass } from './break-glass-steps.ts';
import { copyOf } from './browsers.ts';
import type { Step, StepOf } from './model.ts';
import { performReturn } from './return-steps.ts';
import { type World, contentOf } from './world.ts';

/** Does it; the model has not heard of it yet. */
export async function perform(world: World, step: Step): Promise<void> {
  switch (step.kind) {
    case 'begin':
      return begin(world, step);
    case 'join':
      return join(world, step);
    case 'write': {
      const { item } = step;
      const vault = await world.vaultIn(step.by, step.account);
      const report = await bringIn(vault, [file(item, contentOf(item))]);
      expect(report).toMatchObject({ imported: 1, failed: [] });
      return;
    }
    case 'change':
    case 'rekey':
      return changePassword(world, step);
    case 'passkey':
      return addPasskey(world, step);
    case 'kit':
      return makeKit(world, step);
    case 'stay':
      return stay(world, step);
    case 'use kit':
      return useKit(world, step);
    case 'forget':
      await world.actor(step.by).browser.vault.forgetHere();
      return;
    case 'withdraw': {
      const { vault } = world.actor(step.by).browser;
      await vault.withdrawWayIn(credentialOf(world, step.used), await shownTo(vault));
      return;
    }
    case 'remove': {
      const { userId } = world.actor(step.who);
      await (await world.vaultIn(step.by, step.account)).removeMember(userId);
      return;
    }
    case 'role': {
      const { userId } = world.actor(step.who);
      const isOwner = world.model.account(step.account).members.get(step.who) === 'owner';
      const vault = await world.vaultIn(step.by, step.account);
      await vault.sync();
      await vault.setRole(userId, isOwner ? 'member' : 'owner');
      return;
    }
    case 'leave': {
      const left = await (await world.vaultIn(step.by, step.account)).leaveAccount();
      world.actor(step.by).open = left.account?.accountId;
      return;
    }
    case 'rotate':
      await (await world.vaultIn(step.by, step.account)).rotateAccountKey();
      return;
    case 'rotate deeply':
      await (await world.vaultIn(step.by, step.account)).rotateDeeply();
      return;
    case 'policy':
    case 'ask':
    case 'vouch':
    case 'let in':
    case 'refuse':
      return performReturn(world, step);
    case 'make set':
    case 'withdraw set':
    case 'use set':
      return performBreakGlass(world, step);
  }
}

async function begin(world: World, { by, account }: StepOf<'begin'>): Promise<void> {
  const accountName = `Account ${account}`;
  const known = world.actors.get(by)?.browser;
  const browser = known ?? (await world.browsers.open());
  const { vault } = browser;
  const [secret] = world.model.waysOf(by, 'password');
  if (known) await vault.createAccount({ accountName });
  else if (secret) {
    const { name } = secret;
    const credentials = { email: world.emailOf(by), password: world.passwordOf(name) };
    await vault.signUp({ ...credentials, accountName });
    await enter(world, by, browser, { ...credentials, secret: name });
  }
  const { accountId } = (await vault.sync()).account;
  world.actor(by).open = accountId;
  world.accounts.set(account, accountId);
}

async function join(world: World, step: StepOf<'join'>): Promise<void> {
  const { by, account, who, secret, role, opens } = step;
  const owner = await world.vaultIn(by, account);
  // They may have become an owner since.
  await owner.sync();
  const { link } = await owner.createInvite({ ...plainInvite, role, opensAtOnce: opens });
  const browser = secret === undefined ? world.actor(who).browser : await world.browsers.open();
  const { vault } = browser;
  const credentials = { email: world.emailOf(who), password: world.passwordOf(secret ?? '') };
  if (secret !== undefined) await vault.signUp(credentials);
  const standing = opens ? 'open' : 'waiting';
  expect(await vault.acceptInvite(link)).toMatchObject({ role, standing });
  if (secret !== undefined) await enter(world, who, browser, { ...credentials, secret });
  world.actor(who).open = world.account(account);
  if (opens) return;
  await owner.sync();
  expect(await vault.sync()).toMatchObject({ problems: [], account: { role, standing: 'open' } });
}

function passwordOf(world: World, name: string): string {
  const [secret] = world.model.waysOf(name, 'password');
  return world.secret(secret?.name ?? '', 'password').password;
}

function credentialOf(world: World, secret: string): CredentialId {
  const held = world.held.get(secret);
  if (!held || !('credentialId' in held)) throw new TypeError(`${secret} has no id`);
  return held.credentialId;
}

async function changePassword(world: World, step: StepOf<'change' | 'rekey'>): Promise<void> {
  const { vault } = world.actor(step.by).browser;
  const newPassword = world.passwordOf(step.secret);
  const change = { oldPassword: passwordOf(world, step.by), newPassword };
  if (step.kind === 'change') await vault.changePassword({ ...change, isOldOneKnown: false });
  else {
    const alsoWithdraw = step.also.map((name) => credentialOf(world, name));
    await vault.changePassword({ ...change, isOldOneKnown: true, alsoWithdraw, shown: await shownTo(vault) });
  }
  const { email } = world.actor(step.by);
  world.held.set(step.secret, { kind: 'password', email, password: newPassword });
}

async function addPasskey(world: World, { by, secret }: StepOf<'passkey' | 'kit' | 'stay'>): Promise<void> {
  const { vault } = world.actor(by).browser;
  const before = await shownTo(vault);
  const passkey = new TestPasskey();
  const prf = generateCredentialSeed();
  const { challenge } = await vault.beginPasskey();
  const registration = passkey.register(encodeBase64url(challenge), { origin: injectedOrigin });
  expect(await vault.addPasskey({ name: secret, passkey: registration, prf })).toEqual({ canUnlock: true });
  const added = (await shownTo(vault)).find((credentialId) => !before.includes(credentialId));
  if (added === undefined) throw new TypeError('a passkey was expected');
  world.held.set(secret, { kind: 'passkey', credentialId: added, passkey, prf });
}

async function makeKit(world: World, { by, secret }: StepOf<'passkey' | 'kit' | 'stay'>): Promise<void> {
  const { vault } = world.actor(by).browser;
  const { groups, credentialId } = await vault.makeRecoveryKit();
  // Before an older one goes, and the keys with it.
  await world.keep();
  await vault.confirmRecoveryKit([3, 9].map((number) => ({ number, text: groups[number - 1] ?? '' })));
  world.held.set(secret, { kind: 'kit', credentialId, code: groups.join('-') });
}

async function stay(world: World, { by, secret }: StepOf<'passkey' | 'kit' | 'stay'>): Promise<void> {
  const { browser } = world.actor(by);
  await browser.vault.stayUnlocked(8);
  const here = (await waysOf(browser.vault, 'device')).find(({ isThisOne }) => isThisOne);
  if (!here) throw new TypeError('a browser that stays was expected');
  const { credentialId } = here;
  world.held.set(secret, { kind: 'browser', credentialId, copy: await copyOf(browser) });
}

async function useKit(world: World, { by, used, secret }: StepOf<'use kit'>): Promise<void> {
  const actor = world.actor(by);
  const { email } = actor;
  const browser = await world.browsers.open();
  const { code } = world.secret(used, 'kit');
  const password = world.passwordOf(secret);
  const entered = await browser.vault.recover({ code, newPassword: password, email });
  expect(entered).toMatchObject({ isKitSpent: true, email });
  actor.others.push({ vault: actor.browser.vault, keys: world.model.person(by).keys });
  actor.browser = browser;
  actor.open = entered.account?.accountId;
  world.held.set(secret, { kind: 'password', email, password });
}
