import { expect } from '@playwright/test';
import { tryToSignUp, tryToUnlock, wrongCredentialsWords } from '../../fixtures/journey.ts';
import { Answer } from '../answer.ts';
import type { Attack, Outcome } from '../attack.ts';
import { serverStretched } from '../mutations/server-stretched/mutation.ts';
import { cheap, guessOffline, makeTrap, poorPassword } from '../password-guesses.ts';
import { alertsOf, signUpAs, somebody } from '../person.ts';
import type { Stage } from '../stage.ts';

/** A password that is registered at a low cost is found by trying, once the database is stolen. */
async function lowerAtSignUp(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const person = { ...somebody(), password: poorPassword };
  hostile.alter('signUpStart', (reply) => ({ ...reply, stretching: cheap }));
  // The real server only takes the cost that there is: what it is told is made to look like that.
  hostile.meddle('signUpFinish', async ({ body }, forward) =>
    forward({ body: Buffer.from(body.toString('utf8').replace(cheap, 'argon2id-64MiB-3-4')) }),
  );
  const page = await stage.newDevice();
  await tryToSignUp(page, person, hostile.url);
  const madeAccount = page.getByRole('heading', { name: 'Make a recovery kit' });
  await expect(page.getByRole('alert').or(madeAccount).first()).toBeVisible({ timeout: 60_000 });
  const told = await alertsOf(page);
  if (hostile.remembered('signUpFinish').length === 0) return { gained: undefined, told };
  const found = await guessOffline(stage, person.email);
  return { gained: found && `the password, found by trying at 8 KiB a guess: '${found}'`, told };
}

/** Answers a login with a registration of its own, made from a guess: who goes on confirms the guess. */
async function lowerAtUnlock(stage: Stage): Promise<Outcome> {
  const { hostile } = stage;
  const person = { ...somebody(), password: poorPassword };
  await signUpAs(stage, person);
  const trap = await makeTrap(poorPassword);
  let state = '';
  let proof: string | undefined;
  hostile.meddle('loginStart', async ({ body }) => {
    const { startLoginRequest } = JSON.parse(body.toString('utf8')) as { startLoginRequest: string };
    const { serverLoginState, loginResponse } = trap.answer(startLoginRequest);
    state = serverLoginState;
    return Answer.json({ loginId: 'AAAAAAAAAAAAAAAAAAAAAA', loginResponse, stretching: cheap });
  });
  hostile.meddle('loginFinish', async ({ body }) => {
    proof = (JSON.parse(body.toString('utf8')) as { finishLoginRequest: string }).finishLoginRequest;
    return Answer.error(401, 'login_failed');
  });
  const page = await stage.newDevice();
  const before = hostile.memory.length;
  await tryToUnlock(page, person);
  const refusal = page.getByRole('alert').or(page.getByText(wrongCredentialsWords));
  await expect(refusal).toBeVisible({ timeout: 60_000 });
  const told = await alertsOf(page);
  if (proof !== undefined) {
    const isConfirmed = trap.isConfirmed(state, proof);
    return {
      gained: `an answer made from the password${isConfirmed ? ', which confirms the guess' : ''}`,
      told,
    };
  }
  const sent = hostile.memory.slice(before).filter(({ endpoint }) => endpoint !== undefined);
  expect(sent.map(({ endpoint }) => endpoint)).toEqual(['loginStart']);
  return { gained: undefined, told };
}

export const weakStretching: Attack = {
  row: 'D1',
  what: 'lowers the cost of guessing a password',
  mutation: serverStretched,
  attempts: [
    { name: 'when it is chosen', refusal: /not in the expected form/, run: lowerAtSignUp },
    {
      name: 'when it is used',
      refusal: /asked for a weaker protection of your password/,
      run: lowerAtUnlock,
    },
  ],
};
