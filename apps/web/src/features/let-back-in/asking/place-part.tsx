import type { ReturnPlace } from '@commonseal/vault';
import { Check } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { SaidWords } from '../said-words.tsx';
import { AnswerForm } from './answer-form.tsx';
import { placeWords } from './place-words.ts';
import type { ReturnVault } from './use-return.ts';
import styles from './waiting.module.css';

export interface PlacePartProps {
  readonly place: ReturnPlace;
  readonly vault: ReturnVault;
  /** Where there are several; undefined for the only one. */
  readonly name: string | undefined;
}

export function PlacePart({ place, vault, name }: PlacePartProps) {
  const headingId = useId();
  const [isAnsweredHere, setAnsweredHere] = useState(false);
  const { standing, isEntered, isAnswerConfirmed, words } = place;
  const isLive = !isEntered && (standing === 'open' || standing === 'granted');
  return (
    <section
      className={styles['place']}
      {...(name === undefined ? { 'aria-label': 'Your request' } : { 'aria-labelledby': headingId })}
    >
      {name !== undefined && <h2 id={headingId}>{name}</h2>}
      {isLive && standing === 'open' && <SaidWords label="Your five words" words={words} />}
      <p role="status" className={styles['state']} data-over={!isLive}>
        {placeWords(place)}
      </p>
      {isLive && !isAnswerConfirmed && (
        <AnswerForm accountId={place.accountId} vault={vault} onRight={() => setAnsweredHere(true)} />
      )}
      {isLive && isAnswerConfirmed && <RightAnswer takesFocus={isAnsweredHere} />}
    </section>
  );
}

/** In the place of the form: what had the focus there is gone. */
function RightAnswer({ takesFocus }: { readonly takesFocus: boolean }) {
  const words = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (takesFocus) words.current?.focus();
  }, [takesFocus]);
  return (
    <p ref={words} tabIndex={-1} className={styles['right']}>
      <Check size={18} aria-hidden="true" />
      The two words are right: you both mean the same account.
    </p>
  );
}
