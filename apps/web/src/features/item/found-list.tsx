import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import styles from './found-by-programs.module.css';

/** At first. */
const fewEntries = 6;

export interface FoundListProps {
  readonly label: string;
  /** Third-party text. */
  readonly entries: readonly string[];
}

/** What a program listed: a few of it, and all when asked for. */
export function FoundList({ label, entries }: FoundListProps) {
  const [isWhole, setWhole] = useState(false);
  return (
    <>
      <ul className={styles['list']} aria-label={label}>
        {entries.slice(0, isWhole ? entries.length : fewEntries).map((entry, at) => (
          // The list never changes its order, and may hold the same twice.
          // oxlint-disable-next-line no-array-index-key
          <li key={at}>
            <bdi>{entry}</bdi>
          </li>
        ))}
      </ul>
      {entries.length > fewEntries && (
        <Button
          variant="quiet"
          aria-expanded={isWhole}
          aria-label={`${label}: ${isWhole ? 'show fewer' : `show all ${entries.length.toLocaleString()}`}`}
          onPress={() => setWhole(!isWhole)}
        >
          {isWhole ? 'Show fewer' : `Show all ${entries.length.toLocaleString()}`}
        </Button>
      )}
    </>
  );
}
