import { useEffect, useState } from 'react';
import { Label, Meter } from 'react-aria-components';
import { type Judged, crackTimeWords, enoughScore, reasonWords, scoreWords } from './strength.ts';
import styles from './strength-meter.module.css';

/** A screen reader is told when the typing pauses, not with each key. */
const spokenAfterMs = 900;

export function StrengthMeter({ judged }: { readonly judged: Judged | undefined }) {
  const [spoken, setSpoken] = useState('');
  const words = judged === undefined ? '' : scoreWords[judged.score];
  const time = judged === undefined ? '' : crackTimeWords(judged.guesses);
  const reason = judged === undefined ? '' : reasonWords(judged);
  useEffect(() => {
    const timer = setTimeout(
      () => setSpoken(words === '' ? '' : `Password: ${words}. Time to crack: ${time}. ${reason}`),
      spokenAfterMs,
    );
    return () => clearTimeout(timer);
  }, [words, time, reason]);
  return (
    <div className={styles['place']}>
      <p role="status" className={styles['spoken']}>
        {spoken}
      </p>
      {judged !== undefined && (
        <div className={styles['strength']} data-enough={judged.score >= enoughScore}>
          <Meter
            value={judged.score + 1}
            minValue={0}
            maxValue={5}
            valueLabel={words}
            className={styles['meter'] ?? ''}
          >
            <Label className={styles['spoken'] ?? ''}>Strength of the password</Label>
            <span className={styles['words']}>{words}</span>
            <span className={styles['track']} aria-hidden="true">
              {[0, 1, 2, 3, 4].map((part) => (
                <span key={part} data-filled={part <= judged.score} />
              ))}
            </span>
          </Meter>
          <p>
            Time to crack: <strong>{time}</strong>, for whoever steals the server’s data.
          </p>
          <p>{reason}</p>
        </div>
      )}
    </div>
  );
}
