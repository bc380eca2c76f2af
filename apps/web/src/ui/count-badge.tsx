import styles from './count-badge.module.css';

/** A number for the eye; whoever listens is told it in words elsewhere. Nothing for 0. */
export function CountBadge({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <span className={styles['badge']} aria-hidden="true">
      {count > 999 ? '999+' : count}
    </span>
  );
}
