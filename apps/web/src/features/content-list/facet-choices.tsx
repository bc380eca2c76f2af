import type { ReactNode } from 'react';
import type { Facet } from './facets.ts';
import styles from './filter-panel.module.css';

export interface FacetChoicesProps<T extends string> {
  readonly title: string;
  readonly facets: readonly Facet<T>[];
  readonly chosen: ReadonlySet<T>;
  readonly onToggle: (value: T) => void;
  /** Stands above the choices. */
  readonly children?: ReactNode;
}

export function FacetChoices<T extends string>(props: FacetChoicesProps<T>) {
  const { title, facets, chosen, onToggle, children } = props;
  return (
    <fieldset className={styles['part']}>
      <legend>{title}</legend>
      {children}
      {facets.map(({ value, words, count }) => (
        <label key={value} className={styles['choice']}>
          <input type="checkbox" checked={chosen.has(value)} onChange={() => onToggle(value)} />
          <span className={styles['words']} dir="auto">
            {words}
          </span>
          <span className={styles['amount']}>{count.toLocaleString()}</span>
        </label>
      ))}
    </fieldset>
  );
}
