import { Search } from 'lucide-react';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { useCallback, useMemo, useRef, useState } from 'react';
import { LinkDialog } from '../../link-dialog.tsx';
import { useElementWidth } from '../../use-element-width.ts';
import { Button } from '../../../../ui/button.tsx';
import { ToolGroup, ViewerToolbar } from '../../toolbar/viewer-toolbar.tsx';
import type { Zoom } from '../../toolbar/zoom-steps.ts';
import { ZoomTools } from '../../toolbar/zoom-tools.tsx';
import { FindBar } from './find-bar.tsx';
import { fittedScale, mostPages, pixelsPerPoint } from './page-bounds.ts';
import { PageField } from './page-field.tsx';
import { type PageLink, pageOfDestination } from './page-links.ts';
import { PageTexts } from './page-text.ts';
import styles from './pdf-document.module.css';
import { PdfPage } from './pdf-page.tsx';
import { type FoundOnPage, useFind } from './use-find.ts';
import { usePageSizes } from './use-page-sizes.ts';
import { usePagesInView } from './use-pages-in-view.ts';

const borderPx = 2;
const noneFound: readonly FoundOnPage[] = [];

export function PdfDocument({ document }: { readonly document: PDFDocumentProxy }) {
  const pageCount = Math.min(document.numPages, mostPages);
  const pages = useRef<HTMLDivElement>(null);
  const width = useElementWidth(pages);
  const inView = usePagesInView(pages, pageCount);
  const { sizeOf, widest } = usePageSizes(document, inView.pages);
  const [zoom, setZoom] = useState<Zoom>('fit');
  const [link, setLink] = useState<string>();
  const texts = useMemo(() => new PageTexts(document), [document]);
  const [wanted, setWanted] = useState<string>();
  const finding = useFind(texts, pageCount, wanted ?? '');
  const [chosen, setChosen] = useState(0);

  const scale = zoom === 'fit' ? fittedScale(width - borderPx, widest) : zoom * pixelsPerPoint;
  const foundByPage = useMemo(() => byPage(finding.found), [finding]);
  const index = Math.min(chosen, Math.max(0, finding.found.length - 1));
  const current = finding.found[index];

  const go = useCallback((page: number) => {
    pages.current?.querySelector(`[data-page="${page}"]`)?.scrollIntoView({ block: 'start' });
  }, []);
  const follow = useCallback(
    ({ href, destination }: PageLink) => {
      if (href !== undefined) setLink(href);
      else void pageOfDestination(document, destination).then((page) => page !== undefined && go(page));
    },
    [document, go],
  );
  const step = (by: 1 | -1) => {
    const count = finding.found.length;
    if (count === 0) return;
    const next = (index + by + count) % count;
    setChosen(next);
    const place = finding.found[next];
    if (place !== undefined && !inView.pages.has(place.page)) go(place.page);
  };
  return (
    <section aria-label="PDF document" className={styles['viewer']}>
      <ViewerToolbar label="Tools: PDF document">
        <PageField current={inView.current} pageCount={pageCount} onGo={go} />
        <ZoomTools zoom={zoom} scale={scale / pixelsPerPoint} onChange={setZoom} />
        <ToolGroup isAtEnd>
          <Button
            variant="quiet"
            icon={<Search size={16} aria-hidden="true" />}
            aria-expanded={wanted !== undefined}
            onPress={() => setWanted((before) => (before === undefined ? '' : undefined))}
          >
            Find
          </Button>
        </ToolGroup>
        {wanted !== undefined && (
          <FindBar
            wanted={wanted}
            finding={finding}
            index={index}
            onType={(text) => {
              setWanted(text);
              setChosen(0);
            }}
            onStep={step}
            onClose={() => setWanted(undefined)}
          />
        )}
      </ViewerToolbar>
      {document.numPages > pageCount && (
        <p className={styles['note']}>
          Only the first {pageCount.toLocaleString()} of {document.numPages.toLocaleString()} pages are shown.
          The download has all of them.
        </p>
      )}
      {/* Scrolls sideways when enlarged, so it has to be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={pages} role="region" aria-label="Pages" tabIndex={0} className={styles['pages']}>
        {Array.from({ length: pageCount }, (_, at) => at + 1).map((page) => (
          <PdfPage
            key={page}
            document={document}
            pageNumber={page}
            size={sizeOf(page)}
            scale={scale}
            isNear={width > 0 && [page - 1, page, page + 1].some((near) => inView.pages.has(near))}
            texts={texts.known(page)}
            found={foundByPage.get(page) ?? noneFound}
            current={current?.page === page ? current : undefined}
            onFollow={follow}
          />
        ))}
      </div>
      <LinkDialog href={link} onClose={() => setLink(undefined)} />
    </section>
  );
}

function byPage(found: readonly FoundOnPage[]): ReadonlyMap<number, readonly FoundOnPage[]> {
  const pages = new Map<number, FoundOnPage[]>();
  for (const place of found) {
    const known = pages.get(place.page);
    if (known === undefined) pages.set(place.page, [place]);
    else known.push(place);
  }
  return pages;
}
