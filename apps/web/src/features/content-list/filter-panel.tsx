import type { ItemSummary } from '@commonseal/vault';
import { useMemo, useState } from 'react';
import { fold } from '../../text/fold.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { dayRanges } from './day-ranges.ts';
import { FacetChoices } from './facet-choices.tsx';
import { facetsOf } from './facets.ts';
import { useFiltering } from './filter-context.tsx';
import styles from './filter-panel.module.css';
import { toggled } from './filters.ts';

/** More are found by typing. */
const mostSenders = 8;

/** Everything to filter by but words. What is chosen holds at once. */
export function FilterPanel({ items }: { readonly items: readonly ItemSummary[] }) {
  const { filters, change } = useFiltering();
  const facets = useMemo(() => facetsOf(items), [items]);
  const [part, setPart] = useState('');
  const [now] = useState(() => new Date());
  const sought = fold(part.trim());
  const senders = facets.senders
    .filter(
      ({ value, words }) =>
        filters.senders.has(value) || fold(words).includes(sought) || value.includes(sought),
    )
    .slice(0, mostSenders + filters.senders.size);
  return (
    <>
      <FacetChoices
        title="Only"
        facets={facets.marks}
        chosen={filters.marks}
        onToggle={(mark) => change({ marks: toggled(filters.marks, mark) })}
      />
      <FacetChoices
        title="Kind"
        facets={facets.kinds}
        chosen={filters.kinds}
        onToggle={(kind) => change({ kinds: toggled(filters.kinds, kind) })}
      />
      {facets.sources.length > 1 && (
        <FacetChoices
          title="Source"
          facets={facets.sources}
          chosen={filters.sources}
          onToggle={(source) => change({ sources: toggled(filters.sources, source) })}
        />
      )}
      {facets.senders.length > 0 && (
        <FacetChoices
          title="Sender"
          facets={senders}
          chosen={filters.senders}
          onToggle={(sender) => change({ senders: toggled(filters.senders, sender) })}
        >
          {facets.senders.length > mostSenders && (
            <TextField label="Find a sender" value={part} onChange={setPart} autoComplete="off" />
          )}
        </FacetChoices>
      )}
      <fieldset className={styles['part']}>
        <legend>Date</legend>
        <div className={styles['quick']}>
          {dayRanges(now).map(({ words, fromDay, toDay }) => {
            const isChosen = filters.fromDay === fromDay && filters.toDay === toDay;
            return (
              <Button
                key={words}
                variant={isChosen ? 'primary' : 'secondary'}
                aria-pressed={isChosen}
                onPress={() =>
                  change(isChosen ? { fromDay: undefined, toDay: undefined } : { fromDay, toDay })
                }
              >
                {words}
              </Button>
            );
          })}
        </div>
        <div className={styles['days']}>
          <Day label="From" day={filters.fromDay} onChange={(fromDay) => change({ fromDay })} />
          <Day label="To" day={filters.toDay} onChange={(toDay) => change({ toDay })} />
        </div>
      </fieldset>
    </>
  );
}

interface DayProps {
  readonly label: string;
  readonly day: string | undefined;
  readonly onChange: (day: string | undefined) => void;
}

function Day({ label, day, onChange }: DayProps) {
  return (
    <label className={styles['day']}>
      {label}
      <input
        type="date"
        value={day ?? ''}
        onChange={({ currentTarget: { value } }) => onChange(value === '' ? undefined : value)}
      />
    </label>
  );
}
