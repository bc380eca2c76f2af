import type { ItemId } from '@commonseal/protocol';
import { maxPagesAtOnce } from '../socket/job-requests.ts';

/** Of items whose keys are held at a time: each takes a piece of guarded memory. */
export const itemsAtOnce = 100;

/** What is asked for in one request: items, and the pages that their headers are on. */
export interface KeyGroup {
  readonly pages: readonly number[];
  readonly items: readonly ItemId[];
}

/** @param pages with the items that are wanted of each, in order */
export function keyGroups(
  pages: readonly { readonly page: number; readonly items: readonly ItemId[] }[],
): KeyGroup[] {
  const groups: KeyGroup[] = [];
  for (let at = 0; at < pages.length; at += maxPagesAtOnce) {
    const some = pages.slice(at, at + maxPagesAtOnce);
    const items = some.flatMap((page) => page.items);
    for (const part of inParts(items)) groups.push({ pages: some.map(({ page }) => page), items: part });
  }
  return groups;
}

export function inParts<T>(items: readonly T[], atOnce = itemsAtOnce): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < items.length; at += atOnce) parts.push(items.slice(at, at + atOnce));
  return parts;
}
