import type { ReactNode } from 'react';
import { SealMark } from '../../ui/seal-mark.tsx';
import styles from './invitation-name.module.css';

export interface InvitationNameProps {
  readonly accountName: string;
  /** How far the name can be relied on. */
  readonly children: ReactNode;
}

export function InvitationName({ accountName, children }: InvitationNameProps) {
  return (
    <div className={styles['card']}>
      <span className={styles['mark']}>
        <SealMark size={30} />
      </span>
      <div className={styles['words']}>
        <p className={styles['name']}>
          <bdi>{accountName}</bdi>
        </p>
        <p className={styles['proof']}>{children}</p>
      </div>
    </div>
  );
}
