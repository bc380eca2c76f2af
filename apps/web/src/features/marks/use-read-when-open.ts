import type { ItemSummary } from '@commonseal/vault';
import { useEffect, useEffectEvent } from 'react';
import { useMarking } from '../../account-data/marking.ts';

/** Whoever leafs through the list with `j` has not read what they pass. */
const openForMs = 1000;

/** An item that was unread when it was opened is read once it has been in sight for a moment. */
export function useReadWhenOpen(item: ItemSummary | undefined): void {
  const { markRead } = useMarking();
  const isUnread = useEffectEvent(() => item?.isRead === false);
  const read = useEffectEvent(() => {
    if (item?.isRead === false) markRead([item], true);
  });
  const itemId = item?.itemId;
  useEffect(() => {
    // Once: whoever marks it as unread while it is open wants it to stay so.
    if (itemId === undefined || !isUnread()) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = () => {
      clearTimeout(timer);
      if (document.visibilityState !== 'visible') return;
      timer = setTimeout(() => {
        stop();
        read();
      }, openForMs);
    };
    const stop = () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wait);
    };
    document.addEventListener('visibilitychange', wait);
    wait();
    return stop;
  }, [itemId]);
}
