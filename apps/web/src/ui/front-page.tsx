import type { ReactNode } from 'react';
import styles from './front-page.module.css';
import { SealMark } from './seal-mark.tsx';
import { SealRosette } from './seal-rosette.tsx';

export interface FrontPageProps {
  /** Stands in the corner. */
  readonly menu: ReactNode;
  readonly children: ReactNode;
}

/** The page before the door: what this is on one side, the form on the other. */
export function FrontPage({ menu, children }: FrontPageProps) {
  return (
    <div className={styles['page']}>
      <header className={styles['panel']}>
        <SealRosette className={styles['rosette']} />
        <p className={styles['brand']}>
          <SealMark size={30} />
          Commonseal
        </p>
        <div className={styles['promise']}>
          <p className={styles['claim']}>Sealed before it is sent. Opened only by you.</p>
          <ul className={styles['points']}>
            <li>Content is locked before it reaches the server, and opened on your device.</li>
            <li>The people who run this server cannot read it.</li>
            <li>Your password never leaves this device.</li>
          </ul>
        </div>
      </header>
      <div className={styles['corner']}>{menu}</div>
      <main className={styles['main']}>{children}</main>
    </div>
  );
}
