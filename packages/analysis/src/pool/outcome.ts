import type { Analysis } from '../analysis.ts';

/** What became of the process that read an item. It says nothing of the item but that this one was in it. */
export type AnalysisFailure = 'took too long' | 'crashed' | 'too much memory' | 'answer is not an answer';

export type AnalysisOutcome = Analysis | { readonly kind: 'failed'; readonly why: AnalysisFailure };
