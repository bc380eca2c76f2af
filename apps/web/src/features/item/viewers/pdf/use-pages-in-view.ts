import { type RefObject, useEffect, useState } from 'react';

export interface PagesInView {
  /** Those of which something is seen. */
  readonly pages: ReadonlySet<number>;
  /** The one that is read: most of the window is its. */
  readonly current: number;
}

const thresholds = [0, 0.1, 0.25, 0.5, 0.75, 1];

export function usePagesInView(container: RefObject<HTMLElement | null>, pageCount: number): PagesInView {
  const [inView, setInView] = useState<PagesInView>({ pages: new Set([1]), current: 1 });
  useEffect(() => {
    const { current: element } = container;
    if (element === null) return undefined;
    const heights = new Map<number, number>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting, intersectionRect } of entries) {
          const page = Number(target.getAttribute('data-page'));
          if (isIntersecting) heights.set(page, intersectionRect.height);
          else heights.delete(page);
        }
        // Scrolled out of sight as a whole: it stays as it was.
        if (heights.size === 0) return;
        const pages = [...heights.keys()].toSorted((one, other) => one - other);
        const most = Math.max(...heights.values());
        const current = pages.find((page) => (heights.get(page) ?? 0) >= most - 1) ?? 1;
        setInView({ pages: new Set(pages), current });
      },
      { threshold: thresholds },
    );
    for (const page of element.querySelectorAll('[data-page]')) observer.observe(page);
    return () => observer.disconnect();
  }, [container, pageCount]);
  return inView;
}
