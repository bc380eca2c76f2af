import { type ReactNode, useState } from 'react';
import { useItems, useSync } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { countWords } from '../../text/amounts.ts';
import { PageHeading } from '../../ui/page-heading.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './content-list.module.css';
import { ItemList } from './item-list.tsx';

export interface ContentListProps {
  readonly openItemId: string | undefined;
  readonly importButton: ReactNode;
  readonly refreshButton: ReactNode;
  /** Shown once the server has been asked, its answer verified, and nothing was there. */
  readonly emptyState: ReactNode;
}

export function ContentList({ openItemId, importButton, refreshButton, emptyState }: ContentListProps) {
  const items = useItems();
  const sync = useSync();
  const [startedOnItem] = useState(openItemId !== undefined);
  const list = items.data ?? [];
  const isKnown = sync.isSuccess || list.length > 0;
  const isEmpty = sync.isSuccess && items.isSuccess && !items.isFetching && list.length === 0;
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
          {isKnown && items.isSuccess ? countWords(list.length, 'item') : ''}
        </p>
        <div className={styles['actions']}>
          {refreshButton}
          {!isEmpty && importButton}
        </div>
      </header>
      {isEmpty ? emptyState : <ListBody items={items} sync={sync} openItemId={openItemId} />}
    </section>
  );
}

interface ListBodyProps {
  readonly items: ReturnType<typeof useItems>;
  readonly sync: ReturnType<typeof useSync>;
  readonly openItemId: string | undefined;
}

function ListBody({ items, sync, openItemId }: ListBodyProps) {
  if (items.isError) return <Padded>{<ErrorBanner error={items.error} />}</Padded>;
  if (items.data !== undefined && items.data.length > 0) {
    return <ItemList items={items.data} openItemId={openItemId} />;
  }
  if (sync.isError) {
    return (
      <Padded>
        <p>
          Your content could not be fetched yet, so nothing is listed here. This page keeps trying by itself.
        </p>
      </Padded>
    );
  }
  return (
    <Padded>
      <Skeleton lines={7} label="Fetching and checking your content…" />
    </Padded>
  );
}

function Padded({ children }: { readonly children: ReactNode }) {
  return <div className={styles['padded']}>{children}</div>;
}
