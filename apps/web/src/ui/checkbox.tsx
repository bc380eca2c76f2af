import styles from './checkbox.module.css';

export interface CheckboxProps {
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly words: string;
  readonly isDisabled?: boolean;
}

export function Checkbox({ isSelected, onChange, words, isDisabled = false }: CheckboxProps) {
  return (
    <label className={styles['checkbox']}>
      <input
        type="checkbox"
        checked={isSelected}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className={styles['words']}>{words}</span>
    </label>
  );
}
