import type { AnalyticsScope } from '@commonseal/vault';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { itemsQuery } from '../account-data/queries.ts';
import { AnalyticsPage } from '../features/analytics/analytics-page.tsx';
import type { ShownItems } from '../features/analytics/shown-items.ts';
import { useFiltering } from '../features/content-list/filter-context.tsx';
import { noFilters } from '../features/content-list/filters.ts';
import { NothingYet } from '../features/content-list/nothing-yet.tsx';
import { ImportButton } from '../features/import/import-button.tsx';
import { saveBlob } from '../features/item/save-blob.ts';
import { useUnlocked } from '../session/session-context.ts';
import { filtersOfFigure, itemsByHeaders } from './filters-of-figure.ts';

export function AnalyticsRoute() {
  const { vault } = useUnlocked();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { change } = useFiltering();
  const showItems = async (shown: ShownItems, scope: AnalyticsScope) => {
    const items = await client.fetchQuery(itemsQuery(vault, client));
    const itemIds =
      shown.behind.kind === 'figure'
        ? await vault.itemsBehind(scope, shown.behind.figure)
        : itemsByHeaders(items, scope, shown.behind);
    change({ ...noFilters, ...filtersOfFigure(shown, scope, items, new Set(itemIds)) });
    await navigate({ to: '/content' });
  };
  return (
    <AnalyticsPage
      saveFile={saveBlob}
      showItems={showItems}
      emptyState={<NothingYet importButton={<ImportButton isPrimary />} />}
    />
  );
}
