import type { ItemSummary } from './api.ts';
import type { IndexedItem } from './content/content-index.ts';
import { type VerifiedSummary, sourceNames, summaryOf } from './content/item-summary.ts';
import type { MarkKind } from './marks/marks.ts';
import type { OpenAccount } from './open-account.ts';

/** The newest first. */
function inOrder(left: IndexedItem, right: IndexedItem): number {
  return (
    right.receivedAtMs - left.receivedAtMs ||
    right.sealedAtMs - left.sealedAtMs ||
    (left.itemId < right.itemId ? -1 : 1)
  );
}

/** @param most as many of the newest; all when it is left out */
export async function listItems(open: OpenAccount, most?: number): Promise<readonly ItemSummary[]> {
  const { session, content, marks } = open;
  await marks.takeKept();
  const names = sourceNames(session);
  const listed = most === undefined ? content.items.toSorted(inOrder) : newestOf(content.items, most);
  return listed.map((item) => marked(open, summaryOf(item, session, names)));
}

/** Of very many, without sorting all. */
function newestOf(items: readonly IndexedItem[], most: number): readonly IndexedItem[] {
  let newest: IndexedItem[] = [];
  let last: IndexedItem | undefined;
  for (const item of items) {
    if (last && inOrder(item, last) > 0) continue;
    newest.push(item);
    if (newest.length < 4 * most) continue;
    newest = newest.toSorted(inOrder).slice(0, most);
    last = newest.at(-1);
  }
  return newest.toSorted(inOrder).slice(0, most);
}

/** What is shown of an item, with what the person has made of it. */
export function marked({ content, marks }: OpenAccount, summary: VerifiedSummary): ItemSummary {
  const place = content.placeOf(summary.itemId);
  const isOn = (kind: MarkKind) => place !== undefined && marks.isOn(kind, place);
  return { ...summary, isRead: isOn('read'), isStarred: isOn('starred') };
}
