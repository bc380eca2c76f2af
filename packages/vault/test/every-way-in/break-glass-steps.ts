import { expect } from 'vitest';
import { enter, leaveBehind } from './arrivals.ts';
import type { StepOf } from './model.ts';
import type { World } from './world.ts';

type BreakGlassStep = StepOf<'make set' | 'withdraw set' | 'use set'>;

/** Shares of a set: printed, withdrawn, put together. */
export async function performBreakGlass(world: World, step: BreakGlassStep): Promise<void> {
  if (step.kind === 'use set') return useSet(world, step);
  const vault = await world.vaultIn(step.by, step.account);
  await vault.sync();
  if (step.kind === 'withdraw set') return vault.withdrawBreakGlass();
  const { threshold, count } = step;
  const holderNames = Array.from({ length: count }, (_, at) => `Holder ${at + 1}`);
  const { shares } = await vault.prepareBreakGlass({ threshold, holderNames });
  for (const { index, groups } of shares)
    await vault.confirmShare(
      index,
      [9, 17].map((number) => ({ number, text: groups[number - 1] ?? '' })),
    );
  await vault.startBreakGlass();
  const codes = shares.map(({ groups }) => groups.join('-'));
  world.held.set(step.set, { kind: 'shares', accountId: world.account(step.account), codes, threshold });
}

async function useSet(world: World, step: StepOf<'use set'>): Promise<void> {
  const { codes, accountId, threshold } = world.secret(step.set, 'shares');
  const browser = await world.browsers.open();
  const credentials = { email: world.emailOf(step.address), password: world.passwordOf(step.secret) };
  const { email, password: newPassword } = credentials;
  // Any of them will do.
  const some = codes.slice(codes.length - threshold);
  const entered = await browser.vault.useBreakGlass({ codes: some, email, newPassword });
  expect(entered).toMatchObject({ email, account: { accountId, role: 'owner', standing: 'open' } });
  const old = world.model.ownerOf(step.address);
  if (old) leaveBehind(world, old.name);
  await enter(world, step.as, browser, { ...credentials, secret: step.secret });
}
