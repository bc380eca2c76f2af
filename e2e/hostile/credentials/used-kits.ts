import { expect } from '@playwright/test';
import { putKitOff } from '../../fixtures/journey.ts';
import { tryToRecover } from '../../fixtures/ways-in.ts';
import type { Attack, Outcome } from '../attack.ts';
import { asGain, readWith } from '../eavesdrop.ts';
import { copySealedKeys, seedsOpenedBy } from '../kit-thief.ts';
import { keptKeys } from '../mutations/kept-keys/mutation.ts';
import type { Stage } from '../stage.ts';
import { accountIdOf, importInNode, teammate } from '../teammate.ts';
import { bringSomethingIn, isSecret } from '../under-attack.ts';

const early = 'Written before the kit was used.';

/** The kit is found in the bin after it was used; the database was copied before that, and is again afterwards. */
async function findInBin(stage: Stage): Promise<Outcome> {
  const victim = await teammate(stage, true);
  const accountId = await accountIdOf(victim);
  await importInNode(victim, 'early.txt', early);
  const { groups } = await victim.vault.makeRecoveryKit();
  await victim.vault.confirmRecoveryKit([
    { number: 3, text: groups[2] ?? '' },
    { number: 9, text: groups[8] ?? '' },
  ]);
  const code = groups.join(' ');
  const before = await copySealedKeys(stage, victim.userId);

  const page = await stage.newDevice();
  await page.goto(`${stage.hostile.url}/recover`);
  await tryToRecover(page, code, 'another password, long enough', victim.email);
  const isIn = page.getByText('You are in again, with your new password');
  await expect(isIn.or(page.getByRole('alert')).first()).toBeVisible({ timeout: 60_000 });
  const told = await page.getByRole('main').innerText();
  await putKitOff(page);
  await bringSomethingIn(stage, page);

  const after = await copySealedKeys(stage, victim.userId);
  const seeds = await seedsOpenedBy(code, [before, after], { userId: victim.userId, accountId });
  const read = await readWith(stage.hostile, accountId, seeds);
  // What the kit opened then stays open to whoever kept both: that is said, and it shows that they can open at all.
  expect(read.join()).toContain(early);
  return { gained: asGain('whoever has found the used kit', read.filter(isSecret)), told };
}

export const usedKits: Attack = {
  row: 'A9',
  what: 'has a used kit, and full copies of the database from before its use and after',
  mutation: keptKeys,
  attempts: [
    {
      name: 'to read what is written afterwards',
      refusal: /each account that you are in has a new key/,
      run: findInBin,
    },
  ],
};
