import { expect } from '@playwright/test';
import type { AccountSeed } from '@commonseal/crypto/seal';
import type { Attack, Outcome } from '../attack.ts';
import { makeForger, readLog } from '../crafted-batch.ts';
import { anyAccountSeed } from '../mutations/any-account-seed/mutation.ts';
import { alertsOf, connectForger } from '../person.ts';
import * as journey from '../../fixtures/journey.ts';
import type { Stage } from '../stage.ts';
import { storedUserLog } from '../stored-user-log.ts';
import { accountIdOf, joinAsNewcomer, teammate } from '../teammate.ts';

const sourceName = 'Payroll of 2026';

/** Nobody of the account has handed over its key yet: the server does, one of its own making. */
async function handToNewcomer(stage: Stage): Promise<Outcome> {
  const { encodeBase64url } = await import('@commonseal/protocol');
  const sealing = await import('@commonseal/crypto/seal');
  const anna = await teammate(stage, true);
  const ben = await joinAsNewcomer(stage, anna, 'owner');
  const accountId = await accountIdOf(anna);
  const { receivingKey } = (await storedUserLog(stage, ben)).state;
  const seed = sealing.generateAccountSeed();
  const recipient = { kind: 'member', id: ben.userId } as const;
  const context = sealing.accountSeedContext({ accountId, epoch: 0, recipient });
  const seal = encodeBase64url(sealing.sealSecret(seed, receivingKey, context));
  stage.hostile.alter('epochSeals', (reply, { userId }) =>
    userId === ben.userId ? { ...reply, seals: [{ epoch: 0, seal }] } : reply,
  );
  const page = await stage.newDevice();
  await journey.tryToUnlock(page, ben);
  const isWaiting = page.getByRole('heading', { name: /Your key is on its way/ });
  const isOpen = page.getByText(/^Up to date, checked/);
  await expect(isWaiting.or(isOpen).or(page.getByRole('alert')).first()).toBeVisible({ timeout: 60_000 });
  if ((await isWaiting.count()) > 0) return { gained: undefined, told: await isWaiting.innerText() };
  if ((await isOpen.count()) === 0) return { gained: undefined, told: await alertsOf(page) };
  const bank = await makeForger();
  await connectForger(page, bank, sourceName);
  const name = await readNameUnder(stage, accountId, bank.writerId, seed);
  return { gained: name && `the name of a source, read by the server: '${name}'`, told: '' };
}

async function readNameUnder(
  stage: Stage,
  accountId: string,
  writerId: string,
  seed: AccountSeed,
): Promise<string | undefined> {
  const { decryptName } = await import('../../../packages/vault/src/account/names.ts');
  const { state } = await readLog(stage, accountId);
  const writer = [...state.writers.values()].find((known) => known.writerId === writerId);
  if (!writer?.nameBox) return undefined;
  try {
    return decryptName('writer', writer.nameBox, seed);
  } catch {
    return undefined;
  }
}

export const falseAccountSeeds: Attack = {
  row: 'A4',
  what: 'hands a newcomer an account seed of its own making',
  mutation: anyAccountSeed,
  attempts: [{ name: 'while they wait for the key', refusal: /Your key is on its way/, run: handToNewcomer }],
};
