import { CircleAlert, Info, ShieldAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './banner.module.css';
import { classNames } from './class-names.ts';

export type BannerTone = 'info' | 'warning' | 'danger' | 'refused';

const icons = { info: Info, warning: TriangleAlert, danger: CircleAlert, refused: ShieldAlert } as const;

export interface BannerProps {
  readonly tone: BannerTone;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** Spoken at once when it appears. For what interrupts; the rest is found by reading. */
  readonly isUrgent?: boolean;
}

export function Banner({ tone, title, children, actions, isUrgent = false }: BannerProps) {
  const Icon = icons[tone];
  return (
    <div className={classNames(styles['banner'], styles[tone])} role={isUrgent ? 'alert' : 'status'}>
      <Icon size={20} aria-hidden="true" className={styles['icon']} />
      <div className={styles['words']}>
        <p className={styles['title']}>{title}</p>
        {children !== undefined && <div className={styles['body']}>{children}</div>}
      </div>
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}
