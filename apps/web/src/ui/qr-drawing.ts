import { encodeQR } from 'qr';

export interface QrDrawing {
  /** Of its sides, in modules. */
  readonly size: number;
  /** What is dark, as an SVG path: whatever lies side by side in a row is one stroke. */
  readonly path: string;
}

/** How much of it may be hidden or stained: about 15 or 25 in a hundred. */
export type QrRobustness = 'medium' | 'quartile';

/** With the margin that cameras need around it. */
export function qrDrawing(text: string, robustness: QrRobustness = 'medium'): QrDrawing {
  const rows = encodeQR(text, 'raw', { border: 4, ecc: robustness });
  const strokes = rows.flatMap((row, y) =>
    [
      ...row
        .map((isDark) => (isDark ? '1' : '0'))
        .join('')
        .matchAll(/1+/g),
    ].map(({ index, 0: dark }) => `M${index} ${y}h${dark.length}v1h-${dark.length}z`),
  );
  return { size: rows.length, path: strokes.join('') };
}
