import type { ItemSummary } from '@commonseal/vault';
import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';

export interface RowFocusOptions {
  readonly items: readonly ItemSummary[];
  readonly openItemId: string | undefined;
  /** Scrolls to a row and focuses it. */
  readonly goTo: (index: number) => void;
  readonly rowsPerPage: () => number;
}

function targetOf(key: string, from: number, last: number, page: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, from + 1);
    case 'ArrowUp':
      return Math.max(0, from - 1);
    case 'PageDown':
      return Math.min(last, from + page);
    case 'PageUp':
      return Math.max(0, from - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

/**
 * One Tab stop for the whole list and arrow keys within it: ten thousand rows are no ten thousand key presses. Closing
 * an item brings the focus back to its row.
 */
export function useRowFocus({ items, openItemId, goTo, rowsPerPage }: RowFocusOptions) {
  const [focusedId, setFocusedId] = useState<string>();
  const indexOf = (itemId: string | undefined) => items.findIndex((item) => item.itemId === itemId);
  const tabStop = Math.max(0, focusedId === undefined ? indexOf(openItemId) : indexOf(focusedId));

  const before = useRef(openItemId);
  useEffect(() => {
    const closed = openItemId === undefined ? before.current : undefined;
    before.current = openItemId;
    const index = closed === undefined ? -1 : items.findIndex((item) => item.itemId === closed);
    if (index >= 0) goTo(index);
  }, [openItemId, items, goTo]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = targetOf(event.key, tabStop, items.length - 1, rowsPerPage());
    if (target === undefined) return;
    event.preventDefault();
    setFocusedId(items[target]?.itemId);
    goTo(target);
  };

  const onFocus = (event: FocusEvent) => {
    const row = event.target.closest<HTMLElement>('[data-row]');
    if (row) setFocusedId(items[Number(row.dataset['row'])]?.itemId);
  };

  return { tabStop, onKeyDown, onFocus };
}
