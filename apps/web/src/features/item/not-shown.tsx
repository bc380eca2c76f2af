import type { ReactNode } from 'react';
import { sizeWords } from '../../text/amounts.ts';
import { Banner } from '../../ui/banner.tsx';
import styles from './not-shown.module.css';

/** In place of a viewer, where there can be none: why, and what to do instead. */
export function NotShown({ children }: { readonly children: ReactNode }) {
  return <p className={styles['note']}>{children}</p>;
}

export function EmptyFile() {
  return <NotShown>This file is empty.</NotShown>;
}

export function TooLarge({ sizeBytes }: { readonly sizeBytes: number }) {
  return (
    <NotShown>
      With {sizeWords(sizeBytes)} it is too large to be shown here. Download it to open it with a program of
      yours.
    </NotShown>
  );
}

export interface DamagedProps {
  /** What is wrong with it, and nothing where that is not known. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** In place of a viewer that has tried in vain. */
export function Damaged({ children, actions }: DamagedProps) {
  return (
    <Banner tone="warning" title="This cannot be shown here" actions={actions}>
      {children ?? 'It is not formed as its kind should be.'} It arrived as its source delivered it; download
      it to look at it with another program.
    </Banner>
  );
}
