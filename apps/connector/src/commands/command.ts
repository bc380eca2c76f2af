import type { Ending } from '@commonseal/local-program/ending';
import type { Output } from '@commonseal/local-program/output';
import type { OnStep } from '../delivery/step.ts';
import type { StateFolder } from '../state/state-folder.ts';

/** What every command works with; tests give others. */
export interface CommandContext {
  readonly state: StateFolder;
  readonly output: Output;
  readonly pausesMs: readonly number[];
  readonly fetch?: typeof fetch;
  readonly onStep?: OnStep;
  readonly ending?: Ending;
}

export type ExitCode = 0 | 1;
