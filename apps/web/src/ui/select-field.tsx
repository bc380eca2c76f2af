import { type Ref, useId } from 'react';
import styles from './select-field.module.css';

export interface SelectFieldProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly words: string }[];
  readonly onChange: (value: T) => void;
  /** Shown instead of nothing; the choice is then invalid. */
  readonly error?: string | undefined;
  readonly selectRef?: Ref<HTMLSelectElement>;
}

/** The browser's own list of choices: on a phone it fills the screen by itself. */
export function SelectField<T extends string>(props: SelectFieldProps<T>) {
  const { label, value, choices, onChange, error, selectRef } = props;
  const id = useId();
  const errorId = useId();
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className={styles['label']}>
        {label}
      </label>
      <select
        id={id}
        ref={selectRef}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : errorId}
        value={value}
        className={styles['select']}
        onChange={(event) => {
          const chosen = choices.find((choice) => choice.value === event.target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.words}
          </option>
        ))}
      </select>
      {error !== undefined && (
        <p id={errorId} className={styles['error']}>
          {error}
        </p>
      )}
    </div>
  );
}
