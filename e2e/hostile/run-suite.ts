import { expect } from '@playwright/test';
import { type Attack, type Attempt, type Finding, findingAnnotation } from './attack.ts';
import { test } from './stage.ts';

/** Building a mutated client comes on top of what a test takes. */
const attemptTimeoutMs = 180_000;

/**
 * Each attempt twice: the real client must refuse and lose nothing, and the one without the defence must fall. An attack
 * that cannot succeed anywhere would prove nothing.
 */
export function runSuite(suite: string, attacks: readonly Attack[]): void {
  for (const attack of attacks) {
    test.describe(`${attack.row} ${attack.what}`, () => {
      for (const attempt of chosen(attack.attempts)) runAttempt(suite, attack, attempt);
    });
  }
}

/** All of them, or one of each attack: another one for another number in COMMONSEAL_HOSTILE_SAMPLE. */
function chosen(attempts: readonly Attempt[]): readonly Attempt[] {
  const sample = process.env['COMMONSEAL_HOSTILE_SAMPLE'];
  if (sample === undefined) return attempts;
  if (!/^\d{1,9}$/.test(sample)) throw new Error('COMMONSEAL_HOSTILE_SAMPLE is not a number');
  return attempts.filter((_, at) => at === Number(sample) % attempts.length);
}

function runAttempt(suite: string, { row, what, mutation }: Attack, attempt: Attempt): void {
  const note = (build: Finding['build'], outcome: Pick<Finding, 'gained' | 'told'>) => {
    const finding: Finding = {
      ...outcome,
      suite,
      row,
      what,
      attempt: attempt.name,
      build,
      change: mutation.change,
    };
    test.info().annotations.push({ type: findingAnnotation, description: JSON.stringify(finding) });
  };

  test(`${attempt.name}: the client holds`, async ({ setStage }) => {
    test.setTimeout(attemptTimeoutMs);
    const outcome = await attempt.run(await setStage());
    note('real', outcome);
    expect(outcome.gained).toBeUndefined();
    expect(outcome.told).toMatch(attempt.refusal);
  });

  test(`${attempt.name}: succeeds where ${mutation.change}`, async ({ setStage }) => {
    test.setTimeout(attemptTimeoutMs);
    const outcome = await attempt.run(await setStage(mutation));
    note('mutated', outcome);
    expect(outcome.gained, outcome.told).toBeDefined();
  });
}
