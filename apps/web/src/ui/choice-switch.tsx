import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import styles from './choice-switch.module.css';

export interface ChoiceSwitchProps<T extends string> {
  /** For whoever listens. */
  readonly label: string;
  readonly choices: readonly { readonly value: T; readonly words: string }[];
  readonly chosen: T;
  readonly onChoose: (value: T) => void;
}

/** One of two or three ways to look at the same thing, side by side. */
export function ChoiceSwitch<T extends string>({ label, choices, chosen, onChoose }: ChoiceSwitchProps<T>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={([key]) => {
        const next = choices.find(({ value }) => value === key);
        if (next !== undefined) onChoose(next.value);
      }}
      className={styles['choices'] ?? ''}
    >
      {choices.map(({ value, words }) => (
        <ToggleButton key={value} id={value} className={styles['choice'] ?? ''}>
          {words}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
