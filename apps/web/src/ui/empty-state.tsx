import type { ReactNode } from 'react';
import styles from './empty-state.module.css';
import { SealRosette } from './seal-rosette.tsx';

export interface EmptyStateProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <div className={styles['empty']}>
      <SealRosette className={styles['rosette']} />
      <h2 className={styles['title']}>{title}</h2>
      <div className={styles['words']}>{children}</div>
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}
