import {
  AnnotationMode,
  type PDFDocumentProxy,
  type PDFPageProxy,
  TextLayer,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { type PageSize, boundedScale, canvasDensity, plausibleSize } from './page-bounds.ts';
import { type PageLink, linksOf } from './page-links.ts';

const patienceMs = 20_000;

export interface DrawnPage {
  readonly canvas: HTMLCanvasElement;
  /** A text node or nothing for each piece of the page's text. */
  readonly pieces: readonly (ChildNode | null)[];
  readonly textElement: HTMLElement;
  readonly links: readonly PageLink[];
}

export async function pageSize(page: PDFPageProxy): Promise<PageSize> {
  return plausibleSize(page.getViewport({ scale: 1 }));
}

/**
 * Draws a page, and lays its words over it, which can be selected and found.
 * @param scale CSS pixels per point
 * @throws when it cannot be drawn, takes too long, or is no longer wanted
 */
export async function drawPage(
  document: PDFDocumentProxy,
  pageNumber: number,
  scale: number,
  signal: AbortSignal,
): Promise<DrawnPage> {
  const page = await document.getPage(pageNumber);
  signal.throwIfAborted();
  const size = await pageSize(page);
  const shown = boundedScale(size, scale);
  const canvas = await drawCanvas(page, size, shown, signal);
  const { textElement, pieces } = await layText(page, shown, signal);
  const links = linksOf(await page.getAnnotations({ intent: 'display' }), page.getViewport({ scale: 1 }));
  signal.throwIfAborted();
  return { canvas, textElement, pieces, links };
}

async function drawCanvas(page: PDFPageProxy, size: PageSize, scale: number, signal: AbortSignal) {
  const density = canvasDensity(size, scale, devicePixelRatio);
  const viewport = page.getViewport({ scale: scale * density });
  const canvas = window.document.createElement('canvas');
  canvas.width = Math.max(1, Math.floor(size.width * scale * density));
  canvas.height = Math.max(1, Math.floor(size.height * scale * density));
  const task = page.render({
    canvas,
    viewport,
    annotationMode: AnnotationMode.ENABLE,
    background: '#ffffff',
  });
  const cancel = () => task.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const timer = setTimeout(cancel, patienceMs);
  try {
    await task.promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
  return canvas;
}

async function layText(page: PDFPageProxy, scale: number, signal: AbortSignal) {
  const textElement = window.document.createElement('div');
  const layer = new TextLayer({
    textContentSource: page.streamTextContent(),
    container: textElement,
    viewport: page.getViewport({ scale }),
  });
  const cancel = () => layer.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    await layer.render();
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  return { textElement, pieces: layer.textDivs.map((element) => element.firstChild) };
}
