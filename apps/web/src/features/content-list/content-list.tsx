import type { ItemSummary } from '@commonseal/vault';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { useItems, useNewestItems, useSync } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { countWords } from '../../text/amounts.ts';
import { useSingleKeys } from '../../ui/keys/single-keys.ts';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './content-list.module.css';
import { FilterBar } from './filter-bar.tsx';
import { useFiltering } from './filter-context.tsx';
import { filterItems } from './filters.ts';
import { ItemList } from './item-list.tsx';
import { NothingFound } from './nothing-found.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { useSelection } from './use-selection.ts';
import { useStillUnread } from './use-still-unread.ts';

export interface ContentListProps {
  readonly openItemId: string | undefined;
  readonly importButton: ReactNode;
  readonly refreshButton: ReactNode;
  /** Shown once the server has been asked, its answer verified, and nothing was there. */
  readonly emptyState: ReactNode;
  /** What can be done with those that are selected. */
  readonly selectionActions: (selected: readonly ItemSummary[]) => ReactNode;
}

const nothing: readonly ItemSummary[] = [];

export function ContentList(props: ContentListProps) {
  const { openItemId, importButton, refreshButton, emptyState, selectionActions } = props;
  const items = useItems();
  const sync = useSync();
  const navigate = useNavigate();
  const [startedOnItem] = useState(openItemId !== undefined);
  const wordsInput = useRef<HTMLInputElement>(null);
  const { filters } = useFiltering();
  const newest = useNewestItems();
  // An item that is open and not among them has its place in the list of all.
  const isOpenThere = openItemId === undefined || newest?.some(({ itemId }) => itemId === openItemId);
  const all = items.data ?? (isOpenThere && !items.isError ? newest : undefined) ?? nothing;
  const stillUnread = useStillUnread(all, openItemId);
  const listed = useMemo(() => filterItems(all, filters, stillUnread), [all, filters, stillUnread]);
  const selection = useSelection(listed);
  const isKnown = sync.isSuccess || all.length > 0;
  const isEmpty = sync.isSuccess && items.isSuccess && !items.isFetching && all.length === 0;

  const focusWords = () => wordsInput.current?.focus();
  useSingleKeys({
    '/': () => {
      focusWords();
      // Where the list is hidden behind an item, the field takes no focus.
      if (document.activeElement === wordsInput.current) return;
      void navigate({ to: '/content' }).then(() => setTimeout(focusWords));
    },
  });

  return (
    <section className={styles['pane']} aria-label="All content">
      <header className={styles['head']}>
        <PageHeading
          documentTitle={openItemId === undefined ? 'Content' : undefined}
          leaveFocus={startedOnItem}
        >
          All content
        </PageHeading>
        <p role="status" className={styles['count']}>
          {isKnown && items.isSuccess ? amountWords(listed.length, all.length) : ''}
        </p>
        <div className={styles['actions']}>
          {refreshButton}
          {!isEmpty && <span className={styles['import']}>{importButton}</span>}
        </div>
      </header>
      {all.length > 0 && <FilterBar items={all} wordsInput={wordsInput} />}
      <SelectionBar selection={selection} total={listed.length} actions={selectionActions} />
      {isEmpty && emptyState}
      {all.length > 0 && listed.length === 0 && <NothingFound onClear={focusWords} />}
      {listed.length > 0 && <ItemList items={listed} openItemId={openItemId} selection={selection} />}
      {all.length === 0 && !isEmpty && <NotYet items={items} sync={sync} />}
    </section>
  );
}

function amountWords(listed: number, all: number): string {
  return listed === all
    ? countWords(all, 'item')
    : `${listed.toLocaleString()} of ${countWords(all, 'item')}`;
}

interface NotYetProps {
  readonly items: ReturnType<typeof useItems>;
  readonly sync: ReturnType<typeof useSync>;
}

function NotYet({ items, sync }: NotYetProps) {
  return (
    <div className={styles['padded']}>
      {items.isError && <ErrorBanner error={items.error} />}
      {!items.isError && sync.isError && (
        <p>
          Your content could not be fetched yet, so nothing is listed here. This page keeps trying by itself.
        </p>
      )}
      {!items.isError && !sync.isError && <Skeleton lines={7} label="Fetching and checking your content…" />}
    </div>
  );
}
