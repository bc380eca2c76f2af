import { useEffect, useRef } from 'react';
import styles from './command-palette.module.css';
import type { PaletteEntry } from './palette-entries.ts';

export interface PaletteOptionProps {
  readonly id: string;
  readonly entry: PaletteEntry;
  readonly isActive: boolean;
  readonly onRun: () => void;
}

/** The focus stays in the field above: keys are handled there. */
export function PaletteOption({ id, entry, isActive, onRun }: PaletteOptionProps) {
  const option = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) option.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    // Focus and keys stay in the field above, which names the active option.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      ref={option}
      id={id}
      role="option"
      aria-selected={isActive}
      className={styles['option']}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onRun}
    >
      <span className={styles['icon']}>{entry.icon}</span>
      <span className={styles['words']} dir="auto">
        {entry.words}
        {entry.details !== undefined && entry.details !== '' && (
          <span className={styles['details']}> · {entry.details}</span>
        )}
      </span>
      {entry.keys !== undefined && <kbd className={styles['keys']}>{entry.keys}</kbd>}
    </div>
  );
}
