import type { Analytics, AnalyticsScope } from '@commonseal/vault';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useItems, useSync } from '../../account-data/queries.ts';
import { ErrorBanner } from '../../errors/error-banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import list from '../../ui/list-page.module.css';
import { PageHeading } from '../../ui/page-heading.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useAnalyticsPage } from './analytics-context.tsx';
import { AnalyticsFilterBar } from './analytics-filter-bar.tsx';
import styles from './analytics-page.module.css';
import { allContent, choiceWords, isTurnedAround, scopeOf } from './choices.ts';
import { Figures } from './figures.tsx';
import { ReadingPart } from './reading-part.tsx';
import type { ShownItems } from './shown-items.ts';
import { sourceName } from './tables.ts';
import { useAnalytics } from './use-analytics.ts';

export interface AnalyticsPageProps {
  readonly saveFile: (file: Blob, name: string) => void;
  /** Has the list of content show what a figure counts. */
  readonly showItems: (shown: ShownItems, scope: AnalyticsScope) => Promise<void>;
  /** What can be done where nothing is there yet. */
  readonly emptyState: ReactNode;
}

/** What the content of the account says together. */
export function AnalyticsPage({ saveFile, showItems, emptyState }: AnalyticsPageProps) {
  const { choices, choose } = useAnalyticsPage();
  const [openedAt] = useState(() => new Date());
  const scope = scopeOf(choices, openedAt);
  const { data, error, isPending, isPlaceholderData, progress, refetch } = useAnalytics(scope);
  const { data: items } = useItems();
  const sync = useSync();
  const source = items?.find(({ writerId }) => writerId === choices.writerId)?.sourceName ?? '';
  const within = choiceWords(choices, sourceName(source));
  const showing = useMutation({
    mutationFn: ({ words, behind }: ShownItems) =>
      showItems({ words: within === '' ? words : `${words} (${within})`, behind }, scope),
  });
  const isEmpty = data !== undefined && data.analytics.items === 0;
  const isNothingKnown = items !== undefined && items.length === 0 && !isPending;
  return (
    <div className={styles['page']}>
      <header className={list['head']}>
        <PageHeading documentTitle="Analytics">Analytics</PageHeading>
        <p className={list['lead']}>
          What your content says together: counted on this device, from what it has opened and verified. No
          server sees these figures, or what they are made of.
        </p>
      </header>
      {isNothingKnown && sync.isSuccess && emptyState}
      {isNothingKnown && sync.isError && (
        <p>
          Your content could not be fetched yet, so nothing is counted here. This page keeps trying by itself.
        </p>
      )}
      {!isNothingKnown && (
        <>
          <AnalyticsFilterBar />
          {isTurnedAround(choices) && <p role="status">The last day comes before the first one.</p>}
          {error !== null && (
            <ErrorBanner
              error={error}
              title={data === undefined ? undefined : 'These figures may be out of date'}
              actions={<Button onPress={() => void refetch()}>Try again</Button>}
            />
          )}
          {showing.error !== null && <ErrorBanner error={showing.error} />}
          {data !== undefined && (
            <ReadingPart left={data.left} isNothingRead={isNothingRead(data.analytics)} />
          )}
          {(isPending || isPlaceholderData) && progress !== undefined && progress.total > progress.done && (
            <ProgressBar
              label={`Opening what was found: ${progress.done.toLocaleString()} of ${progress.total.toLocaleString()}`}
              done={progress.done}
              total={progress.total}
            />
          )}
          {isPending && error === null && progress === undefined && <Skeleton lines={8} label="Counting…" />}
          {isEmpty && !isTurnedAround(choices) && (
            <EmptyState
              title="Nothing in this time"
              actions={
                <Button variant="primary" onPress={() => choose(allContent)}>
                  Show all content
                </Button>
              }
            >
              <p>Nothing of your content has a date and a source as chosen.</p>
            </EmptyState>
          )}
          {data !== undefined && !isEmpty && (
            <div aria-busy={isPlaceholderData} className={styles['figures']}>
              <Figures analytics={data.analytics} saveFile={saveFile} onShow={showing.mutate} />
            </div>
          )}
        </>
      )}
    </div>
  );
}

function isNothingRead({ coverage }: Analytics): boolean {
  return coverage.every(({ current, stale }) => current + stale === 0);
}
