import type { ItemSummary } from '@commonseal/vault';
import { ListFilter, Search } from 'lucide-react';
import { type RefObject, useState } from 'react';
import { Dialog, DialogTrigger, Heading, Input, Label, Popover, SearchField } from 'react-aria-components';
import { Button } from '../../ui/button.tsx';
import { FilterChips } from './filter-chips.tsx';
import { useFiltering } from './filter-context.tsx';
import { FilterPanel } from './filter-panel.tsx';
import styles from './filter-bar.module.css';

export interface FilterBarProps {
  readonly items: readonly ItemSummary[];
  readonly wordsInput: RefObject<HTMLInputElement | null>;
}

export function FilterBar({ items, wordsInput }: FilterBarProps) {
  const { filters, change } = useFiltering();
  const [isOpen, setOpen] = useState(false);
  return (
    <search className={styles['bar']}>
      <div className={styles['line']}>
        <SearchField
          value={filters.words}
          onChange={(words) => change({ words })}
          className={styles['field'] ?? ''}
        >
          <Label className={styles['spoken'] ?? ''}>Words in title or sender</Label>
          <Search size={16} aria-hidden="true" className={styles['glass']} />
          <Input
            ref={wordsInput}
            placeholder="Title or sender"
            autoComplete="off"
            autoCorrect="off"
            spellCheck="false"
            className={styles['input'] ?? ''}
          />
        </SearchField>
        <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
          <Button icon={<ListFilter size={16} aria-hidden="true" />}>Filter</Button>
          <Popover placement="bottom end" className={styles['popover'] ?? ''}>
            <Dialog className={styles['panel'] ?? ''}>
              <Heading slot="title" className={styles['title'] ?? ''}>
                Filter
              </Heading>
              <FilterPanel items={items} />
              <div className={styles['foot']}>
                <Button variant="primary" wide onPress={() => setOpen(false)}>
                  Done
                </Button>
              </div>
            </Dialog>
          </Popover>
        </DialogTrigger>
      </div>
      <FilterChips items={items} wordsInput={wordsInput} />
    </search>
  );
}
