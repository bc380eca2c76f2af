import { expect } from '@playwright/test';
import { ListeningServer } from '../../fixtures/listening-server.ts';
import { tryToUnlock } from '../../fixtures/journey.ts';
import { Answer } from '../answer.ts';
import type { Attack, Outcome } from '../attack.ts';
import { elsewhere } from '../mutations/elsewhere/mutation.ts';
import { alertsOf } from '../person.ts';
import type { Stage } from '../stage.ts';
import { teammate } from '../teammate.ts';

/** Somebody unlocks, and the server wants it done elsewhere. */
async function unlockWhen(stage: Stage, point: (origin: string) => Answer): Promise<Outcome> {
  const other = await ListeningServer.start();
  try {
    const victim = await teammate(stage, true);
    stage.hostile.meddle('loginStart', async () => point(other.origin));
    const page = await stage.newDevice();
    await tryToUnlock(page, victim);
    await expect(page.getByRole('alert')).toBeVisible({ timeout: 60_000 });
    return { gained: whatWasHeard(other.heard, victim), told: await alertsOf(page) };
  } finally {
    await other.stop();
  }
}

function whatWasHeard(
  heard: readonly string[],
  { email, password }: { readonly email: string; readonly password: string },
): string | undefined {
  const all = heard.join(' ');
  const found = [
    ...(all.includes(password) ? [`the password '${password}'`] : []),
    ...(all.includes('startLoginRequest') ? ['what the password was blinded into'] : []),
    ...(all.includes(email) ? ['whose it is'] : []),
  ];
  return found.length > 0 ? `at another origin: ${found.join(', ')}` : undefined;
}

const byRedirect = (stage: Stage) =>
  unlockWhen(stage, (origin) => new Answer(307, { location: `${origin}/api/login/start` }, Buffer.alloc(0)));

const byAnswer = (stage: Stage) =>
  unlockWhen(stage, (origin) => Answer.json({ signInAt: `${origin}/sign-in` }));

export const otherOrigins: Attack = {
  row: 'D5',
  what: 'points sign-in at another origin',
  mutation: elsewhere,
  attempts: [
    { name: 'by a redirect', refusal: /cannot be reached/, run: byRedirect },
    { name: 'by an answer that names it', refusal: /not in the expected form/, run: byAnswer },
  ],
};
