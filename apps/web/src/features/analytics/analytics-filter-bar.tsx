import { useMemo } from 'react';
import { useItems } from '../../account-data/queries.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { useAnalyticsPage } from './analytics-context.tsx';
import styles from './analytics-page.module.css';
import { rangeWords, ranges } from './choices.ts';
import { sourceName } from './tables.ts';

/** Everything on the page follows. */
export function AnalyticsFilterBar() {
  const { choices, choose } = useAnalyticsPage();
  const { data: items = [] } = useItems();
  const sources = useMemo(() => {
    const names = new Map(items.map(({ writerId, sourceName: name }) => [writerId, sourceName(name)]));
    return [...names].toSorted(([, a], [, b]) => a.localeCompare(b));
  }, [items]);
  return (
    <search className={styles['filters']} aria-label="Analytics">
      <SelectField
        label="Time"
        value={choices.range}
        choices={ranges.map((value) => ({ value, words: rangeWords[value] }))}
        onChange={(range) => choose({ range })}
      />
      {choices.range === 'chosen' && (
        <>
          <Day label="First day" day={choices.fromDay} onChange={(fromDay) => choose({ fromDay })} />
          <Day label="Last day" day={choices.toDay} onChange={(toDay) => choose({ toDay })} />
        </>
      )}
      <SelectField
        label="Source"
        value={choices.writerId}
        choices={[
          { value: '', words: 'All sources' },
          ...sources.map(([value, words]) => ({ value, words })),
        ]}
        onChange={(writerId) => choose({ writerId })}
      />
      <p className={styles['utc']}>Days and months are those of UTC.</p>
    </search>
  );
}

interface DayProps {
  readonly label: string;
  readonly day: string;
  readonly onChange: (day: string) => void;
}

function Day({ label, day, onChange }: DayProps) {
  return (
    <label className={styles['day']}>
      {label}
      <input type="date" value={day} onChange={({ currentTarget: { value } }) => onChange(value)} />
    </label>
  );
}
