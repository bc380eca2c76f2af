import type { ItemSummary } from '@commonseal/vault';
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useEffectEvent } from 'react';
import { countWords } from '../../text/amounts.ts';
import { Button } from '../../ui/button.tsx';
import styles from './selection-bar.module.css';
import type { Selection } from './use-selection.ts';

export interface SelectionBarProps {
  readonly selection: Selection;
  readonly total: number;
  readonly actions: (selected: readonly ItemSummary[]) => ReactNode;
}

/** What can be done with all that is selected. Esc selects none. */
export function SelectionBar({ selection, total, actions }: SelectionBarProps) {
  const { selected, selectAll, clear } = selection;
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || selected.length === 0) return;
    const isElsewhere =
      event.target instanceof Element && event.target.closest('input[type="search"]') !== null;
    if (isElsewhere || document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return;
    // Before the page's own Esc, which would close the open item as well.
    event.preventDefault();
    clear();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    document.addEventListener('keydown', listener, true);
    return () => document.removeEventListener('keydown', listener, true);
  }, []);
  return (
    <>
      <p role="status" className={styles['spoken']}>
        {selected.length > 0 && `${countWords(selected.length, 'item')} selected`}
      </p>
      {selected.length > 0 && (
        <section className={styles['bar']} aria-label="Selected items">
          <p className={styles['count']}>{selected.length.toLocaleString()} selected</p>
          {selected.length < total && <Button onPress={selectAll}>Select all</Button>}
          <Button
            variant="quiet"
            iconOnly
            aria-label="Select none"
            icon={<X size={18} aria-hidden="true" />}
            onPress={clear}
          />
          <div className={styles['actions']}>{actions(selected)}</div>
        </section>
      )}
    </>
  );
}
