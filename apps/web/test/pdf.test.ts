import { describe, expect, it } from 'vitest';
import { findText, pieceAt } from '../src/features/item/viewers/pdf/find-text.ts';
import { boundedScale, canvasDensity, plausibleSize } from '../src/features/item/viewers/pdf/page-bounds.ts';
import { linksOf } from '../src/features/item/viewers/pdf/page-links.ts';

describe('finding in a PDF', () => {
  const placesOf = (text: string, wanted: string) =>
    findText(text, wanted, 100).map(({ start, end }) => text.slice(start, end));

  it('does not care for capitals, accents, ligatures and line ends', () => {
    expect(placesOf('Café and CAFE', 'cafe')).toEqual(['Café', 'CAFE']);
    expect(placesOf('the oﬃce', 'office')).toEqual(['oﬃce']);
    expect(placesOf('end of\nline', 'of line')).toEqual(['of\nline']);
  });

  it('finds nothing for nothing, and no more than is asked for', () => {
    expect(findText('abc', '  ', 100)).toEqual([]);
    expect(findText('a'.repeat(1_000_000), 'a', 5)).toHaveLength(5);
  });

  it('knows the piece of a page in which a place lies', () => {
    const pieces = ['ab', '', 'cd'];
    expect(pieceAt(pieces, 2, true)).toEqual({ piece: 2, offset: 0 });
    expect(pieceAt(pieces, 2, false)).toEqual({ piece: 0, offset: 2 });
    expect(pieceAt(pieces, 4, false)).toEqual({ piece: 2, offset: 2 });
    expect(pieceAt([], 0, true)).toEqual({ piece: -1, offset: 0 });
  });
});

describe('a page of a PDF', () => {
  it('is never drawn larger than the memory allows, whatever size it claims', () => {
    for (const size of [
      { width: 595, height: 842 },
      { width: 14_400, height: 14_400 },
      { width: 200_000, height: 1 },
    ]) {
      for (const wanted of [0.1, 1.33, 5.33]) {
        const scale = boundedScale(size, wanted);
        const density = canvasDensity(size, scale, 3);
        const [width, height] = [size.width * scale * density, size.height * scale * density];
        expect(width * height).toBeLessThanOrEqual(16_000_001);
        expect(Math.max(width, height)).toBeLessThanOrEqual(8_192.01);
        expect(Math.max(size.width, size.height) * scale).toBeLessThanOrEqual(16_000.01);
      }
    }
  });

  it('that tells nonsense is taken for one of a usual size', () => {
    for (const width of [0, -5, Number.NaN, Number.POSITIVE_INFINITY, 1e9])
      expect(plausibleSize({ width, height: 100 })).toEqual({ width: 612, height: 792 });
  });

  it('has only links that a person may follow', () => {
    const viewport = {
      width: 100,
      height: 100,
      convertToViewportRectangle: (rect: number[]) => rect,
    } as never;
    const link = (more: object) => ({ subtype: 'Link', rect: [10, 10, 20, 20], ...more });
    const links = linksOf(
      [
        link({ url: 'https://example.test/' }),
        link({ url: 'javascript:alert(1)' }),
        link({ url: 'file:///etc/passwd' }),
        link({ dest: 'chapter' }),
        link({ url: 'https://example.test/', rect: [Number.NaN, 0, 0, 0] }),
        { subtype: 'Widget', rect: [0, 0, 1, 1], url: 'https://example.test/' },
      ],
      viewport,
    );
    expect(links.map(({ href, destination }) => href ?? destination)).toEqual([
      'https://example.test/',
      'chapter',
    ]);
    expect(links[0]).toMatchObject({ left: 10, top: 10, width: 10, height: 10 });
  });
});
