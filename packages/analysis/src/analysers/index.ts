/** The analysers themselves, wherever they run: nothing here needs Node. */
export { type AnalysedItem, maxAnalysedBytes } from '../analysis.ts';
export { analyse } from './analyse.ts';
export type { Analyser, WantedAnalysis } from './analyser.ts';
export { analysers, findAnalyser, newestVersion } from './registry.ts';
