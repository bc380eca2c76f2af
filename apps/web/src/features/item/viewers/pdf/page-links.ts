import type { PDFDocumentProxy, PageViewport } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { isFollowable } from '../../../../frame/references.ts';

const mostLinks = 500;

/** A place on a page that can be pressed, in percent of the page. */
export interface PageLink {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Out of the document: only after the person has seen where it leads. */
  readonly href?: string;
  /** Within the document, as the document names it. */
  readonly destination?: unknown;
}

/** Of all annotations only links can be pressed, and of those only what a person may follow. */
export function linksOf(annotations: readonly unknown[], viewport: PageViewport): readonly PageLink[] {
  return annotations
    .slice(0, 10 * mostLinks)
    .flatMap((given) => linkOf(given, viewport))
    .slice(0, mostLinks);
}

interface Annotation {
  readonly subtype?: unknown;
  readonly rect?: unknown;
  readonly url?: unknown;
  readonly dest?: unknown;
}

function linkOf(given: unknown, viewport: PageViewport): readonly PageLink[] {
  const { subtype, rect, url, dest } = given as Annotation;
  if (subtype !== 'Link' || !Array.isArray(rect) || rect.length !== 4) return [];
  const href = typeof url === 'string' && isFollowable(url) ? url : undefined;
  if (href === undefined && typeof dest !== 'string' && !Array.isArray(dest)) return [];
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = viewport.convertToViewportRectangle(rect) as number[];
  const place = {
    left: (Math.min(x1, x2) / viewport.width) * 100,
    top: (Math.min(y1, y2) / viewport.height) * 100,
    width: (Math.abs(x2 - x1) / viewport.width) * 100,
    height: (Math.abs(y2 - y1) / viewport.height) * 100,
  };
  if (!Object.values(place).every(Number.isFinite)) return [];
  return [href === undefined ? { ...place, destination: dest } : { ...place, href }];
}

/** The number of the page that a destination leads to; `undefined` for one that leads nowhere. */
export async function pageOfDestination(
  document: PDFDocumentProxy,
  destination: unknown,
): Promise<number | undefined> {
  try {
    const explicit: unknown =
      typeof destination === 'string' ? await document.getDestination(destination) : destination;
    const target: unknown = Array.isArray(explicit) ? explicit[0] : undefined;
    if (typeof target === 'number') return target + 1;
    if (typeof target !== 'object' || target === null) return undefined;
    return (await document.getPageIndex(target as Parameters<PDFDocumentProxy['getPageIndex']>[0])) + 1;
  } catch {
    return undefined;
  }
}
