import { type RefObject, useLayoutEffect, useState } from 'react';

/** How far below the top of what it scrolls in something begins; followed while what stands above it grows and shrinks. */
export function useOffset(place: RefObject<HTMLElement | null>, pane: HTMLElement | null): number {
  const [offsetPx, setOffsetPx] = useState(0);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null || pane === null) return undefined;
    const measure = () =>
      setOffsetPx(
        Math.round(element.getBoundingClientRect().top - pane.getBoundingClientRect().top + pane.scrollTop),
      );
    const observer = new ResizeObserver(measure);
    for (const above of element.parentElement?.children ?? []) observer.observe(above);
    return () => observer.disconnect();
  }, [place, pane]);
  return offsetPx;
}
