import { type KeyboardEvent, useCallback, useRef, useState } from 'react';
import { useElementWidth } from '../../use-element-width.ts';
import { ToolGroup, ViewerToolbar } from '../../toolbar/viewer-toolbar.tsx';
import { type Zoom, zoomedIn, zoomedOut } from '../../toolbar/zoom-steps.ts';
import { ZoomTools } from '../../toolbar/zoom-tools.tsx';
import type { PictureFacts } from './picture-facts.ts';
import styles from './picture.module.css';

export interface PictureProps {
  readonly content: Blob;
  readonly name: string;
  readonly facts: PictureFacts;
  readonly onBroken: () => void;
}

export function Picture({ content, name, facts, onBroken }: PictureProps) {
  const [zoom, setZoom] = useState<Zoom>('fit');
  const image = useRef<HTMLImageElement>(null);
  const place = useCallback(
    (element: HTMLImageElement) => {
      const url = URL.createObjectURL(content);
      image.current = element;
      element.src = url;
      return () => URL.revokeObjectURL(url);
    },
    [content],
  );
  const seenWidth = useElementWidth(image);
  // The picture may be turned by what its camera noted: the browser knows, the file's head does not.
  const [naturalWidth, setNaturalWidth] = useState(facts.width);
  const scale = zoom === 'fit' ? seenWidth / naturalWidth || 1 : zoom;
  const onKeyDown = (event: KeyboardEvent) => {
    const wanted = { '+': zoomedIn(scale), '=': zoomedIn(scale), '-': zoomedOut(scale), '0': 'fit', '1': 1 };
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(wanted, event.key)) return;
    event.preventDefault();
    setZoom(wanted[event.key as keyof typeof wanted] as Zoom);
  };
  return (
    <section aria-label="Picture" className={styles['viewer']}>
      <ViewerToolbar label="Tools: Picture">
        <ZoomTools zoom={zoom} scale={scale} onChange={setZoom} />
        <ToolGroup isAtEnd>
          <span className={styles['facts']}>
            {facts.width.toLocaleString()} × {facts.height.toLocaleString()} pixels
          </span>
        </ToolGroup>
      </ViewerToolbar>
      {/* A region that scrolls has to be reachable by keyboard, and zooms by + and - then. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        role="region"
        aria-label="Picture, scrolls when enlarged"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onKeyDown={onKeyDown}
        className={styles['area']}
      >
        <img
          ref={place}
          alt={name}
          onError={onBroken}
          onLoad={({ currentTarget }) => setNaturalWidth(currentTarget.naturalWidth)}
          className={`${styles['picture']} ${zoom === 'fit' ? styles['fitted'] : ''}`}
          style={zoom === 'fit' ? {} : { width: naturalWidth * zoom, maxWidth: 'none' }}
        />
      </div>
    </section>
  );
}
