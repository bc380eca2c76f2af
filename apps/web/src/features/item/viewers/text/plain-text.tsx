import { useRef } from 'react';
import { classNames } from '../../../../ui/class-names.ts';
import { countWords } from '../../../../text/amounts.ts';
import { useMarkedQuotes } from '../../use-marked-quotes.ts';
import styles from './plain-text.module.css';

/** More makes browsers slow, and nobody reads it here. */
const mostCharacters = 1024 * 1024;

export interface PlainTextProps {
  readonly text: string;
  /** The end is missing already. */
  readonly isCut?: boolean;
  /** Where the rest of it is. */
  readonly restWords?: string;
  /** In the type of letters, not of programs. */
  readonly isLetter?: boolean;
}

export function PlainText(props: PlainTextProps) {
  const { text, isCut = false, isLetter = false, restWords = 'The download has all of it.' } = props;
  const shown = text.length > mostCharacters ? text.slice(0, mostCharacters) : text;
  const place = useRef<HTMLPreElement>(null);
  useMarkedQuotes(place, shown);
  return (
    <div>
      {(isCut || shown.length < text.length) && (
        <p className={styles['note']}>
          Only the first {countWords(shown.length, 'character')} are shown. {restWords}
        </p>
      )}
      <pre ref={place} className={classNames(styles['text'], isLetter && styles['letter'])} dir="auto">
        {shown}
      </pre>
    </div>
  );
}
