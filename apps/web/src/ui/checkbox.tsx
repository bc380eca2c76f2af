import { useId } from 'react';
import styles from './checkbox.module.css';

export interface CheckboxProps {
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly words: string;
  readonly note?: string;
  readonly isDisabled?: boolean;
}

export function Checkbox({ isSelected, onChange, words, note, isDisabled = false }: CheckboxProps) {
  const wordsId = useId();
  const noteId = useId();
  return (
    <label className={styles['checkbox']}>
      <input
        type="checkbox"
        checked={isSelected}
        disabled={isDisabled}
        aria-labelledby={wordsId}
        aria-describedby={note === undefined ? undefined : noteId}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span id={wordsId} className={styles['words']}>
        {words}
      </span>
      {note !== undefined && (
        <span id={noteId} className={styles['note']}>
          {note}
        </span>
      )}
    </label>
  );
}
