import { useMemo } from 'react';
import styles from './qr-code.module.css';
import { type QrRobustness, qrDrawing } from './qr-drawing.ts';

export interface QrCodeProps {
  readonly text: string;
  readonly label: string;
  readonly robustness?: QrRobustness;
}

/** Dark on light in every theme: cameras look for that. */
export function QrCode({ text, label, robustness = 'medium' }: QrCodeProps) {
  const { size, path } = useMemo(() => qrDrawing(text, robustness), [text, robustness]);
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      className={styles['code']}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
