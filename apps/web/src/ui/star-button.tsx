import { Star } from 'lucide-react';
import styles from './star-button.module.css';

export interface StarButtonProps {
  /** Stays the same in both states: `aria-pressed` tells which. */
  readonly label: string;
  readonly isStarred: boolean;
  readonly onToggle: () => void;
  readonly tabIndex?: number;
}

export function StarButton({ label, isStarred, onToggle, tabIndex }: StarButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={isStarred}
      tabIndex={tabIndex}
      className={styles['star']}
      onClick={onToggle}
    >
      <Star size={18} fill={isStarred ? 'currentColor' : 'none'} aria-hidden="true" />
    </button>
  );
}
