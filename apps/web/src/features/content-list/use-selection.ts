import type { ItemSummary } from '@commonseal/vault';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { toggled } from './filters.ts';

export interface Selection {
  /** Those selected that are listed, in the order of the list. */
  readonly selected: readonly ItemSummary[];
  readonly has: (itemId: string) => boolean;
  readonly toggle: (itemId: string) => void;
  /** All between the one last toggled and this one. */
  readonly extendTo: (itemId: string) => void;
  readonly selectAll: () => void;
  readonly clear: () => void;
}

const none: ReadonlySet<string> = new Set();

/** @param items what is listed now: what a filter hides is never acted upon */
export function useSelection(items: readonly ItemSummary[]): Selection {
  const [ids, setIds] = useState(none);
  const anchor = useRef<string>(undefined);
  const listed = useRef(items);
  useEffect(() => {
    listed.current = items;
  }, [items]);

  const toggle = useCallback((itemId: string) => {
    anchor.current = itemId;
    setIds((now) => toggled(now, itemId));
  }, []);
  const extendTo = useCallback((itemId: string) => {
    const indexOf = (id: string | undefined) => listed.current.findIndex((item) => item.itemId === id);
    const end = indexOf(itemId);
    const start = indexOf(anchor.current);
    if (end < 0) return;
    const [first, last] = start < 0 ? [end, end] : [Math.min(start, end), Math.max(start, end)];
    if (start < 0) anchor.current = itemId;
    const range = listed.current.slice(first, last + 1).map((item) => item.itemId);
    setIds((now) => new Set([...now, ...range]));
  }, []);
  const selectAll = useCallback(() => setIds(new Set(listed.current.map((item) => item.itemId))), []);
  const clear = useCallback(() => {
    anchor.current = undefined;
    setIds(none);
  }, []);

  const selected = useMemo(
    () => (ids.size === 0 ? [] : items.filter((item) => ids.has(item.itemId))),
    [ids, items],
  );
  return useMemo(
    () => ({ selected, has: (itemId) => ids.has(itemId), toggle, extendTo, selectAll, clear }),
    [selected, ids, toggle, extendTo, selectAll, clear],
  );
}
