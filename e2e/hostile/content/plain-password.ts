import { expect } from '@playwright/test';
import { tryToSignUp, tryToUnlock } from '../../fixtures/journey.ts';
import { Answer } from '../answer.ts';
import type { Attack, Outcome } from '../attack.ts';
import { plainPassword } from '../mutations/plain-password/mutation.ts';
import { alertsOf, signUp, somebody } from '../person.ts';
import type { Stage } from '../stage.ts';

/** Whether the password lies anywhere in what the server was sent. */
function findPassword({ hostile }: Stage, password: string): string | undefined {
  const seen = hostile.memory.some(({ path, body }) =>
    `${path} ${body.toString('latin1')}`.includes(password),
  );
  return seen ? `the password itself: '${password}'` : undefined;
}

async function askAtUnlock(stage: Stage): Promise<Outcome> {
  const { person } = await signUp(stage);
  stage.hostile.meddle('loginStart', async () => Answer.json({ method: 'password' }));
  const page = await stage.newDevice();
  await tryToUnlock(page, person);
  await expect(page.getByRole('alert')).toBeVisible({ timeout: 60_000 });
  return { gained: findPassword(stage, person.password), told: await alertsOf(page) };
}

async function askAtSignUp(stage: Stage): Promise<Outcome> {
  const person = somebody();
  stage.hostile.meddle('signUpStart', async () => Answer.json({ method: 'password' }));
  const page = await stage.newDevice();
  await tryToSignUp(page, person, stage.hostile.url);
  await expect(page.getByRole('alert')).toBeVisible({ timeout: 60_000 });
  return { gained: findPassword(stage, person.password), told: await alertsOf(page) };
}

export const methodWithoutStretching: Attack = {
  row: 'D3',
  what: 'asks for a login method without stretching or key derivation',
  mutation: plainPassword,
  attempts: [
    { name: 'when a password is chosen', refusal: /not in the expected form/, run: askAtSignUp },
    { name: 'when it is used', refusal: /not in the expected form/, run: askAtUnlock },
  ],
};
