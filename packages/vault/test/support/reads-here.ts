import { analyse, analysers, maxAnalysedBytes } from '@commonseal/analysis/analysers';
import type { Finding } from '@commonseal/protocol';
import type { FindingMaker } from '@commonseal/vault';

export interface ReadsHere extends FindingMaker {
  /** File names, in the order in which they were read. */
  readonly read: string[];
}

/**
 * The real analysers, in this thread.
 * @param around what happens to one item in place of an answer; undefined for nothing. The signal ends the reading
 */
export function readsHere(
  around: (
    fileName: string,
    signal: AbortSignal | undefined,
  ) => Promise<Finding['kind'] | undefined> = async () => undefined,
  longest: number = maxAnalysedBytes,
): ReadsHere {
  const read: string[] = [];
  return {
    read,
    analysers: analysers.map(({ name, versions }) => ({ name, version: Math.max(...versions) })),
    maxAnalysedBytes: longest,
    find: async (item, wanted, signal) => {
      read.push(item.fileName);
      const kind = await around(item.fileName, signal);
      return kind === 'failed' ? wanted.map(() => ({ kind, why: 'hung' as const })) : analyse(item, wanted);
    },
  };
}
