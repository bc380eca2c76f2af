import { useEffect, useState } from 'react';
import { Label, Meter } from 'react-aria-components';
import { type Judged, crackTimeWords, enoughScore, reasonWords, scoreWords } from './strength.ts';
import styles from './strength-meter.module.css';

/** A screen reader is told when the typing pauses, not with each key. */
const spokenAfterMs = 900;

export interface StrengthMeterProps {
  /** Undefined while it is found out, and where nothing is typed. */
  readonly judged: Judged | undefined;
  /** Its place is taken with the first letter: what stands below does not move under a finger when the judgement comes. */
  readonly isTyped: boolean;
}

export function StrengthMeter({ judged, isTyped }: StrengthMeterProps) {
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
      {isTyped && judged === undefined && <Unknown />}
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
            <Track filled={judged.score + 1} />
          </Meter>
          <p className={styles['sentence']}>
            Time to crack: <strong>{time}</strong>, for whoever steals the server’s data.
          </p>
          <p className={styles['sentence']}>{reason}</p>
        </div>
      )}
    </div>
  );
}

function Unknown() {
  return (
    <div className={styles['strength']} aria-hidden="true">
      <div className={styles['meter']}>
        <span className={styles['words']}>&nbsp;</span>
        <Track filled={0} />
      </div>
      <p className={styles['sentence']} />
      <p className={styles['sentence']} />
    </div>
  );
}

function Track({ filled }: { readonly filled: number }) {
  return (
    <span className={styles['track']} aria-hidden="true">
      {[0, 1, 2, 3, 4].map((part) => (
        <span key={part} data-filled={part < filled} />
      ))}
    </span>
  );
}
