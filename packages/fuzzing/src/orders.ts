import type { FaultKind } from './judge.ts';

/** What a process that runs inputs is told to do, as its only argument. */
export interface Orders {
  /** Module whose `targets` are meant. */
  readonly targetsModule: string;
  readonly progressFile: string;
  readonly seed: number;
  readonly minimiseMs: number;
  readonly work: readonly Work[];
}

export type Work =
  | {
      readonly target: string;
      readonly forMs: number;
      readonly inputs?: undefined;
      readonly file?: undefined;
    }
  | {
      readonly target: string;
      readonly inputs: number;
      readonly forMs?: undefined;
      readonly file?: undefined;
    }
  | {
      readonly target: string;
      readonly file: string;
      readonly forMs?: undefined;
      readonly inputs?: undefined;
    };

export interface Statistics {
  readonly target: string;
  readonly inputs: number;
  readonly tookMs: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly peakBytes: number;
  readonly slowestMs: number;
  readonly slowestBytes: number;
  readonly floor: number;
}

/** What it tells. */
export type Report =
  | { readonly type: 'begin'; readonly work: number }
  | {
      readonly type: 'fault';
      readonly target: string;
      readonly kind: FaultKind;
      readonly what: string;
      /** Where it is kept. */
      readonly path: string;
    }
  | { readonly type: 'end'; readonly work: number; readonly statistics: Statistics };
