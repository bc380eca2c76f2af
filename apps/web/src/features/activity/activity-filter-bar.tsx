import { type RefObject, useMemo } from 'react';
import { kindWords } from '../../account-data/sentences.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './activity-page.module.css';
import { type ActivityFilters, type ToldEntry, kindsIn, peopleIn } from './told-entries.ts';

export interface ActivityFilterBarProps {
  readonly told: readonly ToldEntry[];
  readonly filters: ActivityFilters;
  readonly onChange: (filters: ActivityFilters) => void;
  readonly wordsInput: RefObject<HTMLInputElement | null>;
}

export function ActivityFilterBar({ told, filters, onChange, wordsInput }: ActivityFilterBarProps) {
  const kinds = useMemo(() => kindsIn(told), [told]);
  const people = useMemo(() => peopleIn(told), [told]);
  return (
    <search className={styles['filters']} aria-label="Activity">
      <TextField
        label="Search"
        type="search"
        autoComplete="off"
        placeholder="A name, a day, a word"
        value={filters.words}
        onChange={(words) => onChange({ ...filters, words })}
        inputRef={wordsInput}
      />
      <SelectField
        label="What happened"
        value={filters.kind}
        choices={[
          { value: '', words: 'Everything' },
          ...kinds.map((kind) => ({ value: kind, words: kindWords[kind] })),
        ]}
        onChange={(kind) => onChange({ ...filters, kind })}
      />
      <SelectField
        label="Who"
        value={filters.person}
        choices={[{ value: '', words: 'Everybody' }, ...people.map((name) => ({ value: name, words: name }))]}
        onChange={(person) => onChange({ ...filters, person })}
      />
    </search>
  );
}
