import type { ItemSummary } from '@commonseal/vault';
import { Outlet, useParams } from '@tanstack/react-router';
import { useItems, useNewestItems } from '../account-data/queries.ts';
import { ContentList } from '../features/content-list/content-list.tsx';
import { NothingYet } from '../features/content-list/nothing-yet.tsx';
import { ImportButton } from '../features/import/import-button.tsx';
import { MarkSelected } from '../features/marks/mark-selected.tsx';
import { RefreshButton } from '../features/sync/refresh-button.tsx';
import { classNames } from '../ui/class-names.ts';
import styles from './content-layout.module.css';
import { DownloadSelected } from './download-selected.tsx';

const selectionActions = (selected: readonly ItemSummary[]) => (
  <>
    <DownloadSelected items={selected} />
    <MarkSelected items={selected} />
  </>
);

/** List and item side by side where there is room; one of them on a phone, where the list keeps its place. */
export function ContentLayout() {
  const { itemId } = useParams({ strict: false });
  const { data } = useItems();
  const newest = useNewestItems();
  const items = data ?? newest ?? [];
  const isAlone = itemId === undefined && items.length === 0;
  return (
    <div
      className={classNames(
        styles['split'],
        itemId !== undefined && styles['open'],
        isAlone && styles['alone'],
      )}
    >
      <div className={styles['list']}>
        <ContentList
          openItemId={itemId}
          importButton={<ImportButton />}
          refreshButton={<RefreshButton />}
          emptyState={<NothingYet importButton={<ImportButton isPrimary />} />}
          selectionActions={selectionActions}
        />
      </div>
      <div className={styles['item']}>
        <Outlet />
      </div>
    </div>
  );
}
