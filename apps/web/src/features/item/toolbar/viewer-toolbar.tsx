import type { ReactNode } from 'react';
import { classNames } from '../../../ui/class-names.ts';
import styles from './viewer-toolbar.module.css';

export interface ViewerToolbarProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** Stands above what is shown, and stays while it is scrolled. */
export function ViewerToolbar({ label, children }: ViewerToolbarProps) {
  return (
    <div role="group" aria-label={label} className={styles['toolbar']}>
      {children}
    </div>
  );
}

export interface ToolGroupProps {
  readonly label?: string;
  /** Moves to the end of the bar where there is room. */
  readonly isAtEnd?: boolean;
  readonly children: ReactNode;
}

export function ToolGroup({ label, isAtEnd = false, children }: ToolGroupProps) {
  const className = classNames(styles['group'], isAtEnd && styles['end']);
  return label === undefined ? (
    <div className={className}>{children}</div>
  ) : (
    <div role="group" aria-label={label} className={className}>
      {children}
    </div>
  );
}
