import { useVirtualizer } from '@tanstack/react-virtual';
import styles from './activity-list.module.css';
import { ActivityRow } from './activity-row.tsx';
import type { ToldEntry } from './told-entries.ts';

const estimatedRowPx = 76;

export interface ActivityListProps {
  readonly told: readonly ToldEntry[];
  /** Entries from here on are new to the reader. */
  readonly newFrom: number;
  /** What the list scrolls in, and how far below its top it begins. */
  readonly scroller: HTMLElement | null;
  readonly offsetPx: number;
}

/** Only the entries in sight exist; each says which of how many it is. */
export function ActivityList({ told, newFrom, scroller, offsetPx }: ActivityListProps) {
  const virtualizer = useVirtualizer({
    count: told.length,
    getScrollElement: () => scroller,
    estimateSize: () => estimatedRowPx,
    getItemKey: (index) => told[index]?.entry.sequence ?? index,
    scrollMargin: offsetPx,
    overscan: 10,
  });
  return (
    <ol className={styles['list']} aria-label="Activity" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ index, key, start }) => {
        const one = told[index];
        return (
          one && (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              aria-setsize={told.length}
              aria-posinset={index + 1}
              className={styles['place']}
              style={{ transform: `translateY(${start - offsetPx}px)` }}
            >
              <ActivityRow
                told={one}
                isDayBegun={told[index - 1]?.day !== one.day}
                isNew={one.entry.sequence >= newFrom}
              />
            </li>
          )
        );
      })}
    </ol>
  );
}
