import { idleTimeoutMs } from '../../session/idle-clock.ts';
import { type StayHours, stayChoices } from '../../session/stay-choices.ts';
import { SelectField } from '../../ui/select-field.tsx';
import styles from './stay-choice.module.css';

export type Stay = StayHours | 'no';

const choices: readonly { readonly value: Stay; readonly words: string }[] = [
  { value: 'no', words: 'No: ask each time' },
  ...stayChoices,
];

export interface StayChoiceProps {
  readonly chosen: Stay;
  readonly onChoose: (stay: Stay) => void;
}

export function StayChoice({ chosen, onChoose }: StayChoiceProps) {
  return (
    <div className={styles['choice']}>
      <SelectField
        label="Stay unlocked in this browser"
        value={chosen}
        choices={choices}
        onChange={onChoose}
      />
      {chosen !== 'no' && (
        <p role="status" className={styles['note']}>
          Only on a device that is yours alone. It opens here without a password, and does not lock after{' '}
          {idleTimeoutMs / 60_000} minutes without activity, until that time is over or you lock or sign out.
        </p>
      )}
    </div>
  );
}
