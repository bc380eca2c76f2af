import { expect } from '@playwright/test';
import { isChosen } from '../fixtures/sample.ts';
import {
  type Attack,
  type Attempt,
  type ConnectorAttack,
  type Finding,
  type KeyholderAttack,
  type Outcome,
  findingAnnotation,
} from './attack.ts';
import { test as connectorTest } from './connector/connector-stage.ts';
import { test as keyholderTest } from './keyholder/keyholder-stage.ts';
import { test } from './stage.ts';

/** Building a mutated program comes on top of what a test takes. */
const attemptTimeoutMs = 180_000;

/**
 * Each attempt twice: the real program must refuse and lose nothing, and the one without the defence must fall. An attack
 * that cannot succeed anywhere would prove nothing.
 */
export function runSuite(suite: string, attacks: readonly AnyAttack[]): void {
  for (const [at, attack] of chosenOfEachRow(attacks).entries()) {
    test.describe(`${attack.row} ${attack.what}`, () => {
      for (const script of chosen(scriptsOf(attack))) {
        runAttempt(suite, attack, script);
        if (isChosen(at, mutationsInSample)) runMutation(suite, attack, script);
      }
    });
  }
}

type AnyAttack = Attack | KeyholderAttack | ConnectorAttack;

/** An attempt, and how a test sets its stage. */
interface Script extends Pick<Attempt, 'name' | 'refusal'> {
  /** @param isMutated whether it is made where the defence is missing */
  test(title: string, isMutated: boolean, judge: (outcome: Outcome) => void): void;
}

function scriptsOf(attack: AnyAttack): Script[] {
  if (isOfKeyholder(attack)) {
    const { mutation } = attack;
    return scripts(attack.attempts, (title, isMutated, run) =>
      keyholderTest(title, async ({ setKeyholderStage }) => {
        keyholderTest.setTimeout(attemptTimeoutMs);
        await run(setKeyholderStage(isMutated ? mutation : undefined));
      }),
    );
  }
  if (isOfConnector(attack)) {
    const { mutation } = attack;
    return scripts(attack.attempts, (title, isMutated, run) =>
      connectorTest(title, async ({ setConnectorStage }) => {
        connectorTest.setTimeout(attemptTimeoutMs);
        await run(await setConnectorStage(isMutated ? mutation : undefined));
      }),
    );
  }
  const { mutation } = attack;
  return scripts(attack.attempts, (title, isMutated, run) =>
    test(title, async ({ setStage }) => {
      test.setTimeout(attemptTimeoutMs);
      await run(await setStage(isMutated ? mutation : undefined));
    }),
  );
}

/** @param define makes a test that sets its stage and runs something on it */
function scripts<S>(
  attempts: readonly Attempt<S>[],
  define: (title: string, isMutated: boolean, run: (stage: S) => Promise<void>) => void,
): Script[] {
  return attempts.map((attempt) => ({
    name: attempt.name,
    refusal: attempt.refusal,
    test: (title, isMutated, judge) =>
      define(title, isMutated, async (stage) => judge(await attempt.run(stage))),
  }));
}

function isOfKeyholder(attack: AnyAttack): attack is KeyholderAttack {
  return attack.mutation.of === 'keyholder';
}

function isOfConnector(attack: AnyAttack): attack is ConnectorAttack {
  return attack.mutation.of === 'connector';
}

/** Of so many attacks in a sample, one is also run where its defence is missing. */
const mutationsInSample = 4;
/** Of so many rows, a sample takes one. */
const rowsInSample = 5;

function chosenOfEachRow(attacks: readonly AnyAttack[]): readonly AnyAttack[] {
  const rows = [...new Set(attacks.map(({ row }) => row))].filter((_, at) => isChosen(at, rowsInSample));
  return rows.flatMap((row) => chosen(attacks.filter((attack) => attack.row === row)));
}

/** One of them in a sample; without one, all of them. */
function chosen<T>(all: readonly T[]): readonly T[] {
  return all.filter((_, at) => isChosen(at, all.length));
}

type Note = (build: Finding['build'], outcome: Pick<Finding, 'gained' | 'told'>) => void;

function noteOf(suite: string, attack: AnyAttack, attempt: string): Note {
  const { row, what, mutation } = attack;
  return (build, outcome) => {
    const attacked = mutation.of ?? 'client';
    const finding: Finding = {
      ...outcome,
      suite,
      row,
      what,
      attempt,
      attacked,
      build,
      change: mutation.change,
    };
    test.info().annotations.push({ type: findingAnnotation, description: JSON.stringify(finding) });
  };
}

function runAttempt(suite: string, attack: AnyAttack, script: Script): void {
  const { name, refusal } = script;
  script.test(`${name}: the ${attack.mutation.of ?? 'client'} holds`, false, (outcome) => {
    noteOf(suite, attack, name)('real', outcome);
    expect(outcome.gained).toBeUndefined();
    expect(outcome.told).toMatch(refusal);
  });
}

function runMutation(suite: string, attack: AnyAttack, script: Script): void {
  script.test(`${script.name}: succeeds where ${attack.mutation.change}`, true, (outcome) => {
    noteOf(suite, attack, script.name)('mutated', outcome);
    expect(outcome.gained, outcome.told).toBeDefined();
  });
}
