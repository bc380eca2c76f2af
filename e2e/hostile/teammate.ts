import type { AccountId, UserId } from '@commonseal/protocol';
import type { PasswordFinisher, Role, VaultApi } from '@commonseal/vault';
import { bringIn } from '../fixtures/bring-in.ts';
import type { AccountSession } from '../../packages/vault/src/account/account-session.ts';
import { createCookieFetch } from '../fixtures/cookie-fetch.ts';
import { type Person, somebody } from './person.ts';
import type { Stage } from './stage.ts';

// Packages are loaded only when they are needed: they may have been built a moment ago.

/** Somebody whose client runs without a browser: the same code, and no less honest. */
export interface Teammate extends Person {
  readonly userId: UserId;
  readonly vault: VaultApi;
  readonly passwords: PasswordFinisher;
}

/** Whether somebody is met in a browser, too; passwords of the others cost next to nothing. */
export type Presence = 'in a browser, too' | 'in Node alone';

export async function passwordsOf(presence: Presence): Promise<PasswordFinisher> {
  if (presence === 'in a browser, too') return (await import('@commonseal/vault')).finishHere;
  return (await import('../fixtures/quick-passwords.ts')).quickPasswords;
}

/** @param hasAccount whether they begin an account of their own */
export async function teammate(
  stage: Stage,
  hasAccount = false,
  presence: Presence = 'in a browser, too',
): Promise<Teammate> {
  const { createMemoryStorage, createVault } = await import('@commonseal/vault');
  const { stretchOnce } = await import('./stretch-once.ts');
  const passwords = await passwordsOf(presence);
  const { UserId: Id } = await import('@commonseal/protocol');
  const person = somebody();
  const { url } = stage.hostile;
  const vault = await createVault({
    fetch: createCookieFetch(url),
    baseUrl: url,
    storage: createMemoryStorage(),
    deviceName: 'Laptop',
    passwords,
    stretch: stretchOnce,
  });
  const { email, password, accountName } = person;
  await vault.signUp(hasAccount ? { email, password, accountName } : { email, password });
  const answer = stage.hostile.remembered('signUpFinish').at(-1)?.answer;
  if (!answer) throw new Error('nobody signed up');
  const { userId } = answer.json() as { userId: string };
  return { ...person, vault, passwords, userId: Id.parse(userId) };
}

/** Lets somebody in, and waits until they read. */
export async function letIn(
  stage: Stage,
  owner: Teammate,
  role: Role = 'member',
  presence?: Presence,
): Promise<Teammate> {
  const joining = await joinAsNewcomer(stage, owner, role, presence);
  await owner.vault.sync();
  await joining.vault.sync();
  return joining;
}

/** Somebody who has joined, and to whom nobody has handed the account's key yet. */
export async function joinAsNewcomer(
  stage: Stage,
  owner: Teammate,
  role: Role = 'member',
  presence?: Presence,
): Promise<Teammate> {
  const joining = await teammate(stage, false, presence);
  await joining.vault.acceptInvite((await invite(owner, role)).link);
  return joining;
}

export function invite(owner: Teammate, role: Role = 'member') {
  return owner.vault.createInvite({ label: 'Ben', role, lifetimeMs: 86_400_000, opensAtOnce: false });
}

export async function accountIdOf({ vault }: Teammate): Promise<AccountId> {
  const account = (await vault.listAccounts()).find(({ isCurrent }) => isCurrent);
  if (!account) throw new Error('no account is open');
  return account.accountId;
}

export async function importInNode({ vault }: Teammate, fileName: string, text: string): Promise<void> {
  await bringIn(vault, [{ blob: new Blob([text]), fileName, folder: '', lastModifiedMs: 1_700_000_000_000 }]);
}

/** All keys of somebody who works with the server, taken out of their own client. */
export async function keysOf(stage: Stage, who: Teammate): Promise<AccountSession> {
  const { ApiClient } = await import('@commonseal/protocol/api');
  const { createMemoryStorage } = await import('@commonseal/vault');
  const { opaqueReady } = await import('@commonseal/crypto/opaque-client');
  const { AccountSession: Session } = await import('../../packages/vault/src/account/account-session.ts');
  const { unlock } = await import('../../packages/vault/src/session/unlock.ts');
  await opaqueReady();
  const { url } = stage.hostile;
  const client = new ApiClient({ baseUrl: url, fetch: createCookieFetch(url) });
  const storage = createMemoryStorage();
  const person = await unlock(client, storage, who, who.passwords);
  return Session.open({ client, storage, person }, await accountIdOf(who), []);
}
