import styles from './skeleton.module.css';

export interface SkeletonProps {
  readonly lines: number;
  readonly label: string;
}

/** Stands in for what is being fetched or opened. */
export function Skeleton({ lines, label }: SkeletonProps) {
  return (
    <div role="status" className={styles['skeleton']}>
      <span className={styles['label']}>{label}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span
          key={line}
          className={styles['line']}
          aria-hidden="true"
          style={{ width: `${92 - ((line * 37) % 48)}%` }}
        />
      ))}
    </div>
  );
}
