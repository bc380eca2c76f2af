import type { UserId } from '@commonseal/protocol';
import type { VaultApi } from '@commonseal/vault';
import type { Browser } from './browsers.ts';
import type { World } from './world.ts';

/** Somebody is here from now on. */
export async function enter(
  world: World,
  name: string,
  browser: Browser,
  known: { readonly email: string; readonly password: string; readonly secret: string },
): Promise<void> {
  const { email, password } = known;
  const userId = await ownIdIn(browser.vault);
  const open = (await browser.vault.listAccounts()).find(({ isCurrent }) => isCurrent)?.accountId;
  world.actors.set(name, { email, userId, browser, open, others: [] });
  world.held.set(known.secret, { kind: 'password', email, password });
}

async function ownIdIn(vault: VaultApi): Promise<UserId> {
  const you = (await vault.listTeam()).members.find(({ isYou }) => isYou);
  if (!you) throw new TypeError('nobody is oneself');
  return you.userId;
}

/** Nobody gets in as this person any more; their browsers are open still. */
export function leaveBehind(world: World, name: string): void {
  const { others, browser } = world.actor(name);
  others.push({ vault: browser.vault, keys: -1 });
}
