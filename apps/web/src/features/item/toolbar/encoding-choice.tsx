import { useId } from 'react';
import { characterSetName, characterSets } from '../../../text/character-sets.ts';
import styles from './encoding-choice.module.css';

export interface EncodingChoiceProps {
  /** How it was read. */
  readonly used: string;
  /** Unless somebody has chosen, as it was recognised. */
  readonly chosen: string | undefined;
  readonly onChange: (encoding: string | undefined) => void;
}

/** Old texts do not say in which letters they are written, and no program can always tell. */
export function EncodingChoice({ used, chosen, onChange }: EncodingChoiceProps) {
  const id = useId();
  return (
    <span className={styles['choice']}>
      <label htmlFor={id} className={styles['label']}>
        Text encoding
      </label>
      <select
        id={id}
        className={styles['select']}
        value={chosen ?? ''}
        onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
      >
        <option value="">
          {chosen === undefined ? `Recognised: ${characterSetName(used)}` : 'As recognised'}
        </option>
        {characterSets.map(({ label, name }) => (
          <option key={label} value={label}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}
