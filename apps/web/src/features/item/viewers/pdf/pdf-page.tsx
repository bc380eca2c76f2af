import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { type CSSProperties, memo, useEffect, useRef, useState } from 'react';
import { mark } from '../../highlights.ts';
import { type DrawnPage, drawPage } from './draw-page.ts';
import type { Found } from './find-text.ts';
import { rangeOf } from './found-range.ts';
import { type PageSize, boundedScale } from './page-bounds.ts';
import type { PageLink } from './page-links.ts';
import { PageLinks } from './page-links-layer.tsx';
import styles from './pdf-page.module.css';

export interface PdfPageProps {
  readonly document: PDFDocumentProxy;
  readonly pageNumber: number;
  /** As far as it is known already. */
  readonly size: PageSize;
  /** CSS pixels per point. */
  readonly scale: number;
  /** In view, or nearly: others are not drawn, and forget what was. */
  readonly isNear: boolean;
  readonly texts: readonly string[] | undefined;
  readonly found: readonly Found[];
  readonly current: Found | undefined;
  readonly onFollow: (link: PageLink) => void;
}

/** There can be thousands, and few of them change at once. */
export const PdfPage = memo(function PdfPage(props: PdfPageProps) {
  const { pageNumber, size, scale, isNear } = props;
  const shown = boundedScale(size, scale);
  const style = {
    width: size.width * shown,
    height: size.height * shown,
    '--total-scale-factor': shown,
  } as CSSProperties;
  return (
    <div
      role="group"
      aria-label={`Page ${pageNumber}`}
      data-page={pageNumber}
      className={styles['page']}
      style={style}
    >
      {isNear && <PageContent {...props} />}
    </div>
  );
});

function PageContent(props: PdfPageProps) {
  const { document, pageNumber, scale, texts, found, current, onFollow } = props;
  const canvasPlace = useRef<HTMLDivElement>(null);
  const wordsPlace = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<DrawnPage>();
  const [hasFailed, setFailed] = useState(false);

  useEffect(() => {
    const ended = new AbortController();
    drawPage(document, pageNumber, scale, ended.signal).then(
      (page) => {
        if (ended.signal.aborted) return;
        canvasPlace.current?.replaceChildren(page.canvas);
        wordsPlace.current?.replaceChildren(page.textElement);
        setFailed(false);
        setDrawn(page);
      },
      () => !ended.signal.aborted && setFailed(true),
    );
    return () => ended.abort();
  }, [document, pageNumber, scale]);

  useEffect(() => {
    const place = canvasPlace.current;
    return () => {
      // A canvas takes megabytes, and whenever somebody collects it would be too late.
      for (const canvas of place?.querySelectorAll('canvas') ?? []) canvas.width = 0;
    };
  }, []);

  useEffect(() => {
    if (drawn === undefined || texts === undefined || found.length === 0) return undefined;
    const placed = found.flatMap((place) => {
      const range = rangeOf(place, texts, drawn.pieces);
      return range === undefined ? [] : [{ place, range }];
    });
    const now = placed.filter(({ place }) => place === current).map(({ range }) => range);
    const others = placed.filter(({ place }) => place !== current).map(({ range }) => range);
    now[0]?.startContainer.parentElement?.scrollIntoView({ block: 'center', inline: 'nearest' });
    const unmark = [mark('pdf-found', others), mark('pdf-current', now)];
    return () => {
      for (const take of unmark) take();
    };
  }, [drawn, texts, found, current]);

  const isPictureAlone = drawn !== undefined && drawn.pieces.every((piece) => !piece?.textContent?.trim());
  return (
    <>
      <div
        ref={canvasPlace}
        className={styles['drawn']}
        {...(isPictureAlone
          ? { role: 'img', 'aria-label': 'A picture without words that could be read out' }
          : { 'aria-hidden': true })}
      />
      <div ref={wordsPlace} className={styles['words']} />
      {drawn !== undefined && <PageLinks links={drawn.links} onFollow={onFollow} />}
      {hasFailed && <p className={styles['fault']}>This page cannot be shown. The download has it.</p>}
    </>
  );
}
