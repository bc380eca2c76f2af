import type { LeftToAnalyse } from '../analytics-api.ts';
import type { ContentIndex, IndexedItem } from '../content/content-index.ts';
import { compareVersions } from '../content/compare-versions.ts';
import type { WantedFinding } from './finding-maker.ts';

/** What this program's analysers have to read of an item: those of whose version, or a newer one, there is no result. */
export interface LeftItem {
  readonly item: IndexedItem;
  readonly wanted: readonly WantedFinding[];
  /** Whether an earlier version has read it. */
  readonly isStale: boolean;
}

/** Of those items that are there and lack something, in their order. */
export function leftOf(
  content: ContentIndex,
  items: readonly IndexedItem[],
  analysers: readonly WantedFinding[],
): LeftItem[] {
  const counting = content.counting();
  return items.flatMap(({ itemId }): LeftItem[] => {
    const item = counting.item(itemId);
    if (!item) return [];
    const results = counting.resultsOf(item);
    const isDone = ({ name, version }: WantedFinding) =>
      results.some((one) => one.analyser === name && compareVersions(one.version, String(version)) >= 0);
    const wanted = analysers.filter((analyser) => !isDone(analyser));
    if (wanted.length === 0) return [];
    const isStale = wanted.some(({ name }) => results.some(({ analyser }) => analyser === name));
    return [{ item, wanted, isStale }];
  });
}

export function countLeft(content: ContentIndex, analysers: readonly WantedFinding[]): LeftToAnalyse {
  const left = leftOf(content, content.items, analysers);
  return { items: left.length, stale: left.filter(({ isStale }) => isStale).length };
}
