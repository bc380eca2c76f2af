import { useState } from 'react';
import { Switch } from '../../ui/switch.tsx';
import styles from './said-words.module.css';
import { spelledOut } from './spelling.ts';

export interface SaidWordsProps {
  readonly label: string;
  readonly words: readonly string[];
}

/** Words to be read out, large; spelled for whoever hears badly. */
export function SaidWords({ label, words }: SaidWordsProps) {
  const [isSpelled, setSpelled] = useState(false);
  return (
    <div className={styles['block']}>
      <ol className={styles['words']} aria-label={label}>
        {words.map((word, index) => (
          <li key={`${index} ${word}`} className={styles['word']}>
            <span className={styles['number']}>{index + 1}</span>
            <span>{word}</span>
            {isSpelled && <span className={styles['spelled']}>{spelledOut(word)}</span>}
          </li>
        ))}
      </ol>
      <Switch isSelected={isSpelled} onChange={setSpelled}>
        Spell them out
      </Switch>
    </div>
  );
}
