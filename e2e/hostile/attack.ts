import type { ConnectorStage } from './connector/connector-stage.ts';
import type { KeyholderStage } from './keyholder/keyholder-stage.ts';
import type { ConnectorMutation, KeyholderMutation, Mutation } from './mutation.ts';
import type { Stage } from './stage.ts';

/** What came of an attempt. */
export interface Outcome {
  /** What the attacker has now: a secret, or words of their own that a person was shown as true. */
  readonly gained: string | undefined;
  /** What the person was told, in the words of the page. */
  readonly told: string;
}

/** One way of doing what a row of the threat model names. The same script runs against both builds. */
export interface Attempt<S = Stage> {
  readonly name: string;
  /** How the real program says that it does not go along with it. */
  readonly refusal: RegExp;
  run(stage: S): Promise<Outcome>;
}

/** A row of the threat model: what a server tries, and the build in which it would succeed. */
export interface Attack {
  readonly row: string;
  readonly what: string;
  readonly mutation: Mutation;
  readonly attempts: readonly Attempt[];
}

/** The same, where a keyholder is attacked: no browser takes part, and no real server. */
export interface KeyholderAttack extends Pick<Attack, 'row' | 'what'> {
  readonly mutation: KeyholderMutation;
  readonly attempts: readonly Attempt<KeyholderStage>[];
}

/** The same, where a connector is attacked: people's clients run without a browser. */
export interface ConnectorAttack extends Pick<Attack, 'row' | 'what'> {
  readonly mutation: ConnectorMutation;
  readonly attempts: readonly Attempt<ConnectorStage>[];
}

/** How an attempt ended; the report of a run is made of these. */
export interface Finding extends Outcome {
  readonly suite: string;
  readonly row: string;
  readonly what: string;
  readonly attempt: string;
  readonly attacked: 'client' | 'keyholder' | 'connector';
  readonly build: 'real' | 'mutated';
  readonly change: string;
}

/** The kind of annotation that a finding is written into a test's report as. */
export const findingAnnotation = 'finding';
