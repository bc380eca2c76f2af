import type { Finding } from '@commonseal/protocol';

/** Analysers whose findings make figures, and `text`, of which it is only told how far it has come. Each finds its own kind. */
export const figuredAnalysers = ['amounts', 'attachments', 'language', 'likeness', 'people', 'text'] as const;
export type FiguredAnalyser = (typeof figuredAnalysers)[number];

export function isFigured(analyser: string): analyser is FiguredAnalyser {
  return figuredAnalysers.some((name) => name === analyser);
}

/** Whether an analyser of this name may say so: what one says in the place of another is no finding of either. */
export function isKindOf(analyser: FiguredAnalyser, { kind }: Finding): boolean {
  return kind === analyser || kind === 'nothing to read' || kind === 'failed';
}

/** UTF-8 bytes of the longest finding that says that it failed: it alone is opened of texts. */
export const maxFailureBytes = JSON.stringify({ kind: 'failed', why: 'out of memory' }).length;
