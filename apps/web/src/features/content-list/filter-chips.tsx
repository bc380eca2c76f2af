import type { ItemSummary } from '@commonseal/vault';
import { X } from 'lucide-react';
import { type RefObject, useMemo, useRef } from 'react';
import { chipsOf } from './chips-of.ts';
import { facetsOf } from './facets.ts';
import styles from './filter-chips.module.css';
import { useFiltering } from './filter-context.tsx';

export interface FilterChipsProps {
  readonly items: readonly ItemSummary[];
  /** Takes the focus when the last chip is gone. */
  readonly wordsInput: RefObject<HTMLInputElement | null>;
}

/** What the list is filtered by, each with a way to undo it. */
export function FilterChips({ items, wordsInput }: FilterChipsProps) {
  const { filters, change, clear } = useFiltering();
  const isNaming = filters.sources.size + filters.senders.size > 0;
  const facets = useMemo(() => facetsOf(isNaming ? items : []), [isNaming, items]);
  const list = useRef<HTMLUListElement>(null);
  const chips = chipsOf(filters, facets);
  if (chips.length === 0) return null;
  // The one that is pressed goes away: the focus goes to its neighbour.
  const refocus = (index: number) => {
    const next = list.current?.querySelectorAll('button')[index === chips.length - 1 ? index - 1 : index + 1];
    (chips.length === 1 ? wordsInput.current : next)?.focus();
  };
  return (
    <ul ref={list} aria-label="Filters" className={styles['chips']}>
      {chips.map(({ key, words, without }, index) => (
        <li key={key}>
          <button
            type="button"
            aria-label={`No longer filter by ${words}`}
            className={styles['chip']}
            onClick={() => {
              refocus(index);
              change(without);
            }}
          >
            <span dir="auto">{words}</span>
            <X size={14} aria-hidden="true" />
          </button>
        </li>
      ))}
      {chips.length > 1 && (
        <li>
          <button
            type="button"
            className={styles['clear']}
            onClick={() => {
              clear();
              wordsInput.current?.focus();
            }}
          >
            Clear filters
          </button>
        </li>
      )}
    </ul>
  );
}
