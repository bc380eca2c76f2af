import type { SoundFinding } from '@commonseal/protocol';

/** What became of the process that read an item. It says nothing of the item but that this one was in it. */
export type AnalysisFailure = 'took too long' | 'crashed' | 'too much memory' | 'answer is not an answer';

export interface FailedAnalysis {
  readonly kind: 'failed';
  readonly why: AnalysisFailure;
}

/** Of one analyser in one item. */
export type AnalysisOutcome = SoundFinding | FailedAnalysis;
