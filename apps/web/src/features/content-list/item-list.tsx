import type { ItemSummary } from '@commonseal/vault';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useMarking } from '../../account-data/marking.ts';
import styles from './item-list.module.css';
import { ItemRow } from './item-row.tsx';
import { useRowFocus } from './use-row-focus.ts';
import type { Selection } from './use-selection.ts';

const estimatedRowPx = 88;

export interface ItemListProps {
  readonly items: readonly ItemSummary[];
  readonly openItemId: string | undefined;
  readonly selection: Selection;
}

/** Only the rows in sight exist; each says which of how many it is. */
export function ItemList({ items, openItemId, selection }: ItemListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimatedRowPx,
    getItemKey: (index) => items[index]?.itemId ?? index,
    overscan: 8,
  });
  const show = useCallback((index: number) => virtualizer.scrollToIndex(index), [virtualizer]);
  const goTo = useCallback(
    (index: number) => {
      show(index);
      focusWhenRendered(scroller.current, index);
    },
    [show],
  );
  const { tabStop, onKeyDown, onFocus, onBlur } = useRowFocus({
    items,
    openItemId,
    selection,
    goTo,
    show,
    rowsPerPage: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / estimatedRowPx) - 1),
  });
  // An item that was opened by its address, for example after unlocking, is shown in the list too.
  const [firstIndex] = useState(() => items.findIndex((item) => item.itemId === openItemId));
  useEffect(() => {
    if (firstIndex > 0) virtualizer.scrollToIndex(firstIndex);
  }, [firstIndex, virtualizer]);
  const { toggleStar } = useMarking();
  const onStar = useCallback((item: ItemSummary) => toggleStar([item]), [toggleStar]);
  const { toggle, extendTo } = selection;
  const onSelect = useCallback(
    (itemId: string, isRange: boolean) => (isRange ? extendTo : toggle)(itemId),
    [extendTo, toggle],
  );
  return (
    <div
      ref={scroller}
      role="presentation"
      className={styles['scroller']}
      data-selecting={selection.selected.length > 0 || undefined}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      onBlur={onBlur}
    >
      <ul className={styles['list']} aria-label="Content" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index];
          return (
            item && (
              <li
                key={key}
                ref={virtualizer.measureElement}
                data-index={index}
                aria-setsize={items.length}
                aria-posinset={index + 1}
                className={styles['place']}
                style={{ transform: `translateY(${start}px)` }}
              >
                <ItemRow
                  item={item}
                  index={index}
                  isTabStop={index === tabStop}
                  isSelected={selection.has(item.itemId)}
                  onSelect={onSelect}
                  onStar={onStar}
                />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

/** A row far away exists only a few frames after it was scrolled to. */
function focusWhenRendered(scroller: HTMLElement | null, index: number, framesLeft = 12): void {
  const row = scroller?.querySelector<HTMLElement>(`[data-row="${index}"]`);
  if (row) row.focus({ preventScroll: true });
  else if (framesLeft > 0) requestAnimationFrame(() => focusWhenRendered(scroller, index, framesLeft - 1));
}
