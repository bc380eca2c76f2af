import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { useCallback, useEffect, useState } from 'react';
import { pageSize } from './draw-page.ts';
import type { PageSize } from './page-bounds.ts';

export interface PageSizes {
  /** As the first page is, until its own is known. */
  readonly sizeOf: (page: number) => PageSize;
  /** Of those known: what fits the width is the widest page. */
  readonly widest: number;
}

const a4: PageSize = { width: 595, height: 842 };

/** Sizes are asked for when a page comes into view: a document can have thousands, most of them alike. */
export function usePageSizes(document: PDFDocumentProxy, inView: ReadonlySet<number>): PageSizes {
  const [known, setKnown] = useState<ReadonlyMap<number, PageSize>>(new Map());
  useEffect(() => {
    let isWanted = true;
    const missing = [1, ...inView].filter((page) => !known.has(page));
    if (missing.length === 0) return undefined;
    void Promise.all(
      missing.map(async (page) => {
        const size = await document
          .getPage(page)
          .then(pageSize)
          .catch(() => a4);
        return [page, size] as const;
      }),
    ).then((sizes) => isWanted && setKnown((before) => new Map([...before, ...sizes])));
    return () => {
      isWanted = false;
    };
  }, [document, inView, known]);
  const first = known.get(1) ?? a4;
  const sizeOf = useCallback((page: number) => known.get(page) ?? first, [known, first]);
  return { sizeOf, widest: Math.max(first.width, ...[...known.values()].map(({ width }) => width)) };
}
