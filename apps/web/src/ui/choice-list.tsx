import { Label, Radio, RadioGroup } from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './choice-list.module.css';

export interface Choice<T extends string> {
  readonly value: T;
  readonly words: string;
  readonly description?: string;
}

export interface ChoiceListProps<T extends string> {
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  readonly chosen: T;
  readonly onChoose: (value: T) => void;
}

/** One of a few, all of them in sight. */
export function ChoiceList<T extends string>({ label, choices, chosen, onChoose }: ChoiceListProps<T>) {
  const isDescribed = choices.some(({ description }) => description !== undefined);
  return (
    <RadioGroup
      value={chosen}
      onChange={(value) => {
        const next = choices.find((choice) => choice.value === value);
        if (next !== undefined) onChoose(next.value);
      }}
      className={styles['group'] ?? ''}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <div className={classNames(styles['choices'], isDescribed && styles['described'])}>
        {choices.map(({ value, words, description }) => (
          <Radio key={value} value={value} className={styles['choice'] ?? ''}>
            <span className={styles['mark']} aria-hidden="true" />
            <span className={styles['words']}>
              <span className={styles['name']}>{words}</span>
              {description !== undefined && <span className={styles['description']}>{description}</span>}
            </span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
