import type { ItemId } from '@commonseal/protocol';
import type { AnalyticsScope, ItemSummary } from '@commonseal/vault';
import type { Behind, ShownItems } from '../features/analytics/shown-items.ts';
import { dayOf } from '../features/content-list/day-ranges.ts';
import { type Filters, filterItems, noFilters } from '../features/content-list/filters.ts';

type Headers = Extract<Behind, { readonly kind: 'headers' }>;
type Scope = Pick<AnalyticsScope, 'fromMs' | 'beforeMs' | 'writerId'>;

/** What both let through. */
function narrowed(scope: Scope, behind: Behind): Scope {
  if (behind.kind === 'figure') return scope;
  const fromMs = Math.max(
    scope.fromMs ?? Number.NEGATIVE_INFINITY,
    behind.fromMs ?? Number.NEGATIVE_INFINITY,
  );
  const beforeMs = Math.min(
    scope.beforeMs ?? Number.POSITIVE_INFINITY,
    behind.beforeMs ?? Number.POSITIVE_INFINITY,
  );
  const writerId = behind.writerId ?? scope.writerId;
  return {
    ...(Number.isFinite(fromMs) && { fromMs }),
    ...(Number.isFinite(beforeMs) && { beforeMs }),
    ...(writerId !== undefined && { writerId }),
  };
}

/** The items that a figure of their headers counts. */
export function itemsByHeaders(
  items: readonly ItemSummary[],
  scope: AnalyticsScope,
  behind: Headers,
): readonly ItemId[] {
  const { fromMs, beforeMs, writerId } = narrowed(scope, behind);
  return items
    .filter(
      ({ header: { receivedAtMs }, ...item }) =>
        (writerId === undefined || item.writerId === writerId) &&
        !(fromMs !== undefined && receivedAtMs < fromMs) &&
        !(beforeMs !== undefined && receivedAtMs >= beforeMs),
    )
    .map(({ itemId }) => itemId);
}

/**
 * Filters that list exactly the items behind a figure. The list's own where they do, so that they can be changed one by one;
 * else the items themselves: figures go by days of UTC and by all that was read, the list by the reader's days and by headers.
 */
export function filtersOfFigure(
  { words, behind }: ShownItems,
  scope: AnalyticsScope,
  items: readonly ItemSummary[],
  itemIds: ReadonlySet<string>,
): Partial<Filters> {
  const own = ownFilters(behind, scope);
  if (own !== undefined) {
    const listed = filterItems(items, { ...noFilters, ...own });
    if (listed.length === itemIds.size && listed.every(({ itemId }) => itemIds.has(itemId))) return own;
  }
  return { found: { words, itemIds } };
}

function ownFilters(behind: Behind, scope: AnalyticsScope): Partial<Filters> | undefined {
  const { fromMs, beforeMs, writerId } = narrowed(scope, behind);
  const fromDay = fromMs === undefined ? undefined : startOfLocalDay(fromMs);
  const lastDay = beforeMs === undefined ? undefined : startOfLocalDay(beforeMs, -1);
  if ((fromMs !== undefined && fromDay === undefined) || (beforeMs !== undefined && lastDay === undefined))
    return undefined;
  const isSender = behind.kind === 'figure' && behind.figure.kind === 'sender';
  if (behind.kind === 'figure' && !isSender) return undefined;
  return {
    ...(fromDay !== undefined && { fromDay }),
    ...(lastDay !== undefined && { toDay: lastDay }),
    ...(writerId !== undefined && { sources: new Set([writerId]) }),
    ...(behind.kind === 'figure' &&
      behind.figure.kind === 'sender' && { senders: new Set([behind.figure.address]) }),
  };
}

/** The day of the reader's calendar that begins at this very moment, or one some days from it. */
function startOfLocalDay(timeMs: number, daysLater = 0): string | undefined {
  const time = new Date(timeMs);
  const [year, month, date] = [time.getFullYear(), time.getMonth(), time.getDate()];
  if (new Date(year, month, date).getTime() !== timeMs) return undefined;
  return dayOf(new Date(year, month, date + daysLater));
}
