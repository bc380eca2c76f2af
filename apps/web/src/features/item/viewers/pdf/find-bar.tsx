import { ArrowDown, ArrowUp, X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { countWords } from '../../../../text/amounts.ts';
import { Button } from '../../../../ui/button.tsx';
import styles from './find-bar.module.css';
import type { Finding } from './use-find.ts';

export interface FindBarProps {
  readonly wanted: string;
  readonly finding: Finding;
  /** Which of those that were found. */
  readonly index: number;
  readonly onType: (wanted: string) => void;
  readonly onStep: (by: 1 | -1) => void;
  readonly onClose: () => void;
}

export function FindBar({ wanted, finding, index, onType, onStep, onClose }: FindBarProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
  };
  const none = finding.found.length === 0;
  return (
    <div role="search" aria-label="Find in this document" className={styles['bar']}>
      <input
        type="text"
        aria-label="Find in this document"
        placeholder="Find in this document"
        autoComplete="off"
        autoFocus
        className={styles['input']}
        value={wanted}
        onChange={({ target }) => onType(target.value)}
        onKeyDown={onKeyDown}
      />
      <Button
        variant="quiet"
        iconOnly
        aria-label="Previous match"
        icon={<ArrowUp size={18} aria-hidden="true" />}
        isDisabled={none}
        onPress={() => onStep(-1)}
      />
      <Button
        variant="quiet"
        iconOnly
        aria-label="Next match"
        icon={<ArrowDown size={18} aria-hidden="true" />}
        isDisabled={none}
        onPress={() => onStep(1)}
      />
      <Button
        variant="quiet"
        iconOnly
        aria-label="Close find"
        icon={<X size={18} aria-hidden="true" />}
        onPress={onClose}
      />
      <span role="status" className={styles['count']}>
        {countOf(wanted, finding, index)}
      </span>
    </div>
  );
}

function countOf(wanted: string, { found, isSearching, isCut }: Finding, index: number): string {
  if (wanted.trim() === '') return '';
  if (found.length === 0) return isSearching ? 'Searching…' : 'Not found';
  const count = isCut ? `more than ${countWords(found.length, 'match', 'matches')}` : String(found.length);
  return `${index + 1} of ${count}${isSearching ? '…' : ''}`;
}
