import type { VaultApi } from '@commonseal/vault';
import { expect } from 'vitest';
import { codeOf } from '../support/device.ts';
import { enter, leaveBehind } from './arrivals.ts';
import type { Browser } from './browsers.ts';
import type { Asking, StepOf } from './model.ts';
import type { World } from './world.ts';

type ReturnStep = StepOf<'policy' | 'ask' | 'vouch' | 'let in' | 'refuse'>;

/** Somebody asks to be let back in; others find that it is them, or that it is not. */
export async function performReturn(world: World, step: ReturnStep): Promise<void> {
  if (step.kind === 'ask') return ask(world, step);
  const vault = await world.vaultIn(step.by, step.account);
  await vault.sync();
  if (step.kind === 'policy') {
    const { all, approvals } = step;
    return vault.setResetPolicy({ vouchers: all ? 'members' : 'owners', approvals });
  }
  const accountId = world.account(step.account);
  const place = (await theirBrowser(world, step.asking).vault.lookAtReturn())?.places.find(
    (one) => one.accountId === accountId,
  );
  if (!place) throw new TypeError('a request to this account was expected');
  const requestName = await nameOfRequest(world, step);
  if (step.kind === 'refuse') return vault.refuseReset(requestName);

  const { old = '' } = askingOf(world, step).places.get(step.account) ?? {};
  const memberId = world.actor(old).userId;
  const [first = '', ...others] = place.words;
  const swapped = [...others, first].join(' ');
  if (!hasCompared(vault, requestName))
    expect(await codeOf(vault.approveReset(requestName))).toBe('key_mismatch');
  if (swapped !== place.words.join(' '))
    expect(await vault.checkResetWords(requestName, swapped, memberId)).toMatchObject({ kind: 'wrong' });
  const checked = await vault.checkResetWords(requestName, place.words.join(' '), memberId);
  if (checked.kind !== 'right') throw new TypeError(`the words were found ${checked.kind}`);
  compared.set(vault, new Set([...(compared.get(vault) ?? []), requestName]));
  expect(await vault.approveReset(requestName)).toMatchObject({ isLetIn: step.kind === 'let in' });
  if (step.kind === 'let in') await comeBack(world, step, checked.answer.join(' '));
}

/** Where the words of a request were right already: one whose vouch was voided by new keys of theirs need not hear them again. */
const compared = new WeakMap<VaultApi, ReadonlySet<string>>();

function hasCompared(vault: VaultApi, requestName: string): boolean {
  return compared.get(vault)?.has(requestName) ?? false;
}

function waiting(world: World, asking: string) {
  const one = world.waiting.get(asking);
  if (!one) throw new TypeError(`nobody waits as ${asking}`);
  return one;
}

/** Once they are in, it is wherever they work. */
function theirBrowser(world: World, asking: string): Browser {
  const as = world.model.askings.get(asking)?.as ?? '';
  return world.actors.get(as)?.browser ?? waiting(world, asking).browser;
}

async function ask(world: World, step: StepOf<'ask'>): Promise<void> {
  const { email } = world.actor(step.by);
  const password = world.passwordOf(step.secret);
  const browser = await world.browsers.open();
  const { places, madeAtMs } = await browser.vault.askToBeLetBackIn({ email, newPassword: password });
  const accounts = world.model.accountsOf(step.by).map(({ name }) => world.account(name));
  expect(places.map(({ accountId }) => accountId).toSorted()).toEqual(accounts.toSorted());
  world.waiting.set(step.asking, { browser, email, password, madeAtMs });
}

/** As the teammate finds it: by who asks, and when. */
async function nameOfRequest(world: World, step: StepOf<'vouch' | 'let in' | 'refuse'>): Promise<string> {
  const vault = await world.vaultIn(step.by, step.account);
  const { madeAtMs } = waiting(world, step.asking);
  const asking = askingOf(world, step);
  const { userId } = world.actor(asking.places.get(step.account)?.old ?? '');
  const requests = await vault.listResetRequests();
  const found = requests.find((one) => one.memberId === userId && one.madeAtMs === madeAtMs);
  const isLast = world.model.isLast(step.by, asking, step.account);
  expect(found).toMatchObject({ standing: 'open', mayApprove: true, mayRefuse: true, isLast });
  return found?.requestName ?? '';
}

function askingOf(world: World, { asking }: { readonly asking: string }): Asking {
  const found = world.model.askings.get(asking);
  if (!found) throw new TypeError('nobody asks');
  return found;
}

async function comeBack(
  world: World,
  step: StepOf<'vouch' | 'let in' | 'refuse'>,
  answer: string,
): Promise<void> {
  const asking = askingOf(world, step);
  const { email, password } = waiting(world, step.asking);
  const browser = theirBrowser(world, step.asking);
  const { vault } = browser;
  const accountId = world.account(step.account);
  expect(await codeOf(vault.enterByReturn())).toBe('key_mismatch');
  expect(await vault.confirmAnswer(accountId, 'yes please')).not.toMatchObject({ kind: 'right' });
  expect(await vault.confirmAnswer(accountId, answer)).toEqual({ kind: 'right' });
  expect(await vault.enterByReturn()).toMatchObject({ email });
  await vault.sync();
  const known = world.actors.get(asking.as);
  if (known) {
    known.open = accountId;
    return;
  }
  const old = asking.places.get(step.account)?.old ?? '';
  leaveBehind(world, old);
  await enter(world, asking.as, browser, { email, password, secret: asking.secret });
}
