/** More are not laid out: a PDF of a few bytes can claim millions. */
export const mostPages = 2_000;

const mostCanvasPixels = 16_000_000;
const longestCanvasSide = 8_192;
const longestShownSidePx = 16_000;

/** CSS pixels that a PDF's own unit, 1/72 inch, is at 100 %. */
export const pixelsPerPoint = 96 / 72;

export interface PageSize {
  /** In points, as it is seen: already turned. */
  readonly width: number;
  readonly height: number;
}

/** What a page that tells nonsense is taken for. */
const letter: PageSize = { width: 612, height: 792 };

export function plausibleSize({ width, height }: PageSize): PageSize {
  const isPlausible = (side: number) => Number.isFinite(side) && side >= 1 && side <= 200_000;
  return isPlausible(width) && isPlausible(height) ? { width, height } : letter;
}

/** CSS pixels per point. Stamps and labels do not become larger than the largest step of the zoom makes them. */
export function fittedScale(roomPx: number, widestPoints: number): number {
  return Math.min(4 * pixelsPerPoint, Math.max(0.05, roomPx / widestPoints));
}

/** CSS pixels per point, so that no page becomes longer than browsers lay out well. */
export function boundedScale({ width, height }: PageSize, wanted: number): number {
  return Math.min(wanted, longestShownSidePx / Math.max(width, height));
}

/** How much finer than CSS pixels a canvas may be drawn; below 1 for pages that are too large to be drawn finely. */
export function canvasDensity({ width, height }: PageSize, scale: number, devicePixelRatio: number): number {
  const [shownWidth, shownHeight] = [width * scale, height * scale];
  return Math.min(
    devicePixelRatio,
    Math.sqrt(mostCanvasPixels / (shownWidth * shownHeight)),
    longestCanvasSide / Math.max(shownWidth, shownHeight),
  );
}
