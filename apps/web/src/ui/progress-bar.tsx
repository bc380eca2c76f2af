import { ProgressBar as AriaProgressBar, Label } from 'react-aria-components';
import styles from './progress-bar.module.css';

export interface ProgressBarProps {
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

export function ProgressBar({ label, done, total }: ProgressBarProps) {
  const percent = total > 0 ? Math.min(100, (done / total) * 100) : 0;
  return (
    <AriaProgressBar value={percent} className={styles['progress'] ?? ''}>
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <span className={styles['percent']}>{Math.floor(percent)} %</span>
      <span className={styles['track']}>
        <span className={styles['bar']} style={{ width: `${percent}%` }} />
      </span>
    </AriaProgressBar>
  );
}
