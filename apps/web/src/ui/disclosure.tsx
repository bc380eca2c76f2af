import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './disclosure.module.css';

export interface DisclosureProps {
  readonly title: string;
  readonly children: ReactNode;
  /** At first: for what many need, and may put away. */
  readonly isOpen?: boolean;
}

/** Something that few need, closed until it is asked for. */
export function Disclosure({ title, children, isOpen = false }: DisclosureProps) {
  return (
    <details className={styles['disclosure']} open={isOpen}>
      <summary className={styles['title']}>
        <ChevronRight size={18} aria-hidden="true" className={styles['arrow']} />
        {title}
      </summary>
      <div className={styles['body']}>{children}</div>
    </details>
  );
}
