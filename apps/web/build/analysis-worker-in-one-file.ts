import type { Plugin } from 'vite';

/**
 * Bundles the worker that reads strangers' files into one file, so that its policy need not let it load any: the address of a script may say
 * something, and the server learns it.
 */
export function analysisWorkerInOneFile(): Plugin {
  let isAnalysisWorker = false;
  return {
    name: 'commonseal-analysis-worker-in-one-file',
    options({ input }) {
      isAnalysisWorker = JSON.stringify(input).includes('analysis-worker.ts');
    },
    outputOptions(options) {
      return isAnalysisWorker ? { ...options, codeSplitting: false } : options;
    },
  };
}
