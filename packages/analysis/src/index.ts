/** Has items read by analysers, each item in a process that may fail without harm to the others. */
export {
  type Analysis,
  type AnalysedItem,
  maxAnalysedBytes,
  maxAnalysisTextBytes,
  nothingToRead,
} from './analysis.ts';
export type { Analyser, WantedAnalysis } from './analysers/analyser.ts';
export { analysers, findAnalyser, newestVersion } from './analysers/registry.ts';
export { type AnalyserLimits, Analysers, AnalysersUnavailable } from './pool/analysers.ts';
export type { AnalysisFailure, AnalysisOutcome } from './pool/outcome.ts';
