import type { ItemSummary } from '@commonseal/vault';
import { useNavigate } from '@tanstack/react-router';
import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useMarking } from '../../account-data/marking.ts';
import { useSingleKeys } from '../../ui/keys/single-keys.ts';
import { rowTarget } from './row-target.ts';
import type { Selection } from './use-selection.ts';

export interface RowFocusOptions {
  readonly items: readonly ItemSummary[];
  readonly openItemId: string | undefined;
  readonly selection: Selection;
  /** Scrolls to a row and focuses it. */
  readonly goTo: (index: number) => void;
  /** Scrolls to a row only. */
  readonly show: (index: number) => void;
  readonly rowsPerPage: () => number;
}

/**
 * One Tab stop for the whole list and arrow keys within it: ten thousand rows are no ten thousand key presses. Closing
 * an item brings the focus back to its row.
 */
export function useRowFocus(options: RowFocusOptions) {
  const { items, openItemId, selection, goTo, show, rowsPerPage } = options;
  const navigate = useNavigate();
  const [focusedId, setFocusedId] = useState<string>();
  const indexOf = (itemId: string | undefined) => items.findIndex((item) => item.itemId === itemId);
  const tabStop = Math.max(0, focusedId === undefined ? indexOf(openItemId) : indexOf(focusedId));

  const before = useRef(openItemId);
  useEffect(() => {
    const closed = openItemId === undefined ? before.current : undefined;
    before.current = openItemId;
    if (closed === undefined || items.length === 0) return;
    goTo(
      Math.max(
        0,
        items.findIndex((item) => item.itemId === closed),
      ),
    );
  }, [openItemId, items, goTo]);

  // A filter by marks takes away the row that was just marked, and the focus with it: its neighbour takes both.
  const place = useRef(-1);
  useEffect(() => {
    const hadFocus = place.current >= 0 && document.activeElement === document.body;
    if (focusedId !== undefined && hadFocus && !items.some((item) => item.itemId === focusedId)) {
      const next = Math.min(place.current, items.length - 1);
      setFocusedId(items[next]?.itemId);
      if (next >= 0) goTo(next);
    }
  }, [items, focusedId, goTo]);

  const moveTo = (index: number) => {
    setFocusedId(items[index]?.itemId);
    goTo(index);
  };

  /** From an open item to the next one; else from row to row. */
  const step = (by: 1 | -1) => {
    const isInList = rowWith(document.activeElement) !== undefined;
    const open = indexOf(openItemId);
    const from = openItemId !== undefined && !isInList ? open : isInList ? tabStop : -1;
    const target = items[Math.min(items.length - 1, Math.max(0, from + by))];
    if (target === undefined) return;
    if (openItemId === undefined || isInList) return moveTo(indexOf(target.itemId));
    setFocusedId(target.itemId);
    show(indexOf(target.itemId));
    if (target.itemId !== openItemId) {
      void navigate({ to: '/content/$itemId', params: { itemId: target.itemId } });
    }
  };
  const { toggleRead, toggleStar } = useMarking();
  /** All that is selected; else the row that has the focus; else the open item. */
  const concerned = (): readonly ItemSummary[] => {
    if (selection.selected.length > 0) return selection.selected;
    const row = rowWith(document.activeElement) ?? indexOf(openItemId);
    return items[row] === undefined ? [] : [items[row]];
  };
  useSingleKeys({
    s: () => toggleStar(concerned()),
    u: () => toggleRead(concerned()),
    j: () => step(1),
    k: () => step(-1),
    x: () => {
      const row = rowWith(document.activeElement);
      const itemId = row === undefined ? openItemId : items[row]?.itemId;
      if (itemId !== undefined) selection.toggle(itemId);
    },
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== 'a' || event.shiftKey) return;
      event.preventDefault();
      selection.selectAll();
      return;
    }
    const current = items[tabStop]?.itemId;
    const target = rowTarget(event.key, tabStop, items.length - 1, rowsPerPage());
    if (target === undefined || current === undefined) return;
    event.preventDefault();
    if (event.shiftKey) {
      if (!selection.has(current)) selection.extendTo(current);
      const next = items[target]?.itemId;
      if (next !== undefined) selection.extendTo(next);
    }
    moveTo(target);
  };

  const onFocus = (event: FocusEvent) => {
    const row = rowWith(event.target);
    if (row !== undefined) setFocusedId(items[row]?.itemId);
    place.current = row ?? -1;
  };
  const onBlur = ({ relatedTarget }: FocusEvent) => {
    // Also told of a row that goes away, where nothing takes the focus: that one is remembered.
    if (relatedTarget !== null) place.current = -1;
  };

  return { tabStop, onKeyDown, onFocus, onBlur };
}

/** The row that an element belongs to. */
function rowWith(element: Element | null): number | undefined {
  const index = element?.closest<HTMLElement>('li[data-index]')?.dataset['index'];
  return index === undefined ? undefined : Number(index);
}
