import { Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { ToolGroup } from './viewer-toolbar.tsx';
import { type Zoom, zoomedIn, zoomedOut } from './zoom-steps.ts';
import styles from './zoom-tools.module.css';

export interface ZoomToolsProps {
  readonly zoom: Zoom;
  /** What is seen now, also while it is fitted. */
  readonly scale: number;
  readonly onChange: (zoom: Zoom) => void;
}

export function ZoomTools({ zoom, scale, onChange }: ZoomToolsProps) {
  return (
    <ToolGroup label="Zoom">
      <Button
        variant="quiet"
        iconOnly
        aria-label="Zoom out"
        icon={<ZoomOut size={18} aria-hidden="true" />}
        isDisabled={zoomedOut(scale) === scale}
        onPress={() => onChange(zoomedOut(scale))}
      />
      <output className={styles['percent']} aria-label="Zoom level">
        {Math.round(scale * 100)} %
      </output>
      <Button
        variant="quiet"
        iconOnly
        aria-label="Zoom in"
        icon={<ZoomIn size={18} aria-hidden="true" />}
        isDisabled={zoomedIn(scale) === scale}
        onPress={() => onChange(zoomedIn(scale))}
      />
      <Button
        variant="quiet"
        iconOnly
        aria-label="Fit width"
        icon={<Maximize2 size={16} aria-hidden="true" />}
        isDisabled={zoom === 'fit'}
        onPress={() => onChange('fit')}
      />
      <Button variant="quiet" isDisabled={zoom === 1} onPress={() => onChange(1)}>
        100 %
      </Button>
    </ToolGroup>
  );
}
