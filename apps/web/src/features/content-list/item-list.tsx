import type { ItemSummary } from '@commonseal/vault';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState } from 'react';
import styles from './item-list.module.css';
import { ItemRow } from './item-row.tsx';
import { useRowFocus } from './use-row-focus.ts';

const estimatedRowPx = 88;

export interface ItemListProps {
  readonly items: readonly ItemSummary[];
  readonly openItemId: string | undefined;
}

/** Only the rows in sight exist; each says which of how many it is. */
export function ItemList({ items, openItemId }: ItemListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimatedRowPx,
    getItemKey: (index) => items[index]?.itemId ?? index,
    overscan: 8,
  });
  const goTo = useCallback(
    (index: number) => {
      virtualizer.scrollToIndex(index);
      focusWhenRendered(scroller.current, index);
    },
    [virtualizer],
  );
  const { tabStop, onKeyDown, onFocus } = useRowFocus({
    items,
    openItemId,
    goTo,
    rowsPerPage: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / estimatedRowPx) - 1),
  });
  // An item that was opened by its address, for example after unlocking, is shown in the list too.
  const [firstIndex] = useState(() => items.findIndex((item) => item.itemId === openItemId));
  useEffect(() => {
    if (firstIndex > 0) virtualizer.scrollToIndex(firstIndex);
  }, [firstIndex, virtualizer]);
  return (
    <div
      ref={scroller}
      role="presentation"
      className={styles['scroller']}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
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
                <ItemRow item={item} index={index} isTabStop={index === tabStop} />
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
