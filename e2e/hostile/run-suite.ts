import { expect } from '@playwright/test';
import { isChosen } from '../fixtures/sample.ts';
import { type Attack, type Attempt, type Finding, findingAnnotation } from './attack.ts';
import { test } from './stage.ts';

/** Building a mutated client comes on top of what a test takes. */
const attemptTimeoutMs = 180_000;

/**
 * Each attempt twice: the real client must refuse and lose nothing, and the one without the defence must fall. An attack
 * that cannot succeed anywhere would prove nothing.
 */
export function runSuite(suite: string, attacks: readonly Attack[]): void {
  for (const [at, attack] of chosenOfEachRow(attacks).entries()) {
    test.describe(`${attack.row} ${attack.what}`, () => {
      for (const attempt of chosen(attack.attempts)) {
        runAttempt(suite, attack, attempt);
        if (isChosen(at, mutationsInSample)) runMutation(suite, attack, attempt);
      }
    });
  }
}

/** Of so many attacks in a sample, one is also run where its defence is missing. */
const mutationsInSample = 4;
/** Of so many rows, a sample takes one. */
const rowsInSample = 5;

function chosenOfEachRow(attacks: readonly Attack[]): readonly Attack[] {
  const rows = [...new Set(attacks.map(({ row }) => row))].filter((_, at) => isChosen(at, rowsInSample));
  return rows.flatMap((row) => chosen(attacks.filter((attack) => attack.row === row)));
}

/** One of them in a sample; without one, all of them. */
function chosen<T>(all: readonly T[]): readonly T[] {
  return all.filter((_, at) => isChosen(at, all.length));
}

type Note = (build: Finding['build'], outcome: Pick<Finding, 'gained' | 'told'>) => void;

function noteOf(suite: string, { row, what, mutation }: Attack, attempt: Attempt): Note {
  return (build: Finding['build'], outcome: Pick<Finding, 'gained' | 'told'>) => {
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
}

function runAttempt(suite: string, attack: Attack, attempt: Attempt): void {
  test(`${attempt.name}: the client holds`, async ({ setStage }) => {
    test.setTimeout(attemptTimeoutMs);
    const outcome = await attempt.run(await setStage());
    noteOf(suite, attack, attempt)('real', outcome);
    expect(outcome.gained).toBeUndefined();
    expect(outcome.told).toMatch(attempt.refusal);
  });
}

function runMutation(suite: string, attack: Attack, attempt: Attempt): void {
  test(`${attempt.name}: succeeds where ${attack.mutation.change}`, async ({ setStage }) => {
    test.setTimeout(attemptTimeoutMs);
    const outcome = await attempt.run(await setStage(attack.mutation));
    noteOf(suite, attack, attempt)('mutated', outcome);
    expect(outcome.gained, outcome.told).toBeDefined();
  });
}
